/* sandbox.h - how tightly each program is held. The rows are tbl/roles.h, applied in this one place.
 *
 * A program calls sandbox_enter() once, when it has all it needs and before it reads its first byte from outside. From
 * then on: no new privileges, no core, nobody of the same user looks into its memory; memory, descriptors, processes and
 * file size limited; system calls and paths as its row says. What a kernel does not know (Landlock before 5.13) is left
 * out; what it knows and refuses ends the program.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "err.h"
/* Close every descriptor from lowest up; call before opening anything of one's own. */
void sandbox_close_from(int lowest);
/* Hold this process as the row of that name says; dies if it cannot. */
void sandbox_enter(const char *program);
/* As whom that program is to work in a shop whose store that user owns, when root opened it. Never fails: without the
 * row's own user it is nobody. Looked up once. */
struct sandbox_user {
    uid_t user;
    gid_t group;
};
struct sandbox_user sandbox_user(const char *program, struct sandbox_user owner);
/* Give up root for good; false when that cannot be. Changes no memory. */
bool sandbox_become(const struct sandbox_user *user);
/* Root works on as the owner of that file or directory, others as they are. ERR_DIRECTORY. */
enum err sandbox_become_owner(const char *path) MUST_CHECK;
/* sandbox_calls.c: from here on only the calls of these sets (CALLS_...). Dies if that cannot be had. */
void sandbox_calls(uint32_t sets);
/* sandbox_paths.c: from here on nothing else can be opened by name (enum program_paths). */
void sandbox_paths(int paths, int folder);
#endif
