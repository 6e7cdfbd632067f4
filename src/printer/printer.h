/* printer.h - one printer's child: the conversation with the producer, and the table of printer kinds.
 *
 * Exactly once: the raster is staged first, the producer commits that it is about to send, only then says GO, and only
 * a DONE that follows is a print made. After a crash the producer asks FIND with the same token: FOUND means made,
 * ABSENT means it may be sent again, UNSURE holds the print for a person. Messages are MSG_PRINTER with a
 * printer_message (tbl/records.h), on the keeper socket, one print at a time:
 *
 *   producer                              child
 *   SETUP printer                  ->     (opens or checks its target)   DONE, or FAILED why
 *   STAGE token file product .. fd ->     STAGED token job               or FAILED token why (nothing was printed)
 *   GO token                       ->     DONE token file job            or FAILED token why (nothing was printed),
 *                                         UNSURE token why
 *   FIND token file                ->     FOUND, ABSENT or UNSURE
 */
#ifndef PRINTER_PRINTER_H
#define PRINTER_PRINTER_H
#include "../base/record.h"

struct printer_kind {
    const char *name; /* "folder", "null" */
    enum err (*setup)(const struct printer *printer);
    /* fd: the finished raster (JPEG), bytes long. Fill reply->job. */
    enum err (*stage)(const struct printer_message *message, int fd, struct printer_message *reply, struct arena *arena);
    enum err (*go)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    enum printer_step (*find)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    /* Forget and remove what was staged and not printed: the producer is gone and will ask FIND. */
    void (*drop)(void);
};
/* On failure stage and go return an error whose detail says why, fit to follow "could not take the print: ". go sets
 * reply->step to PRINTER_UNSURE when the print may have been made all the same. find fills reply->why when unsure. */
extern const struct printer_kind printer_kinds[]; /* ends with a NULL name */

/* A new kind is its file KIND.c with these five functions, and its name here. */
#define PRINTER_KIND_ROWS(KIND) KIND(folder) KIND(null)
#define PRINTER_KIND_FUNCTIONS(kind) \
    enum err printer_##kind##_setup(const struct printer *printer); \
    enum err printer_##kind##_stage(const struct printer_message *message, int fd, struct printer_message *reply, \
                                    struct arena *arena); \
    enum err printer_##kind##_go(const struct printer_message *message, struct printer_message *reply, \
                                 struct arena *arena); \
    enum printer_step printer_##kind##_find(const struct printer_message *message, struct printer_message *reply, \
                                            struct arena *arena); \
    void printer_##kind##_drop(void);
PRINTER_KIND_ROWS(PRINTER_KIND_FUNCTIONS)

/* talk.c: the whole life of a child: take the keeper's socket from the control socket, answer the producer, take the
 * next one when the keeper comes back. Returns when the control socket is closed. */
void printer_talk(int control);
#endif
