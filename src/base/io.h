/* io.h - whole reads and writes, files made durable, and descriptors passed between our processes. */
#ifndef BASE_IO_H
#define BASE_IO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "err.h"

/* All of it, or false (errno says why; 0 at an early end of input). EINTR is retried. */
bool io_read(int fd, void *out, size_t size);
bool io_write(int fd, const void *data, size_t size);
/* A whole small file as text, at most limit bytes; xmalloc'd, NUL at the end, NULL when it cannot be had. */
char *io_file(const char *path, size_t limit, size_t *size);
/* Write a small file so that after a power cut it is there whole or not at all (temporary name, fsync, rename,
 * fsync of the directory). */
enum err io_replace(const char *path, const void *data, size_t size, mode_t mode) MUST_CHECK;
/* mkdir that is content when it is there already. */
enum err io_directory(const char *path, mode_t mode) MUST_CHECK;
/* A connected pair of SOCK_SEQPACKET sockets, close-on-exec, with room for the largest message. */
enum err io_pair(int fds[2]) MUST_CHECK;
void io_nonblocking(int fd);
/* Close if open and mark as closed. */
void io_close(int *fd);
#endif
