/* tool-photo OUT WIDTH HEIGHT [ORIENTATION [SEED [QUALITY]]] - write a test photo (photos.h): a JPEG, or what OUT's name
 * ends in: .png, .webp, .heic. Those are stored as drawn; their EXIF says the orientation all the same. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/io.h"
#include "../../src/base/str.h"
#include "foreign.h"
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

static uint8_t *make(const char *name, const struct photo_recipe *recipe, size_t *size)
{
    struct foreign_recipe foreign = { .width = recipe->width, .height = recipe->height, .seed = recipe->seed, .parts = 3,
                                      .depth = 8, .orientation = recipe->orientation };
    const char *end = strrchr(name, '.');
    if (end && strcmp(end, ".png") == 0)
        return foreign_png(&foreign, size);
    if (end && strcmp(end, ".webp") == 0)
        return foreign_webp(&foreign, size);
    return end && strcmp(end, ".heic") == 0 ? foreign_heic(&foreign, size) : photos_make(recipe, size);
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
    uint8_t *data = make(argv[1], &recipe, &size);
    if (data == NULL)
        die("tool-photo: there is no encoder for %s", argv[1]);
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || !io_write(fd, data, size) || close(fd) != 0)
        die("tool-photo: cannot write %s", argv[1]);
    free(data);
    return 0;
}
