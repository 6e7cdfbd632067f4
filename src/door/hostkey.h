/* hostkey.h - what every SSH conversation starts from: the host key and the algorithms, loaded once before any fork. */
#ifndef DOOR_HOSTKEY_H
#define DOOR_HOSTKEY_H
#include <libssh/libssh.h>
#define WITH_SERVER 1
#include <libssh/server.h>

/* A bind that holds the key of that file (OpenSSH PEM, ed25519) and our algorithms; dies with a sentence when the key
 * cannot be used. The file is read from its beginning, whoever read it before. */
ssh_bind hostkey_bind(int file);
#endif
