/* words.c - a remote command line into words; quotes and backslashes as in a shell, but nothing is ever run by one. */
#include <string.h>
#include "cli.h"

char **words_split(const char *line, int *count, struct arena *arena)
{
    size_t room = strlen(line) + 1;
    char **words = arena_alloc(arena, (room / 2 + 2) * sizeof *words);
    char *out = arena_alloc(arena, room);
    *count = 0;
    for (;;) {
        line += strspn(line, " \t\n");
        if (*line == 0)
            return words;
        words[(*count)++] = out;
        for (char quote = 0; *line && (quote || !strchr(" \t\n", *line)); line++) {
            if (quote ? *line == quote : *line == '\'' || *line == '"') {
                quote = quote ? 0 : *line;
            } else if (*line == '\\' && quote != '\'' && line[1]) {
                *out++ = *++line;
            } else {
                *out++ = *line;
            }
            if (quote && line[1] == 0)
                return NULL;
        }
        *out++ = 0;
    }
}
