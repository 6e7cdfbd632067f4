/* err.c - failures as values; see err.h. */
#include "err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "str.h"

#define ERROR_WORD(constant, word, sentence) word,
static const char *const words[] = { ERROR_ROWS(ERROR_WORD) };
#define ERROR_SENTENCE(constant, word, sentence) sentence,
static const char *const sentences[] = { ERROR_ROWS(ERROR_SENTENCE) };

static _Thread_local char last_detail[201];

enum err err_detail(enum err err, const char *format, ...)
{
    char text[sizeof last_detail];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    str_clean(text, last_detail, sizeof last_detail); /* half of them repeat what somebody typed */
    return err;
}

const char *err_last_detail(void)
{
    return last_detail;
}

const char *err_word(enum err err)
{
    return (unsigned)err < ERR_COUNT ? words[err] : "unknown";
}

bool err_takes_detail(enum err err)
{
    return (unsigned)err < ERR_COUNT && strstr(sentences[err], "%s") != NULL;
}

const char *err_sentence(enum err err, const char *detail, char *out, size_t size)
{
    const char *sentence = (unsigned)err < ERR_COUNT ? sentences[err] : "Something failed.";
    const char *gap = strstr(sentence, "%s");
    if (gap == NULL)
        snprintf(out, size, "%s", sentence);
    else
        snprintf(out, size, "%.*s%s%s", (int)(gap - sentence), sentence, detail && *detail ? detail : "-", gap + 2);
    return out;
}

/* Nothing follows but the end, so the memory may be static; what is longer is cut. */
__attribute__((format(printf, 1, 0))) static void last_words(const char *format, va_list list)
{
    static char text[16384], clean[16384];
    vsnprintf(text, sizeof text, format, list);
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;)
        fprintf(stderr, "%s\n", str_clean(line, clean, sizeof clean));
}

void panic(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("panic: ", stderr);
    last_words(format, list);
    va_end(list);
    abort();
}

void die(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    last_words(format, list);
    va_end(list);
    exit(1);
}
