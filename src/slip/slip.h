/* slip.h - a slip of paper: receipt, claim ticket, bag label; as ESC/POS, for a terminal's own printer, or as text.
 *
 * A slip is lines of text and at most a few bar codes. What is printed never holds a control character that did not come
 * from here: texts are cleaned when they are added, and every encoding knows only its own sequences.
 */
#ifndef SLIP_SLIP_H
#define SLIP_SLIP_H
#include <stdbool.h>
#include "../base/buf.h"
#include "../base/err.h"
#include "../base/mem.h"

enum slip_kind { SLIP_TEXT, SLIP_CENTRE, SLIP_BIG /* centred, twice as large */, SLIP_BARS /* digits as Code 128 */ };
struct slip_line {
    enum slip_kind kind;
    const char *text;
};
struct slip { /* start as {0}, end with slip_free() */
    struct slip_line *lines;
    size_t count;
    struct arena memory;
};
enum slip_width { SLIP_58 = 58, SLIP_80 = 80 }; /* millimetres of paper: 32 or 48 columns, 384 or 576 dots */

void slip_add(struct slip *slip, enum slip_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
void slip_free(struct slip *slip);
int slip_columns(enum slip_width width);
int slip_dots(enum slip_width width);

/* escpos.c: reset, code page 858, bars as raster (GS v 0), feed and cut. */
void slip_escpos(const struct slip *slip, enum slip_width width, struct buf *out);
/* For a printer behind a terminal, which passes on no raster: text in ASCII, and GS k 73 with {B for the bars. on and off
 * switch the printer on and off (terminfo's mc5 and mc4). */
void slip_auxiliary(const struct slip *slip, enum slip_width width, const char *on, const char *off, struct buf *out);
void slip_text(const struct slip *slip, enum slip_width width, struct buf *out);
/* picture.c: as it would lie on the desk, 203 dots an inch, with a white edge. */
enum err slip_picture(const struct slip *slip, enum slip_width width, struct buf *png) MUST_CHECK;

/* code128.c: digits, an even number of them, in set C; a byte a module, 1 dark, no quiet zone. Answers the modules, 0 when
 * they are not digits or do not fit. */
enum { CODE128_MOST = 200 };
size_t code128_modules(const char *digits, uint8_t out[CODE128_MOST]);
/* The same for paper of so many dots: *wide is the dots a module takes, quiet zones counted in; 0 when they do not fit. */
enum { SLIP_BAR_DOTS = 80 /* high */, SLIP_QUIET = 10 /* modules on each side */ };
size_t slip_bars(const char *digits, int dots, uint8_t out[CODE128_MOST], int *wide);

/* target.c: "tcp:HOST[:PORT]" (9100), a device or a file by its whole path; each with ",58" for narrow paper at the end, or
 * "aux[,58]". ERR_MALFORMED says how it is written. */
enum slip_way { SLIP_NOWHERE, SLIP_AUX, SLIP_TCP, SLIP_PATH };
struct slip_target {
    enum slip_way way;
    enum slip_width width;
    char host[100], port[8]; /* host: the path of a device or file */
};
enum err slip_target_read(const char *text, struct slip_target *target) MUST_CHECK;
/* Not for aux, which is the screen's. Waits a few seconds at most for a printer that takes nothing: ERR_SLIP. */
enum err slip_send(const struct slip_target *target, const struct buf *bytes) MUST_CHECK;
#endif
