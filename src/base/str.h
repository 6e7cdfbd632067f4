/* str.h - text: numbers, sanitising, money. All input is checked here once; all output may rely on it. */
#ifndef BASE_STR_H
#define BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole decimal number with nothing around it, within [low, high]. */
bool str_number(const char *text, int64_t low, int64_t high, int64_t *out);
/* The one sanitiser: copies text into out without C0, DEL, C1 (raw or as UTF-8), bidirectional and zero-width
 * characters and bad UTF-8; each becomes '?'. Tabs and newlines become blanks. Never writes beyond size, never cuts a
 * character in two, always ends with NUL. Returns out. */
char *str_clean(const char *text, char *out, size_t size);
/* True when str_clean() would change nothing. */
bool str_is_clean(const char *text, size_t length);
/* Characters (not bytes) of clean UTF-8; each counts one column. */
size_t str_columns(const char *text);
/* How many bytes of text fill at most so many columns. */
size_t str_bytes(const char *text, size_t columns);
/* "11.90" from 1190 with two decimals; decimals 0..3. Returns out. */
const char *str_money(int64_t minor, int decimals, char *out, size_t size);
/* 1190 from "11.90", "11,9" or "11" with two decimals; refuses what does not fit. */
bool str_parse_money(const char *text, int decimals, int64_t *minor);
/* "4711-2093-5525" from "471120935525". Returns out (at least 15 bytes). */
const char *str_code(const char *code, char *out, size_t size);
/* Keep only the digits: what a person or scanner typed, to a code. Returns their number, or 0 if something that is
 * neither digit, blank nor hyphen was in it or it does not fit. */
size_t str_digits(const char *text, char *out, size_t size);
/* Lower-case hex of bytes; out holds 2 * size + 1. */
void str_hex(const uint8_t *data, size_t size, char *out);
#endif
