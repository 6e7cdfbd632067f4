/* option.c - countersign.conf: every row of tbl/options.h read, checked and explained.
 *
 * Nothing here knows a single option by name but the last checks, which look at several together.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "../base/str.h"
#include "parts.h"

enum kind { KIND_NUMBER, KIND_MONEY, KIND_REAL, KIND_TEXT, KIND_YES };
struct option {
    const char *name; /* "section.name" */
    enum kind kind;
    size_t at;        /* offset in struct conf */
    double low, high;
    const char *help, *text; /* text: the default of a TEXT */
    double number;           /* the default of all others */
};
#define STANDARD_NUMBER(standard) NULL, standard
#define STANDARD_MONEY(standard) NULL, standard
#define STANDARD_REAL(standard) NULL, standard
#define STANDARD_YES(standard) NULL, standard
#define STANDARD_TEXT(standard) standard, 0
#define OPTION_ROW(member, name, KIND, standard, low, high, help) \
    { name, KIND_##KIND, offsetof(struct conf, member), low, high, help, STANDARD_##KIND(standard) },
static const struct option options[] = { OPTION_ROWS(OPTION_ROW) };
enum { OPTION_COUNT = sizeof options / sizeof *options };

static size_t section_length(const struct option *option)
{
    return strcspn(option->name, ".");
}

static const char *key_of(const struct option *option)
{
    return option->name + section_length(option) + 1;
}

static bool in_section(const struct option *option, const char *section)
{
    size_t length = section_length(option);
    return strlen(section) == length && memcmp(option->name, section, length) == 0;
}

void conf_options_standard(struct conf *conf)
{
    for (const struct option *option = options; option < options + OPTION_COUNT; option++) {
        void *at = (char *)conf + option->at;
        int64_t number = (int64_t)option->number;
        bool yes = option->number > 0;
        switch (option->kind) {
        case KIND_NUMBER: case KIND_MONEY: memcpy(at, &number, sizeof number); break;
        case KIND_REAL: memcpy(at, &option->number, sizeof option->number); break;
        case KIND_TEXT: memcpy(at, &option->text, sizeof option->text); break;
        case KIND_YES: memcpy(at, &yes, sizeof yes); break;
        }
    }
}

/* Decimal digits and one point, so that neither hex nor "inf" nor the locale's comma gets in. */
static void read_real(struct conf_file *file, const struct option *option, const struct conf_line *line, double *out)
{
    const char *text = line->value;
    size_t whole = strspn(text, "0123456789");
    size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    size_t length = whole + (text[whole] == '.') + fraction;
    if (whole > 0 && text[length] == 0 && length <= 18) {
        double value = 0, unit = 1;
        for (size_t i = 0; i < length; i++) {
            if (i > whole)
                unit /= 10;
            if (i != whole)
                value = i < whole ? value * 10 + (text[i] - '0') : value + unit * (text[i] - '0');
        }
        if (value >= option->low && value <= option->high) {
            *out = value;
            return;
        }
    }
    conf_mistake(file, line->number, "%s must be a number from %g to %g, not \"%.60s\"", line->key, option->low,
                 option->high, text);
}

static void read_money(struct conf *conf, struct conf_file *file, const struct option *option,
                       const struct conf_line *line, int64_t *out)
{
    int64_t minor;
    char low[32], high[32];
    int decimals = (int)conf->currency_decimals;
    if (!conf_read_money(file, line, conf, &minor))
        return;
    if (minor >= (int64_t)option->low && minor <= (int64_t)option->high)
        *out = minor;
    else
        conf_mistake(file, line->number, "%s must be from %s to %s, not \"%.60s\"", line->key,
                     str_money((int64_t)option->low, decimals, low, sizeof low),
                     str_money((int64_t)option->high, decimals, high, sizeof high), line->value);
}

static void read_option(struct conf *conf, struct conf_file *file, const struct option *option,
                        const struct conf_line *line)
{
    void *at = (char *)conf + option->at;
    switch (option->kind) {
    case KIND_NUMBER:
        (void)conf_read_number(file, line, (int64_t)option->low, (int64_t)option->high, at);
        break;
    case KIND_MONEY:
        read_money(conf, file, option, line, at);
        break;
    case KIND_REAL:
        read_real(file, option, line, at);
        break;
    case KIND_TEXT:
        (void)conf_read_text(file, line, (size_t)option->low, (size_t)option->high, at);
        break;
    case KIND_YES:
        (void)conf_read_yes(file, line, at);
        break;
    }
}

/* Sections (section NULL) or the names in one, for a mistake to list: "listen, port". */
static const char *names_of(const char *section, struct arena *arena)
{
    const char *names = "", *last = "";
    for (const struct option *option = options; option < options + OPTION_COUNT; option++) {
        const char *name = section ? key_of(option) : arena_text_n(arena, option->name, section_length(option));
        if (section ? !in_section(option, section) : strcmp(name, last) == 0)
            continue;
        names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", name);
        last = name;
    }
    return names;
}

static void find_unknown(struct conf_file *file)
{
    for (size_t i = 0; i < file->section_count; i++) {
        const struct option *option = options;
        while (option < options + OPTION_COUNT && !in_section(option, file->sections[i].name))
            option++;
        if (option == options + OPTION_COUNT)
            conf_mistake(file, file->sections[i].number, "there is no section [%.40s]; there are: %s",
                         file->sections[i].name, names_of(NULL, file->arena));
    }
    for (size_t i = 0; i < file->line_count; i++) {
        const struct conf_line *line = &file->lines[i];
        const char *names = names_of(line->section, file->arena);
        const struct option *option = options;
        while (option < options + OPTION_COUNT &&
               !(in_section(option, line->section) && strcmp(key_of(option), line->key) == 0))
            option++;
        if (*line->section == 0)
            conf_mistake(file, line->number, "%.40s stands before any [section]; there are: %s", line->key,
                         names_of(NULL, file->arena));
        else if (option == options + OPTION_COUNT && *names)
            conf_mistake(file, line->number, "[%s] has no option %.40s; it has: %s", line->section, line->key, names);
    }
}

static int line_of(const struct conf_file *file, const char *section, const char *key)
{
    const struct conf_line *line = conf_lines_find(file, section, key);
    return line ? line->number : 0;
}

static bool date_is_good(const char *word)
{
    struct tm parts = { 0 };
    int64_t year, month, day;
    if (strlen(word) != 10 || word[4] != '-' || word[7] != '-')
        return false;
    char copy[11];
    memcpy(copy, word, sizeof copy);
    copy[4] = copy[7] = 0;
    if (!str_number(copy, 1970, 9999, &year) || !str_number(copy + 5, 1, 12, &month) ||
        !str_number(copy + 8, 1, 31, &day))
        return false;
    parts.tm_year = (int)year - 1900;
    parts.tm_mon = (int)month - 1;
    parts.tm_mday = (int)day;
    parts.tm_hour = 12;
    return timegm(&parts) != -1 && parts.tm_mday == day;
}

static void check_closed(struct conf *conf, struct conf_file *file)
{
    static const char weekdays[] = "Sun Mon Tue Wed Thu Fri Sat";
    const char *rest = conf->closed_weekdays, *word;
    int closed = 0;
    while ((word = conf_lines_word(&rest, file->arena))) {
        const char *found = strlen(word) == 3 ? strstr(weekdays, word) : NULL;
        if (found)
            closed |= 1 << (found - weekdays) / 4;
        else
            conf_mistake(file, line_of(file, "hours", "closed_weekdays"), "closed_weekdays takes %s, not \"%.20s\"",
                         weekdays, word);
    }
    if (closed == 0x7f)
        conf_mistake(file, line_of(file, "hours", "closed_weekdays"),
                     "the shop would never open; leave one weekday out");
    for (rest = conf->closed_dates; (word = conf_lines_word(&rest, file->arena));)
        if (!date_is_good(word))
            conf_mistake(file, line_of(file, "hours", "closed_dates"),
                         "closed_dates takes days as 2026-12-25, not \"%.20s\"", word);
}

static void check_zone(struct conf *conf, struct conf_file *file)
{
    struct stat stat_zone;
    char path[120];
    const char *zone = conf->shop_zone;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    bool good = *zone != '/' && *zone != '.' && *zone != ':' && strstr(zone, "..") == NULL &&
                stat(path, &stat_zone) == 0 && S_ISREG(stat_zone.st_mode);
    if (*zone && !good)
        conf_mistake(file, line_of(file, "shop", "zone"), "there is no time zone %s; write one such as Europe/Berlin",
                     zone);
}

void conf_options_read(struct conf *conf, struct conf_file *file)
{
    conf_options_standard(conf);
    find_unknown(file);
    /* In the order of the rows: amounts come after the currency that says how they are written. */
    for (const struct option *option = options; option < options + OPTION_COUNT; option++) {
        char section[40];
        snprintf(section, sizeof section, "%.*s", (int)section_length(option), option->name);
        const struct conf_line *line = conf_lines_find(file, section, key_of(option));
        if (line)
            read_option(conf, file, option, line);
    }
    check_closed(conf, file);
    check_zone(conf, file);
    if (strspn(conf->currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        conf_mistake(file, line_of(file, "shop", "currency"), "currency must be three capital letters such as EUR");
    if (conf->day_opens >= conf->day_closes)
        conf_mistake(file, line_of(file, "hours", "closes"), "closes (%lld) must be later than opens (%lld)",
                     (long long)conf->day_closes, (long long)conf->day_opens);
}

/* A number, sum or word of an option as the file has it. */
static const char *as_written(enum kind kind, double number, const char *text, char *out, size_t size)
{
    switch (kind) {
    case KIND_NUMBER: snprintf(out, size, "%.0f", number); break;
    case KIND_MONEY: str_money((int64_t)number, 2, out, size); break;
    case KIND_REAL: snprintf(out, size, number >= 1000 ? "%.0f" : "%g", number); break;
    case KIND_TEXT: snprintf(out, size, "%s", text); break;
    case KIND_YES: snprintf(out, size, "%s", number > 0 ? "yes" : "no"); break;
    }
    return out;
}

static bool is_fixed(const char *name)
{
#define FIXED_NAME(member, name) name,
    static const char *const fixed[] = { OPTION_FIXED_ROWS(FIXED_NAME) };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i], name) == 0)
            return true;
    return false;
}

