/* office_catalogue.c - what the shop sells, as customers see it now; see office.h. It is changed in the file and reloaded. */
#include "../src/base/clock.h"
#include "../src/base/str.h"
#include "office.h"
#include "text_page.h"

void office_catalogue_open(struct screen *screen)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    struct catalogue catalogue;
    struct text text = { 0 };
    char sum[40], when[40];
    if (screen_call(screen, ACTION_CATALOGUE, &args, &catalogue, &arena) == ERR_NONE) {
        for (size_t i = 0; i < catalogue.products.n; i++) {
            const struct product *product = &catalogue.products.v[i];
            text_add(&text, "%-8s %-20.20s %8s %s  %-24s %lldx%lld", product->product, product->words,
                     str_money(product->price_minor, (int)catalogue.currency_decimals, sum, sizeof sum), catalogue.currency,
                     product->surfaces, (long long)product->width, (long long)product->height);
        }
        text_add(&text, "%s", "");
        for (size_t i = 0; i < catalogue.classes.n; i++)
            text_add(&text, "%-8s %-20.20s %12s  ready by %s", catalogue.classes.v[i].class, catalogue.classes.v[i].words,
                     catalogue.classes.v[i].surcharge, clock_words(catalogue.classes.v[i].promised, when, sizeof when));
        text_page_open(screen, "CATALOGUE (the file catalogue, then: countersign reload)", &text);
    }
    text_free(&text);
    arena_free(&arena);
}
