/* words.h - every sentence a customer reads, by its name in a table, so that another language is one more file.
 *
 * english.h is the list of them all; german.h has the same names. "%1" to "%9" stand for what is filled in, so a
 * language may put them in its own order, and nothing here is a printf format. What a key does stands in the key tables
 * of the pages and a refusal in tbl/errors.h, in English; a language file has rows for these too. What it has no row
 * for is said in English.
 */
#ifndef SCREENS_KIOSK_WORDS_H
#define SCREENS_KIOSK_WORDS_H
#include <stddef.h>
#include <stdint.h>
#include "../../src/base/err.h"
#include "english.h"

#define WORD_CONSTANT(constant, text) constant,
enum say { ENGLISH_WORDS(WORD_CONSTANT) SAY_COUNT };
#undef WORD_CONSTANT

enum language { LANGUAGE_ENGLISH, LANGUAGE_GERMAN, LANGUAGE_COUNT };
/* The person's choice, from now on; the next one starts with English again. */
void words_use(enum language language);
enum language words_language(void);

const char *say(enum say word);
/* With values for %1, %2 ...; as many as it has, the last followed by NULL. Returns out. */
const char *say_fill(char *out, size_t size, enum say word, const char *const *values);
#define SAY(out, word, ...) say_fill(out, sizeof(out), word, (const char *const[]){ __VA_ARGS__, NULL })
/* One of two sentences, by the number that fills %1. */
#define SAY_COUNTED(out, n, one, many) SAY(out, (n) == 1 ? (one) : (many), say_number(n))
/* A number as text, valid until eight more were asked for. */
const char *say_number(int64_t number);
/* "Tue 25 Nov 10:00", "12 Jul 2026" in the shop's zone; "never" for 0. Returns out. */
const char *say_date(int64_t at, char *out, size_t size);
const char *say_day(int day, int month, int year, char *out, size_t size);
/* A refusal with err_last_detail(). Returns out. */
const char *say_error(enum err err, char *out, size_t size);
/* What a key table says in English. */
const char *say_key(const char *english);
/* The reason of a bill's line, as the keeper writes it in English. Returns out. */
const char *say_reason(const char *english, char *out, size_t size);
/* For the test that holds the languages together: the text of that language alone, NULL when it has none. */
const char *words_text(enum language language, enum say word);
const char *words_error_text(enum language language, enum err err);
#endif
