/* hashing.h - passwords and PINs are hashed beside the engine, and nobody of the shop waits for strangers. */
#ifndef KEEPER_HASHING_H
#define KEEPER_HASHING_H
#include "keeper.h"

void hashing_start(struct keeper *keeper);
/* Where everybody of the staff was last. */
enum err hashing_read_homes(struct store *store) MUST_CHECK;
/* Comes back to the engine judged, or refused because too many strangers wait. */
void hashing_submit(struct keeper *keeper, struct call *call);
/* Nobody waits for this session's calls any more. */
void hashing_forget(int64_t session);
/* Somebody of the staff logged in from this address; or was wrong there. */
void hashing_home(const char *address);
void hashing_wrong(const char *address);
#endif
