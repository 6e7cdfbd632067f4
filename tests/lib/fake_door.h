/* fake_door.h - a shop for tests of the door: a process that is supervisor and keeper at once, with one order.
 *
 * It starts the real countersign-door on a free loopback port and answers everything door, connections and uploads
 * ask. The screen is a small shell loop ("size", "say WORDS", "quit N"), a command is run by /bin/sh, an upload is the
 * real countersign-upload. Logins: kiosk without password, counter1 with counter1, the order's code with 123456.
 */
#ifndef TESTS_FAKE_DOOR_H
#define TESTS_FAKE_DOOR_H
#include <sys/types.h>

#define FAKE_DOOR_CODE "471120935525"
#define FAKE_DOOR_PASSWORD "123456"

struct fake_door {
    char dir[128];   /* host key, incoming/, taken/NUMBER-NAME: the photos the order has */
    int port;
    pid_t pid;
};

/* Up and listening. programs: the directory of countersign-door and countersign-upload. */
void fake_door_start(struct fake_door *shop, const char *programs);
/* The keeper dies and comes back a moment later: every socket to it is closed and handed out anew. */
void fake_door_restart_keeper(struct fake_door *shop);
/* Everything down; the directory is removed. */
void fake_door_stop(struct fake_door *shop);
#endif
