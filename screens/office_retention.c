/* office_retention.c - how long what is kept and what went last; see office.h. It is changed in countersign.conf and reloaded. */
#include "../src/base/clock.h"
#include "office.h"
#include "text_page.h"

void office_retention_open(struct screen *screen)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct retention retention;
    struct text text = { 0 };
    char when[40];
    if (screen_call(screen, ACTION_RETENTION, &args, &retention, &arena) == ERR_NONE) {
        for (size_t i = 0; i < retention.kept.n; i++) {
            const struct kept *kept = &retention.kept.v[i];
            bool days = kept->hours % 24 == 0;
            text_add(&text, "%-40s %5lld %-5s %s", kept->what, (long long)(days ? kept->hours / 24 : kept->hours), days ? "days" : "hours", kept->option);
        }
        text_add(&text, "%s", "");
        for (size_t i = 0; i < retention.gone.n; i++) {
            const struct gone *gone = &retention.gone.v[i];
            text_add(&text, "%-40s %5lld %s", gone->what, (long long)gone->count,
                     gone->count ? clock_words(gone->last, when, sizeof when) : "never");
        }
        text_page_open(screen, "RETENTION (countersign.conf, then: countersign reload)", &text);
    }
    text_free(&text);
    arena_free(&arena);
}
