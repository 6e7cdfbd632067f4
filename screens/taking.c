/* taking.c - the pages that were lent for taking orders; see taking.h. */
#include "taking.h"

static taking_pages *lent;

void taking_lend(taking_pages *pages)
{
    lent = pages;
}

bool taking_run(struct screen *screen, const char *code, const char *password)
{
    if (lent == NULL) {
        screen_say_err(screen, err_detail(ERR_PLACE, "%s", "this program has no pages for it"));
        return false;
    }
    lent(screen, code, password);
    return true;
}
