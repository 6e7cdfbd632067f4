/* str.c - text; see str.h. */
#include "str.h"
#include <stdio.h>
#include <string.h>

bool str_number(const char *text, int64_t low, int64_t high, int64_t *out)
{
    bool negative = *text == '-';
    if (negative)
        text++;
    if (*text == 0 || strlen(text) > 19)
        return false;
    int64_t value = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *text - '0', &value))
            return false;
    }
    /* Collected below zero, where there is room for one more. */
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    if (value < low || value > high)
        return false;
    *out = value;
    return true;
}

/* One character of UTF-8: its length, 0 when malformed, overlong, a surrogate or beyond Unicode. */
static size_t utf8_one(const unsigned char *s, size_t left, uint32_t *rune)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : (s[0] & 0xf8) == 0xf0 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t value = length == 1 ? s[0] : s[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (s[i] & 0x3fu);
    }
    if ((length > 1 && value < least[length]) || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *rune = value;
    return length;
}

/* Controls, and the invisible characters that can make one text look like another. */
static bool hidden(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || rune == 0xad || rune == 0x61c || rune == 0x180e ||
           (rune >= 0x200b && rune <= 0x200f) || (rune >= 0x2028 && rune <= 0x202e) ||
           (rune >= 0x2060 && rune <= 0x206f) || rune == 0xfeff || (rune >= 0xfff9 && rune <= 0xfffb) ||
           (rune >= 0xe0000 && rune <= 0xe0fff);
}

char *str_clean(const char *text, char *out, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t left = strlen(text), used = 0;
    while (left > 0) {
        uint32_t rune = 0;
        if (*s >= 0x20 && *s < 0x7f && used + 1 < size) { /* nearly every character there is */
            out[used++] = (char)*s++;
            left--;
            continue;
        }
        size_t length = utf8_one(s, left, &rune);
        bool keep = length > 0 && !hidden(rune);
        size_t taken = length ? length : 1, written = keep ? length : 1;
        if (used + written + 1 > size)
            break;
        if (keep)
            memcpy(out + used, s, length);
        else
            out[used] = *s == '\t' || *s == '\n' || *s == '\r' ? ' ' : '?';
        used += written;
        s += taken;
        left -= taken;
    }
    if (size)
        out[used] = 0;
    return out;
}

bool str_is_clean(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    while (length > 0) {
        uint32_t rune = 0;
        if (*s >= 0x20 && *s < 0x7f) { /* nearly every character there is */
            s++;
            length--;
            continue;
        }
        size_t taken = utf8_one(s, length, &rune);
        if (taken == 0 || hidden(rune))
            return false;
        s += taken;
        length -= taken;
    }
    return true;
}

size_t str_columns(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

size_t str_bytes(const char *text, size_t columns)
{
    size_t i = 0;
    for (size_t seen = 0; text[i]; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80 && seen++ == columns)
            break;
    return i;
}

static int64_t power_of_ten(int decimals)
{
    int64_t value = 1;
    while (decimals-- > 0)
        value *= 10;
    return value;
}

const char *str_money(int64_t minor, int decimals, char *out, size_t size)
{
    uint64_t whole = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, unit = (uint64_t)power_of_ten(decimals);
    if (decimals > 0)
        snprintf(out, size, "%s%llu.%0*llu", minor < 0 ? "-" : "", (unsigned long long)(whole / unit), decimals,
                 (unsigned long long)(whole % unit));
    else
        snprintf(out, size, "%s%llu", minor < 0 ? "-" : "", (unsigned long long)whole);
    return out;
}

bool str_parse_money(const char *text, int decimals, int64_t *minor)
{
    size_t whole = strcspn(text, ".,");
    size_t fraction = text[whole] ? strlen(text + whole + 1) : 0;
    char digits[24];
    if (whole == 0 || fraction > (size_t)decimals || whole + (size_t)decimals >= sizeof digits)
        return false;
    memcpy(digits, text, whole);
    memcpy(digits + whole, text + whole + (text[whole] != 0), fraction);
    memset(digits + whole + fraction, '0', (size_t)decimals - fraction);
    digits[whole + (size_t)decimals] = 0;
    return str_number(digits, 0, INT64_MAX, minor);
}

const char *str_code(const char *code, char *out, size_t size)
{
    if (strlen(code) == 12)
        snprintf(out, size, "%.4s-%.4s-%.4s", code, code + 4, code + 8);
    else
        snprintf(out, size, "%s", code);
    return out;
}

size_t str_digits(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        if (*text < '0' || *text > '9' || used + 1 >= size)
            return 0;
        out[used++] = *text;
    }
    out[used] = 0;
    return used;
}

void str_hex(const uint8_t *data, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * size] = 0;
}
