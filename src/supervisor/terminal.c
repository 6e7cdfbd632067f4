/* terminal.c - the fixed environment of what we start, and the few words of a client that may shape it.
 *
 * TERM from outside chooses a terminfo file and so must be one of a list: the answer is always our own text. TERMINFO,
 * HOME and everything else of the client never get in.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "../tbl/terminals.h"
#include "supervisor.h"

static const struct {
    const char *asked, *given;
} types[] = {
#define TERMINAL(type, terminfo, package) { type, terminfo },
    TERMINAL_ROWS(TERMINAL)
#undef TERMINAL
};

/* NULL for what is not in the list. */
static const char *listed(const char *asked)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(asked, types[i].asked) == 0)
            return types[i].given;
    return NULL;
}

const char *terminal_type(const char *asked)
{
    const char *type = *asked ? listed(asked) : "dumb";
    if (type)
        return type;
    return strncmp(asked, "xterm", 5) == 0 ? "xterm" : "vt100";
}

/* Our own variables that every program may need: the shop's zone, and the clock that tests turn. */
static size_t inherit(char **env, size_t n, struct arena *arena)
{
    static const char *const names[] = { "TZ", "COUNTERSIGN_CLOCK_SHIFT" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            env[n++] = arena_format(arena, "%s=%s", names[i], value);
    }
    return n;
}

enum { VARIABLES = 10 };

char **plain_environment(struct arena *arena)
{
    char **env = arena_alloc(arena, VARIABLES * sizeof *env);
    size_t n = 0;
    env[n++] = arena_text(arena, "PATH=/usr/bin:/bin");
    env[n++] = arena_text(arena, "LANG=C.UTF-8");
    inherit(env, n, arena);
    return env;
}

/* Older than UTF-8: to these it is noise, unless the client says otherwise. What is not in the list is new. */
static bool is_old(const char *asked)
{
    const char *type = listed(asked);
    static const char *const old[] = { "vt100", "vt102", "vt220", "wyse60", "ansi" };
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (type && strcmp(type, old[i]) == 0)
            return true;
    return false;
}

static bool speaks_utf8(const char *lang, const char *term)
{
    if (*lang == 0)
        return !is_old(term);
    return strcasestr(lang, "utf-8") != NULL || strcasestr(lang, "utf8") != NULL;
}

char **terminal_environment(const struct opening *opening, struct arena *arena)
{
    char **env = arena_alloc(arena, VARIABLES * sizeof *env);
    const char *lang = speaks_utf8(opening->lang, opening->term) ? "C.UTF-8" : "C";
    bool full_colour = strcmp(opening->colorterm, "truecolor") == 0 || strcmp(opening->colorterm, "24bit") == 0;
    size_t n = 0;
    env[n++] = arena_text(arena, "PATH=/usr/bin:/bin");
    env[n++] = arena_format(arena, "LANG=%s", lang);
    env[n++] = arena_format(arena, "LC_ALL=%s", lang);
    env[n++] = arena_format(arena, "TERM=%s", terminal_type(opening->term));
    if (full_colour)
        env[n++] = arena_text(arena, "COLORTERM=truecolor");
    inherit(env, n, arena);
    return env;
}
