/* desk.h - what tests at a staff screen share: a canned shop, one terminal at it, a person who types and looks.
 *
 * A wait ends when what is waited for is there; its limit is for a machine that does much else.
 */
#ifndef TESTS_DESK_H
#define TESTS_DESK_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screens/screen.h"
#include "tests/lib/fake_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT_MS = 20000 };
static struct fake_keeper fake;
static struct term *term;
static struct arena arena;

/* Afterwards what the keeper is to say besides may be set; then desk_sit(). */
static inline void desk_fill(void)
{
    memset(&fake, 0, sizeof fake);
    fake_shop_fill(&fake);
}

static inline void desk_sit(enum role role, const char *login, const char *screen, const char *terminal)
{
    fake_keeper_start(&fake, role, login, PLACE_COUNTER);
    term = term_open(fake_keeper_argv(&fake, screen), fake_shop_environment(), terminal, 24, 80);
    assert_non_null(term);
}

/* The screen's exit status. */
static inline int desk_leave(void)
{
    int status = term_close(term);
    fake_keeper_stop(&fake);
    arena_free(&arena);
    return status;
}

static inline void expect(const char *text)
{
    if (!term_expect(term, text, WAIT_MS)) {
        char *screen = term_screen(term);
        fprintf(stderr, "no \"%s\" on:\n%s\n", text, screen);
        free(screen);
        fail();
    }
}

static inline void type(const char *keys)
{
    assert_true(term_send(term, keys));
}

static inline bool shows(const char *text)
{
    char *screen = term_screen(term);
    bool found = strstr(screen, text) != NULL;
    free(screen);
    return found;
}

static inline struct args last(enum action action)
{
    return fake_keeper_last(&fake, action, &arena);
}
#endif
