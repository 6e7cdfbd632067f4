/* words.c - sentences by name, language and what fills them; see words.h. */
#include "words.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "german.h"

struct pair {
    const char *english, *other;
};
struct tongue {
    const char *words[SAY_COUNT];
    const char *errors[ERR_COUNT];
    const struct pair *keys, *reasons; /* both end with { NULL, NULL } */
};

#define WORD(constant, text) [constant] = text,
#define PAIR(english, other) { english, other },
static const struct pair none[] = { { NULL, NULL } };
static const struct pair german_keys[] = { GERMAN_KEYS(PAIR) { NULL, NULL } };
static const struct pair german_reasons[] = { GERMAN_REASONS(PAIR) { NULL, NULL } };
static const struct tongue tongues[LANGUAGE_COUNT] = {
    [LANGUAGE_ENGLISH] = { .words = { ENGLISH_WORDS(WORD) }, .keys = none, .reasons = none },
    [LANGUAGE_GERMAN] = { .words = { GERMAN_WORDS(WORD) }, .errors = { GERMAN_ERRORS(WORD) }, .keys = german_keys,
                          .reasons = german_reasons },
};
#undef WORD
#undef PAIR
static enum language current;

void words_use(enum language language)
{
    current = language;
}

enum language words_language(void)
{
    return current;
}

const char *words_text(enum language language, enum say word)
{
    return tongues[language].words[word];
}

const char *words_error_text(enum language language, enum err err)
{
    return tongues[language].errors[err];
}

const char *say(enum say word)
{
    const char *text = tongues[current].words[word];
    return text ? text : tongues[LANGUAGE_ENGLISH].words[word];
}

/* The value that a % at `at` stands for, NULL when it is only a %. */
static const char *value_at(const char *at, const char *const *values)
{
    if (at[0] != '%' || at[1] < '1' || at[1] > '9')
        return NULL;
    for (int i = '1'; i < at[1]; i++)
        if (*values++ == NULL)
            return NULL;
    return *values;
}

static const char *fill(char *out, size_t size, const char *text, const char *const *values)
{
    size_t used = 0;
    while (*text && used + 1 < size) {
        const char *value = value_at(text, values);
        int wrote = value ? snprintf(out + used, size - used, "%s", value) : 1;
        if (!value)
            out[used] = *text;
        used = used + (size_t)wrote < size ? used + (size_t)wrote : size - 1;
        text += value ? 2 : 1;
    }
    out[used] = 0;
    return out;
}

const char *say_fill(char *out, size_t size, enum say word, const char *const *values)
{
    return fill(out, size, say(word), values);
}

const char *say_number(int64_t number)
{
    static char texts[8][24];
    static unsigned next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%lld", (long long)number);
    return text;
}

/* Entry n of "Sun Mon Tue ...". */
static const char *nth(enum say list, int n, char *out, size_t size)
{
    const char *at = say(list);
    while (n-- > 0 && strchr(at, ' '))
        at = strchr(at, ' ') + 1;
    snprintf(out, size, "%.*s", (int)strcspn(at, " "), at);
    return out;
}

const char *say_date(int64_t at, char *out, size_t size)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    char weekday[16], day[12], month[16], clock[24];
    if (at == 0 || localtime_r(&seconds, &parts) == NULL) {
        snprintf(out, size, "%s", say(W_NEVER));
        return out;
    }
    snprintf(day, sizeof day, "%02d", parts.tm_mday);
    snprintf(clock, sizeof clock, "%02d:%02d", parts.tm_hour, parts.tm_min);
    return say_fill(out, size, W_DATE, (const char *const[]){ nth(W_WEEKDAYS, parts.tm_wday, weekday, sizeof weekday), day,
                                                             nth(W_MONTHS, parts.tm_mon, month, sizeof month), clock, NULL });
}

const char *say_day(int day, int month, int year, char *out, size_t size)
{
    char name[16];
    return say_fill(out, size, W_DAY, (const char *const[]){ say_number(day), nth(W_MONTHS, month - 1, name, sizeof name),
                                                            say_number(year), NULL });
}

const char *say_error(enum err err, char *out, size_t size)
{
    const char *text = (unsigned)err < ERR_COUNT ? tongues[current].errors[err] : NULL;
    if (text == NULL)
        return err_sentence(err, err_last_detail(), out, size);
    const char *detail = err_last_detail();
    return fill(out, size, text, (const char *const[]){ *detail ? detail : "-", NULL });
}

const char *say_key(const char *english)
{
    for (const struct pair *pair = tongues[current].keys; english && pair->english; pair++)
        if (strcmp(pair->english, english) == 0)
            return pair->other;
    return english;
}

enum { PARTS = 4, PART = 80 };

static bool is_gap(const char *at)
{
    return at[0] == '%' && at[1] >= '1' && at[1] <= '0' + PARTS;
}

/* Does the text read as the pattern, and what stands for its %1, %2 ...? Each takes as little as it can. */
static bool matches(const char *pattern, const char *text, char parts[PARTS][PART])
{
    while (*pattern) {
        if (!is_gap(pattern)) {
            if (*pattern++ != *text++)
                return false;
            continue;
        }
        size_t literal = 0, taken = 0;
        while (pattern[2 + literal] && !is_gap(pattern + 2 + literal))
            literal++;
        while (text[taken] && (literal == 0 || strncmp(text + taken, pattern + 2, literal) != 0))
            taken++;
        if ((text[taken] == 0 && literal) || taken >= PART)
            return false;
        snprintf(parts[pattern[1] - '1'], PART, "%.*s", (int)taken, text);
        text += taken;
        pattern += 2;
    }
    return *text == 0;
}

const char *say_reason(const char *english, char *out, size_t size)
{
    char parts[PARTS][PART] = { "", "", "", "" };
    for (const struct pair *pair = tongues[current].reasons; pair->english; pair++)
        if (matches(pair->english, english, parts))
            return fill(out, size, pair->other, (const char *const[]){ parts[0], parts[1], parts[2], parts[3], NULL });
    snprintf(out, size, "%s", english);
    return out;
}
