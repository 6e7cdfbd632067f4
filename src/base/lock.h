/* lock.h - one owner at a time for a directory or file, by flock(2); gone with the process, never stale. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H
#include "err.h"
/* Take the lock at path (made if missing); *fd keeps it until closed. ERR_OPEN_ALREADY when another has it. The
 * descriptor is close-on-exec: a lock is never inherited. */
enum err lock_take(const char *path, int *fd) MUST_CHECK;
#endif
