/* parts.h - the three files' readers, and what they share. Inside src/conf only. */
#ifndef CONF_PARTS_H
#define CONF_PARTS_H
#include "conf.h"
#include "lines.h"

/* Options not in the file get their default; checks between options too. Sets nothing outside conf. */
void conf_options_read(struct conf *conf, struct conf_file *file);
/* The defaults alone. */
void conf_options_standard(struct conf *conf);
void conf_catalogue_read(struct conf *conf, struct conf_file *file);
/* After the catalogue: `holds` may only name what is sold. */
void conf_printers_read(struct conf *conf, struct conf_file *file);

/* After the rest of the printer: has the lab a place for this line `back`, and room for what it becomes? */
void conf_back_check(struct conf_file *file, const struct conf_line *line, const struct conf_printer *printer);

/* The nth row of a file's names; NULL after the last. */
const struct conf_key *conf_catalogue_key(size_t n);
const struct conf_key *conf_printers_key(size_t n);

/* Checked values of a line; on a mistake they report it, say what would be right, and leave *out alone. */
bool conf_read_number(struct conf_file *file, const struct conf_line *line, int64_t low, int64_t high, int64_t *out);
bool conf_read_money(struct conf_file *file, const struct conf_line *line, const struct conf *conf, int64_t *out);
bool conf_read_yes(struct conf_file *file, const struct conf_line *line, bool *out);
bool conf_read_text(struct conf_file *file, const struct conf_line *line, size_t low, size_t high, const char **out);
/* 10% as 10. */
bool conf_read_percent(struct conf_file *file, const struct conf_line *line, int64_t high, int64_t *out);
/* Names people type between "/" and ":": letters, digits, "-", "_", "."; at most so long. */
bool conf_name_is_good(const char *name, size_t longest);
#endif
