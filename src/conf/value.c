/* value.c - single values of the configuration, checked; see parts.h. */
#include <stdio.h>
#include <string.h>
#include "../base/str.h"
#include "parts.h"

enum { MOST_MINOR = 1000000000 /* no price is larger: a slip of the finger is noticed */ };

bool conf_read_number(struct conf_file *file, const struct conf_line *line, int64_t low, int64_t high, int64_t *out)
{
    if (str_number(line->value, low, high, out))
        return true;
    conf_mistake(file, line->number, "%s must be a whole number from %lld to %lld, not \"%.60s\"", line->key,
                 (long long)low, (long long)high, line->value);
    return false;
}

bool conf_read_money(struct conf_file *file, const struct conf_line *line, const struct conf *conf, int64_t *out)
{
    int64_t minor;
    char right[32];
    int decimals = (int)conf->currency_decimals;
    if (str_parse_money(line->value, decimals, &minor) && minor <= MOST_MINOR) {
        *out = minor;
        return true;
    }
    conf_mistake(file, line->number,
                 "%s must be an amount such as %s (at most %d digits after the point), not \"%.60s\"", line->key,
                 str_money(1190, decimals, right, sizeof right), decimals, line->value);
    return false;
}

bool conf_read_yes(struct conf_file *file, const struct conf_line *line, bool *out)
{
    bool yes = strcmp(line->value, "yes") == 0;
    if (yes || strcmp(line->value, "no") == 0) {
        *out = yes;
        return true;
    }
    conf_mistake(file, line->number, "%s must be yes or no, not \"%.60s\"", line->key, line->value);
    return false;
}

bool conf_read_text(struct conf_file *file, const struct conf_line *line, size_t low, size_t high, const char **out)
{
    size_t length = strlen(line->value);
    if (length >= low && length <= high) {
        *out = line->value;
        return true;
    }
    conf_mistake(file, line->number, "%s must have %zu to %zu characters, not %zu", line->key, low, high, length);
    return false;
}

bool conf_read_percent(struct conf_file *file, const struct conf_line *line, int64_t high, int64_t *out)
{
    size_t length = strlen(line->value);
    char digits[8] = "";
    if (length > 0 && length <= sizeof digits && line->value[length - 1] == '%')
        snprintf(digits, sizeof digits, "%.*s", (int)length - 1, line->value);
    if (str_number(digits, 0, high, out))
        return true;
    conf_mistake(file, line->number, "%s must be whole percent from 0%% to %lld%%, not \"%.60s\"", line->key,
                 (long long)high, line->value);
    return false;
}

bool conf_name_is_good(const char *name, size_t longest)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(name);
    return length > 0 && length <= longest && strspn(name, letters) == length && *name != '-' && *name != '.';
}
