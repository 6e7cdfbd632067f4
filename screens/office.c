/* office.c - the menu of the office; see office.h. */
#include "office.h"
#include "rows.h"
#include "shift.h"

/* PART(act, key, its name, name, help, right, what opens it): the menu's lines and its keys. */
#define PARTS(PART) \
    PART(ACT_STAFF, 's', "s", "staff", "Logins: add, change, close, new password, keys", RIGHT_STAFF, office_staff_open) \
    PART(ACT_ROLES, 'r', "r", "roles", "What each role may do", RIGHT_STAFF, office_roles_open) \
    PART(ACT_TERMINALS, 't', "t", "terminals", "What each terminal is and may be used for", RIGHT_STAFF, office_terminals_open) \
    PART(ACT_JOURNAL, 'J', "J", "journal", "What happened, newest first", RIGHT_LIST, office_journal_open) \
    PART(ACT_PRINTERS, 'p', "p", "printers", "Pause and resume printers", RIGHT_PRINTER, office_printers_open) \
    PART(ACT_BOARD, 'b', "b", "board", "The lab's board: printers and queue at work", RIGHT_PRINTER, screen_open_lab) \
    PART(ACT_CUSTOMERS, 'c', "c", "customers", "Customers, their history and credibility", RIGHT_CUSTOMER, office_customers_open) \
    PART(ACT_REPORT, 'd', "d", "report", "Takings, prints, remakes, unclaimed, alerts, of any days", RIGHT_SUPERVISE, office_report_open) \
    PART(ACT_SHIFTS, 'h', "h", "shifts", "Cash drawers: expected, counted, difference", RIGHT_SUPERVISE, office_shifts_open) \
    PART(ACT_CATALOGUE, 'g', "g", "catalogue", "Sizes, surfaces, service classes, prices", RIGHT_ASK, office_catalogue_open) \
    PART(ACT_RETENTION, 'e', "e", "retention", "How long what is kept, what went last", RIGHT_LIST, office_retention_open)

#define PART_ACT(act, key, key_name, name, help, right, open) act,
enum { PARTS(PART_ACT) PART_COUNT, ACT_SELECTED, ACT_BACK };
#define PART_ROW(act, key, key_name, name, help, right, open) { key_name, name, help, right, open },
static const struct office_part {
    const char *key_name, *name, *help;
    enum right right;
    void (*open)(struct screen *screen);
} parts[PART_COUNT] = { PARTS(PART_ROW) };

static bool open(struct screen *screen, const void *arg)
{
    struct rows *rows = screen->page;
    (void)arg;
    rows->title = "OFFICE";
    rows->heading = rows->empty = "";
    for (size_t i = 0; i < PART_COUNT; i++)
        rows_add(rows, parts[i].name, "%s  %-12s %s", parts[i].key_name, parts[i].name, parts[i].help);
    rows_end(rows);
    return true;
}

static void act(struct screen *screen, int act)
{
    const struct rows *rows = screen->page;
    if (act == ACT_BACK) {
        screen_back(screen);
        return;
    }
    const struct office_part *part = &parts[act == ACT_SELECTED ? (int)rows->list.selected : act];
    if (screen_may(screen, part->right))
        part->open(screen);
    else
        screen_say_err(screen, err_detail(ERR_RIGHT, "%s", word_of(&right_words, part->right)));
}

#define PART_KEY(act, key, key_name, name, help, right, open) { key, 0, key_name, name, help, act, right, 0, NULL },
static const struct screen_key keys[] = {
    PARTS(PART_KEY)
    { INPUT_ENTER, INPUT_RIGHT, "Enter", NULL, "Open the selected line", ACT_SELECTED, RIGHT_NONE, SCREEN_CURSES, NULL },
    { INPUT_ESC, 'q', "Esc", "back", "Back to the counter", ACT_BACK, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops office_ops = {
    .name = "office", .keys = keys, .key_count = sizeof keys / sizeof *keys, .size = sizeof(struct rows),
    .open = open, .act = act, .detail = rows_detail, ROWS_OPS,
};

void office_open(struct screen *screen)
{
    screen_open(screen, &office_ops, NULL);
}
