/* sandbox.h - how tightly each program is held. The rows are tbl/roles.h, applied in this one place.
 *
 * Today: no new privileges, no core, memory, files, processes and file size limited, dies with its parent. System
 * call and path filters tighten here and nowhere else.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H
/* Close every descriptor from lowest up; call before opening anything of one's own. */
void sandbox_close_from(int lowest);
/* Hold this process as the row of that name says; dies if it cannot. */
void sandbox_enter(const char *program);
#endif
