/* copy.h - files copied so that after a power cut they are there whole or not at all. */
#ifndef BASE_COPY_H
#define BASE_COPY_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "err.h"

/* The first `limit` bytes of a file (limit < 0: all of it) under the name `to`, mode 0600: written beside it, synced,
 * renamed over what was there. The directory is the caller's to sync, once for many. ERR_NOT_FOUND when there is no
 * such file; ERR_IO when it is shorter than the limit; ERR_DISK. */
enum err copy_file(const char *from, const char *to, int64_t limit) MUST_CHECK;
/* Another name for the same file where the file system can, else a copy. A file that never changes may be shared so;
 * *linked says which it was. ERR_EXISTS is none: what is there already under that name is left as it is. */
enum err copy_or_link(const char *from, const char *to, bool *linked) MUST_CHECK;
/* Sync a directory, so that its names outlive a power cut. */
enum err copy_keep_names(const char *directory) MUST_CHECK;
/* Are the first `size` bytes of both files there and the same? */
bool copy_same_start(const char *a, const char *b, int64_t size);
/* Remove a directory of plain files; silent when it is not there. */
void copy_remove_directory(const char *directory);
#endif
