/* naughty.c - see naughty.h. */
#include "naughty.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "../../src/base/str.h"

const char *const naughty[] = {
    /* unclean: terminal sequences, both kinds of C1, broken UTF-8, direction marks, what has no width */
    "\x1b[4i", "\x1b]0;title\x07", "\x1b]52;c;cm0gLXJm\x07", "\x1bP1;1|17/ab\x1b\\", "\x1b[?1;2c", "\x1b[24;80R", "\x9b\x34i", "\xc2\x9b\x34i", "\xc2\x85next",
    "\x1b[200~pasted\ntext\r\x1b[201~", "\xe2\x80\xae\xd7\x90\xd7\x91", "\xe2\x81\xa6over\xe2\x81\xa9", "\xff\xfe\xc0\x80", "\xed\xa0\x80\xf5\x80\x80\x80",
    "\xe2\x80\x8b\xef\xbb\xbf", "\xe2\x80\xa8line\xe2\x80\xa9", "\x1b[<0;1;1M", "\x1b\x1b\x1b[", "\x1bO", "\x0e\x0f", "\x11\x13\x11", "\x7f\x08\x08",
    "\x1a\x03\x1c\x04", "\t\t\t\x1b[Z", "cut\xf0\x9f\x98",
    /* clean, and no better */
    "\xf0\x9f\x98\x80\xf0\x9f\x98\x80", "%n%s%x%d%1$s", "'; DROP TABLE orders; --", "../../etc/passwd", "$(reboot)`id`;&|<>", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1",
    "-1", "--json", "99999999999999999999999", "0,00000001", "1e308", "NaN", "\"quoted\",\"twice\"", "{\"a\":[null]}\\u001b\\x1b\\n", "<b>&amp;</b>",
    "A\xcc\x88\xcc\x88\xcc\x88\xcc\x88\xcc\x88\xcc\x88\xcc\x88\xcc\x88", "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", "\xd7\x90\xd7\x91\xd7\x92",
    "471120935525", "q", "?", "!sh", ":wq", " ", "   both   ", "#", "~.", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", NULL,
};
const size_t naughty_count = sizeof naughty / sizeof *naughty - 1, naughty_unclean = 25;

/* The end of a sequence that a screen may send, 0 when it may not. */
static size_t allowed(const uint8_t *bytes, size_t at, size_t size)
{
    uint8_t next = at + 1 < size ? bytes[at + 1] : 'c';
    size_t end = at + 2;
    if (next == '[') {
        while (end < size && bytes[end] >= 0x20 && bytes[end] < 0x40)
            end++;
        if (end >= size || strchr("ABCDGHJKLMPX@abdfghlmrST", bytes[end]))
            return end + 1;
        return memcmp(bytes + at + 2, "22;0;0t", 7) == 0 || memcmp(bytes + at + 2, "23;0;0t", 7) == 0 ? end + 1 : 0; /* the title, put by */
    }
    if (strchr("78=>DEHMc", next))
        return at + 2;
    return strchr("()*+", next) ? at + 3 : 0;
}

const char *naughty_find(const void *data, size_t size, bool screen)
{
    static char what[120];
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size;) {
        size_t end = i;
        while (end < size && bytes[end] >= 0x20 && bytes[end] != 0x7f)
            end++;
        /* The last run may end within a character: that is how much came so far. */
        size_t cut = 0;
        while (screen && end == size && cut < 4 && cut < end - i && !str_is_clean((const char *)bytes + i, end - i - cut))
            cut++;
        if (!str_is_clean((const char *)bytes + i, end - i - cut)) {
            snprintf(what, sizeof what, "unclean text in %.60s at %zu", (const char *)bytes + i, i);
            return what;
        }
        if ((i = end) == size)
            break;
        if (strchr(screen ? "\a\b\t\n\r\x0e\x0f" : "\t\n\r", bytes[i]) && bytes[i])
            end = i + 1;
        else
            end = bytes[i] == 0x1b && screen ? allowed(bytes, i, size) : 0;
        if (end == 0) {
            snprintf(what, sizeof what, "%02x %02x %02x at %zu", bytes[i], i + 1 < size ? bytes[i + 1] : 0, i + 2 < size ? bytes[i + 2] : 0, i);
            return what;
        }
        i = end;
    }
    return NULL;
}
