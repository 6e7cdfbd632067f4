/* progress.c - one rewritten line; see progress.h. */
#include "progress.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool shown;
static int64_t shown_percent;
static char shown_words[61];

void progress_show(const char *words, int64_t percent)
{
    bool same = shown && percent == shown_percent && strncmp(words, shown_words, sizeof shown_words - 1) == 0;
    if (same || !isatty(STDERR_FILENO))
        return;
    shown = true;
    shown_percent = percent;
    snprintf(shown_words, sizeof shown_words, "%s", words);
    if (percent < 0)
        fprintf(stderr, "\r%.60s\033[K", words);
    else
        fprintf(stderr, "\r%.60s %lld %%\033[K", words, (long long)percent);
    fflush(stderr);
}

void progress_end(void)
{
    if (shown)
        fputs("\r\033[K", stderr);
    shown = false;
}
