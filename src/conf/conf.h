/* conf.h - what the shop decided: countersign.conf, catalogue and printers, read once and checked whole.
 *
 * Every mistake in a file is reported, each as "file:line: what, and what would be right"; nothing is half loaded.
 * Options are rows of tbl/options.h. The files' own manuals are their comments.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H
#include <stdbool.h>
#include <stdint.h>
#include "../base/buf.h"
#include "../base/record.h"
#include "../tbl/options.h"

#define OPTION_C_NUMBER(member) int64_t member;
#define OPTION_C_MONEY(member) int64_t member;
#define OPTION_C_REAL(member) double member;
#define OPTION_C_TEXT(member) const char *member;
#define OPTION_C_YES(member) bool member;
#define OPTION_C(member, name, KIND, standard, low, high, help) OPTION_C_##KIND(member)

struct conf_break { int64_t from_count; int64_t price_minor; }; /* from so many of this product in the order: unit price */
struct conf_surface { const char *name; int64_t surcharge_minor; }; /* added to the unit price */
struct conf_product {
    const char *name, *words;     /* "10x15", "10 x 15 cm" */
    int64_t width_px, height_px;  /* raster at 300 dpi, portrait; the print is turned to the photo */
    const char *layout;           /* "single", "index", or a row of tbl/layouts.h */
    int64_t price_minor;
    int64_t border_minor;         /* surcharge for a white border */
    struct conf_break *breaks; size_t break_count;          /* ascending */
    struct conf_surface *surfaces; size_t surface_count;
};
struct conf_class { /* service class: promise within `hours` working hours, or by the end of the day after `days` working days */
    const char *name, *words;
    int64_t hours, days;          /* one of them; hours > 0 counts open hours; days 0 and hours 0: today at closing */
    int64_t percent, fixed_minor; /* surcharge on the goods */
};
struct conf_printer {
    const char *name, *kind, *target;
    const char *holds;            /* "10x15/glossy 20x30/matte", "*" for all */
    const char *convention;       /* of a hot folder */
    const char *fingerprint;      /* of the key of an ipps:// printer */
    const char *names, *rasters;  /* "10x15:KG", "10x15:1240x1844"; see conf_called() and conf_raster() */
    const char *back;             /* "{code} {photo}"; see conf_back() */
    const char *profile, *intent;
    int64_t dpi, sharpening, low; /* sharpening in percent; low: prints left */
};

struct conf {
    OPTION_ROWS(OPTION_C)
    struct conf_product *products; size_t product_count;
    struct conf_class *classes; size_t class_count;
    struct conf_printer *printers; size_t printer_count;
    int64_t minimum_minor, member_percent, tax_percent; bool tax_included; /* catalogue [bill] */
    struct arena memory;          /* everything above lives here */
};

/* Read SHOPDIR/countersign.conf, catalogue and printers.conf. Mistakes are appended to `mistakes`, a line each; ERR_CONFIG
 * (detail: the first) when there is any, and conf is then empty. Sets TZ to shop_zone. */
enum err conf_load(struct conf *conf, const char *shop, struct buf *mistakes) MUST_CHECK;
/* The same without TZ: nothing outside conf is touched, so any thread may read the files of a running shop. */
enum err conf_read(struct conf *conf, const char *shop, struct buf *mistakes) MUST_CHECK;
/* Make `fresh` fit to take the place of `running` in an open shop: what cannot change before the shop opens again
 * (OPTION_FIXED_ROWS, fewer workers) keeps its running value and is named in `waits`, as "shop.zone, door.port".
 * ERR_CONFIG when the currency changed: every stored sum would mean something else. Texts kept are the running conf's
 * own, which therefore must stay. */
enum err conf_follow(struct conf *fresh, const struct conf *running, struct buf *waits) MUST_CHECK;
/* The catalogue that render knows without a shop: the sizes of etc/catalogue, compiled in from the same file. */
enum err conf_load_standard(struct conf *conf) MUST_CHECK;
void conf_free(struct conf *conf);
/* What can stand in the files, for the manual: the nth option of countersign.conf, the nth name of a section of
 * "catalogue" or "printers.conf". False after the last. */
struct conf_option { char section[24], name[32], kind[12], standard[48], range[48]; const char *help; bool fixed; };
struct conf_key { const char *section, *name; bool needed; const char *example, *help; };
bool conf_option(size_t n, struct conf_option *out);
bool conf_key(const char *file, size_t n, struct conf_key *out);
/* The three default files' texts, for `init`; name is "countersign.conf", "catalogue" or "printers.conf". They are
 * etc/ of the source, compiled in. */
const char *conf_standard_file(const char *name);
/* etc/countersign.conf as it follows from the rows of tbl/options.h: every option with its help, range and default. */
void conf_explain(struct buf *out);
const struct conf_product *conf_product(const struct conf *conf, const char *name);   /* NULL if not sold */
const struct conf_surface *conf_surface(const struct conf_product *product, const char *name);
const struct conf_class *conf_class(const struct conf *conf, const char *name);
/* Does a printer's `holds` list take this size and surface? */
bool conf_holds(const char *holds, const char *product, const char *surface);
/* What the printer calls this size, by its `names`; the size itself when they do not say. */
const char *conf_called(const char *names, const char *product, const char *surface, struct arena *arena);
/* The text for the back of a print: the template with its words replaced; false when it has one that is none. */
enum { BACK_CODE, BACK_PHOTO, BACK_COPY, BACK_DATE, BACK_WORDS };
bool conf_back(const char *template, const char *const values[BACK_WORDS], struct buf *out);
/* The printer's own pixels for a size, by its `rasters`; false when they do not say. */
bool conf_raster(const char *rasters, const char *product, const char *surface, int64_t *width, int64_t *height);
#endif
