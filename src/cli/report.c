/* report.c - reports and shifts on standard output, as the office's screens show them; a report as CSV with --csv. */
#include <stdio.h>
#include "../../screens/report_words.h"
#include "cli.h"

static void put(struct text *text)
{
    for (size_t i = 0; i < text->count; i++)
        puts(text->lines[i]);
    text_free(text);
}

void tell_report(const void *record)
{
    struct text text = { 0 };
    report_words(record, &text);
    put(&text);
}

void tell_shift(const void *record)
{
    struct text text = { 0 };
    shift_words(record, &text);
    put(&text);
}

void tell_shifts(const void *record)
{
    const struct shifts *shifts = record;
    char line[200];
    for (size_t i = 0; i < shifts->shifts.n; i++)
        puts(shift_line(&shifts->shifts.v[i], line, sizeof line));
    if (*shifts->next)
        printf("More with: --after %s\n", shifts->next);
}

void csv(const void *record)
{
    struct buf text = { 0 };
    report_csv(record, &text);
    fwrite(text.data, 1, text.size, stdout);
    buf_free(&text);
}
