/* request.h - what a client may ask of its channel: terminal, a few words of environment, screen, command, sftp. */
#ifndef DOOR_REQUEST_H
#define DOOR_REQUEST_H
#include "channel.h"

/* Answer this channel's requests from now on. What is not listed in request.c is refused. */
void request_listen(struct channel *channel);
#endif
