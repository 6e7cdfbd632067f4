/* login.c - who is at this counter; see login.h. The keeper slows wrong tries down and says so itself. */
#include "login.h"
#include <stdio.h>
#include <string.h>
#include "form.h"

static const struct form_field fields[] = {
    { .label = "Name", .kind = FORM_TEXT, .limit = 32, .hint = "Your login, then Enter." },
    { .label = "Password", .kind = FORM_PASSWORD, .limit = 120, .hint = "It is not shown." },
};

static bool try(struct screen *screen, struct form *form)
{
    struct arena arena = { 0 };
    struct identity identity;
    struct args args = client_args();
    args.login = form_text(form, 0);
    args.password = form_text(form, 1);
    enum err err = screen_call(screen, ACTION_LOGIN, &args, &identity, &arena);
    if (!err)
        record_copy(&identity_type, &identity, &screen->client->identity, &screen->client->memory);
    arena_free(&arena);
    return !err;
}

bool login_run(struct screen *screen)
{
    struct form form;
    bool known = false;
    form_init(&form, fields, sizeof fields / sizeof *fields);
    while (!known && !screen->closing && form_run(screen, &form, "WHO IS HERE?", "")) {
        known = try(screen, &form);
        form_set(&form, 1, "");
        form.at = 1;
    }
    form_free(&form);
    screen->watch_again = true;
    return known;
}
