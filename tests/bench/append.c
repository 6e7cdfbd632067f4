/* append FILE BYTES SECONDS - what the disk itself allows: one writer that appends so many bytes and waits for the disk
 * (fdatasync), again and again. Says how often a second. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../lib/load.h"

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: append FILE BYTES SECONDS");
    size_t size = (size_t)atol(argv[2]);
    int64_t count = 0, begun = load_us(), until = begun + (int64_t)(atof(argv[3]) * 1e6);
    uint8_t *data = xmalloc(size);
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    memset(data, 'x', size);
    for (; load_us() < until; count++)
        if (fd < 0 || !io_write(fd, data, size) || fdatasync(fd) != 0)
            die("append: %s: %s", argv[1], strerror(errno));
    printf("orders_per_second %.1f\n", (double)count * 1e6 / (double)(load_us() - begun));
    free(data);
    return unlink(argv[1]) == 0 && close(fd) == 0 ? 0 : 1;
}
