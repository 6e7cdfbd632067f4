/* exif.c - nine EXIF tags, read with every offset checked; see exif.h.
 *
 * Offsets are the writer's to choose, so an entry may point anywhere: number() is the only function that touches the
 * bytes, and outside them it answers 0. No loops follow pointers (a few fixed steps), so none can be made endless.
 */
#include "exif.h"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum tag {
    TAG_INTEROP_INDEX = 0x0001,
    TAG_MAKER = 0x010f,
    TAG_MODEL = 0x0110,
    TAG_ORIENTATION = 0x0112,
    TAG_THUMBNAIL = 0x0201,
    TAG_THUMBNAIL_SIZE = 0x0202,
    TAG_EXIF_FOLDER = 0x8769,
    TAG_TAKEN = 0x9003,
    TAG_INTEROP_FOLDER = 0xa005
};
enum type { TYPE_TEXT = 2, TYPE_SHORT = 3, TYPE_LONG = 4 };
enum { ENTRY_SIZE = 12, ENTRIES_MAX = 512 };

struct tiff {
    struct bytes bytes;
    bool little; /* "II": least significant byte first */
};

static uint32_t number(const struct tiff *tiff, uint64_t at, unsigned size)
{
    uint32_t value = 0;
    if (at + size > tiff->bytes.size)
        return 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | tiff->bytes.data[at + (tiff->little ? size - 1 - i : i)];
    return value;
}

/* Where in the folder the entry of that tag and type stands; 0 if it has none. */
static uint64_t entry(const struct tiff *tiff, uint32_t folder, enum tag tag, enum type type)
{
    uint32_t count = folder ? number(tiff, folder, 2) : 0;
    for (uint32_t i = 0; i < count && i < ENTRIES_MAX; i++) {
        uint64_t at = (uint64_t)folder + 2 + (uint64_t)i * ENTRY_SIZE;
        if (at + ENTRY_SIZE > tiff->bytes.size)
            break;
        if (number(tiff, at, 2) == tag && number(tiff, at + 2, 2) == type)
            return at;
    }
    return 0;
}

static uint32_t entry_number(const struct tiff *tiff, uint32_t folder, enum tag tag, enum type type)
{
    uint64_t at = entry(tiff, folder, tag, type);
    return at && number(tiff, at + 4, 4) == 1 ? number(tiff, at + 8, type == TYPE_SHORT ? 2 : 4) : 0;
}

/* A text, as much of it as is there; size 0 when it is absent or outside. */
static struct bytes entry_bytes(const struct tiff *tiff, uint32_t folder, enum tag tag)
{
    uint64_t at = entry(tiff, folder, tag, TYPE_TEXT);
    uint32_t length = at ? number(tiff, at + 4, 4) : 0;
    uint64_t from = length <= 4 ? at + 8 : number(tiff, at + 8, 4);
    if (at == 0 || from >= tiff->bytes.size)
        return (struct bytes){ 0 };
    uint64_t there = tiff->bytes.size - from;
    return (struct bytes){ tiff->bytes.data + from, length < there ? length : (size_t)there };
}

/* The first size bytes of a text; "" when it is absent, shorter or outside. out holds size + 1. */
static void entry_text(const struct tiff *tiff, uint32_t folder, enum tag tag, size_t size, char *out)
{
    struct bytes text = entry_bytes(tiff, folder, tag);
    out[0] = 0;
    if (text.size < size)
        return;
    memcpy(out, text.data, size);
    out[size] = 0;
}

/* As much of a text as fits and can be shown anywhere; cameras fill up with spaces. */
static void entry_name(const struct tiff *tiff, uint32_t folder, enum tag tag, size_t room, char *out)
{
    struct bytes text = entry_bytes(tiff, folder, tag);
    size_t size = 0;
    for (size_t i = 0; i < text.size && text.data[i] && size + 1 < room; i++)
        if (text.data[i] >= ' ' && text.data[i] <= '~')
            out[size++] = (char)text.data[i];
    while (size && out[size - 1] == ' ')
        size--;
    out[size] = 0;
}

/* "Canon" and "Canon EOS 40D" are "Canon EOS 40D"; "SONY" and "DSC-P1" are "SONY DSC-P1". */
static void read_camera(const struct tiff *tiff, uint32_t folder, char camera[41])
{
    char maker[21], model[41], both[64] = "";
    entry_name(tiff, folder, TAG_MAKER, sizeof maker, maker);
    entry_name(tiff, folder, TAG_MODEL, sizeof model, model);
    size_t word = strcspn(maker, " ");
    bool twice = word && strncasecmp(maker, model, word) == 0;
    snprintf(both, sizeof both, "%.*s%s%s", twice ? 0 : (int)word, maker, !twice && word && *model ? " " : "", model);
    memcpy(camera, both, 40);
    camera[40] = 0;
}

static struct bytes read_thumbnail(const struct tiff *tiff, uint32_t first)
{
    uint64_t entries = first ? number(tiff, first, 2) : 0;
    uint32_t second = entries && entries <= ENTRIES_MAX ? number(tiff, first + 2 + entries * ENTRY_SIZE, 4) : 0;
    uint32_t at = entry_number(tiff, second, TAG_THUMBNAIL, TYPE_LONG);
    uint32_t size = entry_number(tiff, second, TAG_THUMBNAIL_SIZE, TYPE_LONG);
    if (at == 0 || (uint64_t)at + size > tiff->bytes.size)
        return (struct bytes){ 0 };
    return (struct bytes){ tiff->bytes.data + at, size };
}

/* "2026:07:12 14:03:22" to "2026-07-12 14:03:22"; "" for cameras whose clock was never set. */
static void read_taken(const char *text, char taken[20])
{
    static const char shape[] = "dddd:dd:dd dd:dd:dd";
    unsigned year, month, day, hour, minute, second;
    taken[0] = 0;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
            return;
    if (sscanf(text, "%4u:%2u:%2u %2u:%2u:%2u", &year, &month, &day, &hour, &minute, &second) != 6)
        return;
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
        return;
    memcpy(taken, text, 20);
    taken[4] = taken[7] = '-';
}

void exif_read(struct bytes bytes, struct exif *exif)
{
    struct tiff tiff = { .bytes = bytes };
    char text[20];
    *exif = (struct exif){ .orientation = 1 };
    if (bytes.size < 8 || (memcmp(bytes.data, "II*\0", 4) != 0 && memcmp(bytes.data, "MM\0*", 4) != 0))
        return;
    tiff.little = bytes.data[0] == 'I';
    uint32_t first = number(&tiff, 4, 4);
    uint32_t orientation = entry_number(&tiff, first, TAG_ORIENTATION, TYPE_SHORT);
    if (orientation >= 1 && orientation <= 8)
        exif->orientation = (int)orientation;
    read_camera(&tiff, first, exif->camera);
    exif->thumbnail = read_thumbnail(&tiff, first);
    uint32_t folder = entry_number(&tiff, first, TAG_EXIF_FOLDER, TYPE_LONG);
    entry_text(&tiff, folder, TAG_TAKEN, 19, text);
    read_taken(text, exif->taken);
    uint32_t interop = entry_number(&tiff, folder, TAG_INTEROP_FOLDER, TYPE_LONG);
    entry_text(&tiff, interop, TAG_INTEROP_INDEX, 3, text);
    exif->adobe_rgb = strcmp(text, "R03") == 0;
}
