/* printer_child.h - a printer child as a real process on real sockets, and its producer in a test. Fails the cmocka test
 * that calls it. Include cmocka.h before. */
#ifndef TESTS_PRINTER_CHILD_H
#define TESTS_PRINTER_CHILD_H
#include <sys/types.h>
#include "../../src/base/record.h"

struct printer_child {
    pid_t pid;
    int control, keeper;
};

struct printer_child printer_child_start(void);
/* Another keeper's socket for it. */
void printer_child_give_keeper(struct printer_child *child);
/* Close its sockets; it must end by itself. */
void printer_child_finish(struct printer_child *child);
void printer_child_slay(struct printer_child *child);
/* fd, if any, is closed. hear: at most twenty seconds; its texts live until printer_child_forget(). */
void printer_child_tell(struct printer_child *child, const struct printer_message *what, int fd);
struct printer_message printer_child_hear(struct printer_child *child);
struct printer_message printer_child_ask(struct printer_child *child, struct printer_message what, int fd);
void printer_child_forget(void);
/* So many bytes as a file without a name. */
int printer_child_picture(const void *bytes, size_t size);
#endif
