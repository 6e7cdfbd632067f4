/* sniff.c - what a file is by its first bytes; its name is never asked.
 *
 * Only JPEG goes further. The other rows are here so that the refusal can say what came instead.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "image.h"

static const struct beginning {
    unsigned at, size;
    const char *bytes;
    const char *what;
} beginnings[] = {
    { 0, 8, "\x89PNG\r\n\x1a\n", "a PNG" },
    { 0, 4, "GIF8", "a GIF" },
    { 0, 4, "II*\0", "a TIFF or raw camera file" },
    { 0, 4, "MM\0*", "a TIFF or raw camera file" },
    { 8, 4, "WEBP", "a WebP" },
    { 4, 8, "ftypheic", "a HEIC" },
    { 4, 8, "ftypheix", "a HEIC" },
    { 4, 8, "ftypmif1", "a HEIC" },
    { 4, 8, "ftypavif", "an AVIF" },
    { 4, 4, "ftyp", "a video" },
    { 0, 4, "RIFF", "a video or sound" },
    { 0, 5, "%PDF-", "a PDF" },
    { 0, 4, "PK\3\4", "a ZIP archive or office document" },
    { 0, 4, "%!PS", "PostScript" },
    { 0, 2, "BM", "a BMP" },
    { 0, 4, "8BPS", "a Photoshop file" },
    { 0, 4, "\0\0\0\x0c", "a JPEG 2000" },
    { 0, 3, "ID3", "a sound" },
    { 0, 1, "<", "a web page" },
};

enum err image_sniff(int photo)
{
    char bytes[16] = { 0 };
    ssize_t got;
    do
        got = pread(photo, bytes, sizeof bytes, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_detail(ERR_IO, "%s", strerror(errno));
    if (got == 0)
        return err_detail(ERR_NOT_PHOTO, "it is empty");
    if (got >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return ERR_NONE;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const struct beginning *b = &beginnings[i];
        if (b->at + b->size <= (size_t)got && memcmp(bytes + b->at, b->bytes, b->size) == 0)
            return err_detail(ERR_NOT_PHOTO, "it begins like %s", b->what);
    }
    return err_detail(ERR_NOT_PHOTO, "it does not begin like a picture");
}
