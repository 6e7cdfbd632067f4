/* order_words.h - an order in words, as the counter and the lab read it. */
#ifndef SCREENS_ORDER_WORDS_H
#define SCREENS_ORDER_WORDS_H
#include "../src/base/record.h"
#include "text.h"

/* "11.90 EUR"; returns out. */
const char *order_money(const struct order *order, int64_t minor, char *out, size_t size);
/* "no. 0004126", the name given, or "guest"; of a row and of an order. Returns out. */
const char *order_row_who(const struct row *row, char *out, size_t size);
const char *order_who(const struct order *order, char *out, size_t size);
/* "held", "ALERT 2.4 held", "ready"; returns out. */
const char *order_row_state(const struct row *row, char *out, size_t size);
/* "Wed 10:00" within the week, "25 Dec" later, for lists, where each byte stands in every line; returns out. */
const char *order_when_short(int64_t at, char *out, size_t size);
/* Wrong passwords closed its code to kiosk and remote logins, and nobody opened it since: as its journal says. */
bool order_code_closed(const struct order *order);
/* A few lines for the pane under a list: who, contents and money, risk, what it waits for. */
void order_words_short(const struct order *order, int columns, struct text *out);
/* The whole order: what matters first (out->first marks its end), then lines, payments, prints, photos, journal. */
void order_words(const struct order *order, int columns, struct text *out);
/* What authenticating did: both dates, old and new, and what happens next; up to ORDER_EXTENSION_LINES lines. */
enum { ORDER_EXTENSION_LINES = 3 };
size_t order_words_extension(const struct extension *extension, struct arena *arena,
                             const char *lines[ORDER_EXTENSION_LINES]);
#endif
