/* kiosk.h - what tests at the kiosk share: its small shop, begun and ended for each test, and one terminal at it.
 *
 * A wait ends when what is waited for is there; its limit is for a machine that does much else.
 */
#ifndef TESTS_KIOSK_H
#define TESTS_KIOSK_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "screens/screen.h"
#include "tests/lib/kiosk_shop.h"
#include "tests/lib/terminal.h"

enum { WAIT = 20000 };
static struct kiosk_shop shop;
static struct term *term;

static inline int kiosk_setup(void **state)
{
    (void)state;
    kiosk_shop_start(&shop);
    return 0;
}

static inline int kiosk_teardown(void **state)
{
    (void)state;
    if (term)
        term_close(term);
    term = NULL;
    kiosk_shop_stop(&shop);
    return 0;
}

/* Type, and wait for what must then stand on the screen; shows the screen when it does not. */
static inline void expect(const char *keys, const char *words)
{
    assert_true(term_send(term, keys));
    if (term_expect(term, words, WAIT))
        return;
    char *screen = term_screen(term);
    fprintf(stderr, "%s", screen);
    free(screen);
    fail_msg("after \"%s\" no \"%s\"", keys, words);
}
#endif
