/* tool-photo OUT.jpg WIDTH HEIGHT [ORIENTATION [SEED [QUALITY]]] - write a test photo (photos.h). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/io.h"
#include "../../src/base/str.h"
#include "photos.h"

static int number(char **argv, int argc, int at, int low, int high, int standard)
{
    int64_t value;
    if (at >= argc)
        return standard;
    if (!str_number(argv[at], low, high, &value))
        die("tool-photo: %s is not a number from %d to %d", argv[at], low, high);
    return (int)value;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 7)
        die("usage: tool-photo OUT.jpg WIDTH HEIGHT [ORIENTATION [SEED [QUALITY]]]");
    struct photo_recipe recipe = { .width = number(argv, argc, 2, 1, 30000, 0),
                                   .height = number(argv, argc, 3, 1, 30000, 0),
                                   .orientation = number(argv, argc, 4, 0, 8, 1),
                                   .seed = (unsigned)number(argv, argc, 5, 0, 1 << 30, 0),
                                   .quality = number(argv, argc, 6, 1, 100, 90), .taken = "2026:07:12 14:03:22" };
    size_t size;
    uint8_t *data = photos_make(&recipe, &size);
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || !io_write(fd, data, size) || close(fd) != 0)
        die("tool-photo: cannot write %s", argv[1]);
    free(data);
    return 0;
}
