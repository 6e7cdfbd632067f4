/* login.h - who is there: the SSH login methods, all of them decided by the keeper. */
#ifndef DOOR_LOGIN_H
#define DOOR_LOGIN_H
#include "connection.h"

/* Set up the methods; connection->in becomes true in the middle of some later packet. Before the key exchange. */
void login_prepare(struct connection *connection);
#endif
