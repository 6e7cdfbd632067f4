/* profile.c - see profile.h. ICC.1:2010, 7.2 (header), 7.3 (tag table), 10.13 (multiLocalizedUnicode), ICC.1:2001 6.5.17
 * (textDescription). Offsets are the writer's to choose: at() alone looks at bytes, and outside them it sees zeros.
 */
#include "profile.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HEADER = 128, TAG_ROW = 12, TAGS_MAX = 100, COLOURS_AT = 16, MAGIC_AT = 36 };

static uint32_t at(struct bytes profile, uint64_t offset, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | (offset + i < profile.size ? profile.data[offset + i] : 0);
    return value;
}

static bool is(struct bytes profile, uint64_t offset, const char four[5])
{
    return at(profile, offset, 4) == ((uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 | (uint32_t)four[2] << 8 | (uint32_t)four[3]);
}

/* Characters of one or two bytes; what is no printable ASCII is left out. */
static void copy_text(struct bytes profile, uint64_t from, uint32_t count, unsigned wide, char name[PROFILE_NAME])
{
    size_t size = 0;
    for (uint32_t i = 0; i < count && i < 4 * PROFILE_NAME && size + 1 < PROFILE_NAME; i++) {
        uint32_t letter = at(profile, from + (uint64_t)i * wide, wide);
        if (letter >= ' ' && letter <= '~')
            name[size++] = (char)letter;
    }
    while (size && name[size - 1] == ' ')
        size--;
    name[size] = 0;
}

static void read_description(struct bytes profile, uint64_t tag, char name[PROFILE_NAME])
{
    if (is(profile, tag, "desc"))
        copy_text(profile, tag + 12, at(profile, tag + 8, 4), 1, name);
    else if (is(profile, tag, "mluc"))
        copy_text(profile, tag + at(profile, tag + 24, 4), at(profile, tag + 20, 4) / 2, 2, name);
}

void profile_name(struct bytes profile, char name[PROFILE_NAME])
{
    uint32_t tags = at(profile, HEADER, 4);
    name[0] = 0;
    if (!is(profile, MAGIC_AT, "acsp")) {
        snprintf(name, PROFILE_NAME, "broken");
        return;
    }
    for (uint32_t i = 0; i < tags && i < TAGS_MAX && name[0] == 0; i++) {
        uint64_t row = HEADER + 4 + (uint64_t)i * TAG_ROW;
        if (is(profile, row, "desc"))
            read_description(profile, at(profile, row + 4, 4), name);
    }
    if (name[0] == 0)
        snprintf(name, PROFILE_NAME, "unnamed %s", is(profile, COLOURS_AT, "CMYK") ? "CMYK" : is(profile, COLOURS_AT, "GRAY") ? "grey" : "RGB");
}