bool conf_option(size_t n, struct conf_option *out)
{
    static const char *const kinds[] = {
        [KIND_NUMBER] = "number", [KIND_MONEY] = "amount", [KIND_REAL] = "decimal", [KIND_TEXT] = "text", [KIND_YES] = "yes or no",
    };
    char low[32], high[32];
    if (n >= OPTION_COUNT)
        return false;
    const struct option *option = &options[n];
    *out = (struct conf_option){ .help = option->help, .fixed = is_fixed(option->name) };
    snprintf(out->section, sizeof out->section, "%.*s", (int)section_length(option), option->name);
    snprintf(out->name, sizeof out->name, "%s", key_of(option));
    snprintf(out->kind, sizeof out->kind, "%s", kinds[option->kind]);
    as_written(option->kind, option->number, option->text, out->standard, sizeof out->standard);
    if (option->kind == KIND_NUMBER || option->kind == KIND_MONEY || option->kind == KIND_REAL)
        snprintf(out->range, sizeof out->range, "%s to %s", as_written(option->kind, option->low, "", low, sizeof low),
                 as_written(option->kind, option->high, "", high, sizeof high));
    else if (option->kind == KIND_YES)
        snprintf(out->range, sizeof out->range, "yes or no");
    return true;
}

void conf_explain(struct buf *out)
{
    struct conf_option option;
    char last[24] = "";
    buf_text(out, "# countersign.conf - what the shop decided. Every option stands here with its default; to change\n"
                  "# one, take its # away. Then: countersign check-config, and countersign reload if the shop is open\n");
    for (size_t n = 0; conf_option(n, &option); n++) {
        if (strcmp(option.section, last) != 0)
            buf_format(out, "\n[%s]\n", option.section);
        else
            buf_text(out, "\n");
        memcpy(last, option.section, sizeof last);
        buf_format(out, "# %s%s%s%s%s\n#%s =%s%s\n", option.help, *option.range ? " (" : "", option.range,
                   *option.range ? ")" : "", option.fixed ? "; from the next opening on" : "", option.name,
                   *option.standard ? " " : "", option.standard);
    }
}
