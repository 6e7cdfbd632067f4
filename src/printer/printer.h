/* printer.h - one printer's child: the conversation with the producer, and the table of printer kinds.
 *
 * Exactly once: the raster is staged first, the producer commits that it is about to send, only then says GO, and only
 * a DONE that follows is a print made. After a crash the producer asks FIND with the same token: FOUND means made,
 * ABSENT means it may be sent again, UNSURE holds the print for a person. Messages are MSG_PRINTER with a
 * printer_message (tbl/records.h), on the keeper socket, one print at a time:
 *
 *   producer                              child
 *   SETUP printer                  ->     (opens or checks its target)   DONE format, or FAILED why
 *   STAGE token file format .. fd  ->     STAGED token job               or FAILED token why (nothing was printed)
 *   GO token                       ->     DONE token file job            or FAILED token why (nothing was printed),
 *                                         UNSURE token why, or SENT token job: the printer has all of it
 *   FIND token file job            ->     FOUND, ABSENT, UNSURE or SENT
 *   WAIT token file job            ->     SENT why (it is not printed yet; why is what the printer waits for), or as GO
 *   WITHDRAW token file job        ->     as FIND, but ABSENT is tried for: the printer gives it back unprinted
 *
 * A printer that prints long after it has taken the document answers GO with SENT; the producer notes that and then
 * asks WAIT until there is another answer. FIND after that may answer SENT too: the wait goes on.
 */
#ifndef PRINTER_PRINTER_H
#define PRINTER_PRINTER_H
#include "../base/record.h"

struct printer_kind {
    const char *name; /* as in printers.conf */
    /* Fill reply->format when the printer takes something else than JPEG. */
    enum err (*setup)(const struct printer *printer, struct printer_message *reply);
    /* fd: the finished raster (JPEG, or as message->format says), bytes long. Fill reply->job. */
    enum err (*stage)(const struct printer_message *message, int fd, struct printer_message *reply, struct arena *arena);
    enum err (*go)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    enum printer_step (*find)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    /* One look at a print that was SENT, two seconds at most; NULL where go never answers SENT. */
    enum printer_step (*wait)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    /* NULL: find says all there is to say. */
    enum printer_step (*withdraw)(const struct printer_message *message, struct printer_message *reply, struct arena *arena);
    /* Forget what was staged and not printed: the producer is gone and will ask FIND. */
    void (*drop)(void);
};
/* On failure stage and go return an error whose detail says why, fit to follow "could not take the print: ". go sets
 * reply->step to PRINTER_UNSURE when the print may have been made all the same, to PRINTER_SENT when it is not made
 * yet. The others fill reply->why. */
extern const struct printer_kind printer_kinds[]; /* ends with a NULL name */

/* The files of the kinds and what they have: the usual four functions; wait besides. A new kind is its file here
 * and its row in table.c. */
#define PRINTER_FILE(kind) \
    enum err printer_##kind##_setup(const struct printer *printer, struct printer_message *reply); \
    enum err printer_##kind##_stage(const struct printer_message *message, int fd, struct printer_message *reply, \
                                    struct arena *arena); \
    enum err printer_##kind##_go(const struct printer_message *message, struct printer_message *reply, \
                                 struct arena *arena); \
    enum printer_step printer_##kind##_find(const struct printer_message *message, struct printer_message *reply, \
                                            struct arena *arena); \
    enum printer_step printer_##kind##_wait(const struct printer_message *message, struct printer_message *reply, \
                                            struct arena *arena); \
    enum printer_step printer_##kind##_withdraw(const struct printer_message *message, struct printer_message *reply, \
                                                struct arena *arena); \
    void printer_##kind##_drop(void);
PRINTER_FILE(null)
PRINTER_FILE(folder)
PRINTER_FILE(hotfolder)
PRINTER_FILE(ipp)

/* talk.c: the whole life of a child: take the keeper's socket from the control socket, answer the producer, take the
 * next one when the keeper comes back. Returns when the control socket is closed. */
void printer_talk(int control);
#endif
