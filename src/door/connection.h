/* connection.h - one SSH client from its first byte to its last, in a process of its own.
 *
 * It speaks SSH and pumps bytes: it opens no file and no store and starts nothing. Who somebody is, the keeper says;
 * what is started, the supervisor starts and hands over as descriptors.
 */
#ifndef DOOR_CONNECTION_H
#define DOOR_CONNECTION_H
#include <stdbool.h>
#include "../client/client.h"
#include "hostkey.h"

/* Beside the control socket (MSG_CONTROL_FD): the client, and the line to the door that is hung up after the login. */
enum { CONNECTION_TCP_FD = 4, CONNECTION_LINE_FD = 5, CONNECTION_CHANNELS = 8, CONNECTION_NAME_LIMIT = 64, CONNECTION_KEY_LIMIT = 3000 };

struct channel;
struct connection {
    ssh_session session;
    struct client client;
    bool in;         /* logged in: only now there are channels */
    bool broken;     /* to be ended at once */
    bool flowing;    /* something was started for it: what comes from now on is typed, or in bulk */
    struct ssh_counter_struct bytes; /* on the wire */
    int asked;       /* how often it tried to log in, by any method */
    int wrong;       /* how often with a password or PIN; */
    int told_wrong;  /* the door knows of so many */
    bool known;      /* in, and not as a kiosk's anybody */
    char asking[CONNECTION_NAME_LIMIT + 1]; /* whose password or PIN was prompted for; "" when nobody's */
    char key_user[CONNECTION_NAME_LIMIT + 1], key[CONNECTION_KEY_LIMIT + 1]; /* who showed which key; its PIN is waited for */
    struct channel *channels[CONNECTION_CHANNELS];
    int64_t next_channel; /* the number the supervisor will know the next one by */
};

/* Never returns: the process ends with the connection. */
_Noreturn void connection_run(ssh_bind bind);
#endif
