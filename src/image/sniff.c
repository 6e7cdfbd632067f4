/* sniff.c - what a file is by its first bytes; its name is never asked.
 *
 * Four kinds go further. The other rows are here so that the refusal can say what came instead: a camera's card holds
 * more than photos. The first row that fits decides, so special ones stand before general ones.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "image.h"

enum { LOOK = 256, NO_KIND = -1 };

static const struct beginning {
    const char *first; /* stands at 0 */
    unsigned at, size; /* and this there */
    const char *bytes;
    int kind;
    const char *what;
} beginnings[] = {
    { "", 0, 3, "\xff\xd8\xff", IMAGE_JPEG, "a JPEG" },
    { "", 0, 8, "\x89PNG\r\n\x1a\n", IMAGE_PNG, "a PNG" },
    { "RIFF", 8, 4, "WEBP", IMAGE_WEBP, "a WebP" },
    { "", 4, 8, "ftypheic", IMAGE_HEIC, "a HEIC" },
    { "", 4, 8, "ftypheix", IMAGE_HEIC, "a HEIC" },
    { "", 4, 8, "ftypheim", IMAGE_HEIC, "a HEIC" },
    { "", 4, 8, "ftypheis", IMAGE_HEIC, "a HEIC" },
    { "", 4, 8, "ftypmif1", IMAGE_HEIC, "a HEIC" },
    { "", 4, 8, "ftypmsf1", NO_KIND, "a moving picture" },
    { "", 4, 8, "ftyphevc", NO_KIND, "a moving picture" },
    { "", 4, 7, "ftypavi", NO_KIND, "an AVIF" },
    { "", 4, 8, "ftypcrx ", NO_KIND, "a raw camera file" },
    { "", 4, 8, "ftypM4A ", NO_KIND, "a sound" },
    { "", 4, 4, "ftyp", NO_KIND, "a video" },
    { "", 4, 4, "moov", NO_KIND, "a video" },
    { "", 4, 4, "mdat", NO_KIND, "a video" },
    { "", 4, 4, "wide", NO_KIND, "a video" },
    { "RIFF", 8, 4, "AVI ", NO_KIND, "a video" },
    { "RIFF", 8, 4, "WAVE", NO_KIND, "a sound" },
    { "", 0, 4, "RIFF", NO_KIND, "a video or sound" },
    { "", 0, 4, "\x1a\x45\xdf\xa3", NO_KIND, "a video" },
    { "", 0, 4, "\0\0\1\xba", NO_KIND, "a video" },
    { "", 0, 4, "\0\0\1\xb3", NO_KIND, "a video" },
    { "", 0, 4, "FLV\1", NO_KIND, "a video" },
    { "", 0, 4, "\x30\x26\xb2\x75", NO_KIND, "a video or sound" },
    { "G", 188, 1, "G", NO_KIND, "a video" },
    { "II*", 8, 2, "CR", NO_KIND, "a raw camera file" },
    { "", 0, 15, "FUJIFILMCCD-RAW", NO_KIND, "a raw camera file" },
    { "", 0, 4, "IIRO", NO_KIND, "a raw camera file" },
    { "", 0, 4, "IIRS", NO_KIND, "a raw camera file" },
    { "", 0, 4, "IIU\0", NO_KIND, "a raw camera file" },
    { "", 0, 4, "FOVb", NO_KIND, "a raw camera file" },
    { "", 0, 4, "\0MRM", NO_KIND, "a raw camera file" },
    { "", 0, 4, "II*\0", NO_KIND, "a TIFF or raw camera file" },
    { "", 0, 4, "MM\0*", NO_KIND, "a TIFF or raw camera file" },
    { "", 0, 4, "GIF8", NO_KIND, "a GIF" },
    { "", 0, 2, "BM", NO_KIND, "a BMP" },
    { "", 0, 4, "8BPS", NO_KIND, "a Photoshop file" },
    { "", 0, 8, "\0\0\0\x0cjP  ", NO_KIND, "a JPEG 2000" },
    { "", 0, 4, "\xff\x4f\xff\x51", NO_KIND, "a JPEG 2000" },
    { "", 0, 8, "\0\0\0\x0cJXL ", NO_KIND, "a JPEG XL" },
    { "", 0, 2, "\xff\x0a", NO_KIND, "a JPEG XL" },
    { "", 0, 4, "\0\0\1\0", NO_KIND, "an icon" },
    { "", 0, 5, "%PDF-", NO_KIND, "a PDF" },
    { "", 0, 4, "%!PS", NO_KIND, "PostScript" },
    { "", 0, 4, "PK\3\4", NO_KIND, "a ZIP archive or office document" },
    { "", 0, 4, "\xd0\xcf\x11\xe0", NO_KIND, "an office document" },
    { "", 0, 5, "{\\rtf", NO_KIND, "an office document" },
    { "", 0, 3, "ID3", NO_KIND, "a sound" },
    { "", 0, 4, "OggS", NO_KIND, "a video or sound" },
    { "", 0, 4, "fLaC", NO_KIND, "a sound" },
    { "", 0, 4, "Rar!", NO_KIND, "an archive" },
    { "", 0, 4, "7z\xbc\xaf", NO_KIND, "an archive" },
    { "", 0, 2, "\x1f\x8b", NO_KIND, "an archive" },
    { "", 0, 1, "<", NO_KIND, "a web page or drawing" },
};

static bool fits(const struct beginning *b, const char *bytes, size_t size)
{
    if (strncmp(bytes, b->first, strlen(b->first)) != 0)
        return false;
    return b->at + b->size <= size && memcmp(bytes + b->at, b->bytes, b->size) == 0;
}

enum err image_sniff(int photo, enum image_kind *kind)
{
    char bytes[LOOK] = { 0 };
    ssize_t got;
    do
        got = pread(photo, bytes, sizeof bytes, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_detail(ERR_IO, "%s", strerror(errno));
    if (got == 0)
        return err_detail(ERR_NOT_PHOTO, "empty");
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const struct beginning *b = &beginnings[i];
        if (!fits(b, bytes, (size_t)got))
            continue;
        if (b->kind == NO_KIND)
            return err_detail(ERR_NOT_PHOTO, "%s", b->what);
        *kind = (enum image_kind)b->kind;
        return ERR_NONE;
    }
    return err_detail(ERR_NOT_PHOTO, "no picture");
}
