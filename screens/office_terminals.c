/* office_terminals.c - the terminals the shop has decided about: what each is, and what it may be used for; see office.h.
 *
 * A terminal is known by its name ("ttyS0", "ssh 10.0.0.7"); one that is not in the list is what its screen says.
 */
#include <stdio.h>
#include <string.h>
#include "office.h"
#include "prompt.h"
#include "rows.h"

enum { ACT_RIGHTS = 1, ACT_ADD, ACT_PLACE, ACT_WORDS, ACT_BACK, NAME = 65 };
/* "any": whatever screen is opened there. */
static const char *const places[] = { "kiosk", "counter", "lab", "office", "any" };
enum { PLACES = sizeof places / sizeof *places };

static void line(struct rows *rows, const void *element)
{
    const struct station *terminal = element;
    char without[400];
    rows_add(rows, terminal->terminal, "%s %-8s %s%s%s", rows_cell(rows, terminal->terminal, 22),
             terminal->place == PLACE_NONE ? "any" : word_of(&place_words, terminal->place), terminal->words,
             terminal->without ? "  not to: " : "", word_set(&right_words, terminal->without, without, sizeof without));
}

static bool open(struct screen *screen, const void *arg)
{
    static const struct rows_list list = {
        "TERMINALS", "TERMINAL               IS A     WORDS",
        "Every terminal is what its screen says. Add one (a) to decide about it.",
        ACTION_TERMINAL_LIST, ROWS_OF(terminals, terminals), line, NULL,
    };
    (void)arg;
    return rows_open(screen, &list);
}

static void set_place(struct screen *screen, const char *name)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    int place = prompt_choice(screen, places, PLACES, 1, "%s is a", name);
    if (place < 0)
        return;
    args.terminal = name;
    args.place = place + 1 == PLACES ? word_of(&place_words, PLACE_NONE) : places[place];
    if (screen_call(screen, ACTION_TERMINAL_SET, &args, NULL, &arena) == ERR_NONE && rows_load(screen)) {
        rows_select(screen, name);
        screen_say(screen, place + 1 == PLACES ? "%s is what its screen says.%s" : "%s is a %s.", name,
                   place + 1 == PLACES ? "" : places[place]);
    }
    arena_free(&arena);
}

static void set_words(struct screen *screen, const char *name)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    char words[61] = "";
    if (!prompt_text(screen, words, sizeof words, "What is %s, in a few words?", name))
        return;
    args.terminal = name;
    args.words = words;
    if (screen_call(screen, ACTION_TERMINAL_SET, &args, NULL, &arena) == ERR_NONE)
        rows_load(screen);
    arena_free(&arena);
}

static void act(struct screen *screen, int act)
{
    const char *selected = rows_selected(screen->page);
    char name[NAME] = "";
    if (selected)
        snprintf(name, sizeof name, "%s", selected);
    switch (act) {
    case ACT_RIGHTS:
        office_rights_open(screen, true, name);
        if (!screen->closing)
            rows_load(screen);
        break;
    case ACT_ADD:
        snprintf(name, sizeof name, "%s", screen->client->identity.terminal);
        if (prompt_text(screen, name, sizeof name, "Name of the terminal (this one is offered):"))
            set_place(screen, name);
        break;
    case ACT_PLACE: set_place(screen, name); break;
    case ACT_WORDS: set_words(screen, name); break;
    default: screen_back(screen);
    }
}

static const struct screen_key keys[] = {
    { INPUT_ENTER, INPUT_RIGHT, "Enter", "rights", "What it may be used for", ACT_RIGHTS, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'p', 0, "p", "place", "Say what it is: kiosk, counter, lab, office", ACT_PLACE, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'w', 0, "w", "words", "Say in a few words where it stands", ACT_WORDS, RIGHT_STAFF, SCREEN_SELECTED, rows_why_not },
    { 'a', 0, "a", "add", "A terminal by its name", ACT_ADD, RIGHT_STAFF, 0, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the office", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops terminals_ops = {
    .name = "terminals", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_terminals_open(struct screen *screen)
{
    screen_open(screen, &terminals_ops, NULL);
}
