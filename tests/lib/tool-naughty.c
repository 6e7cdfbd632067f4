/* tool-naughty.c - naughty texts for shell scripts, and the look at what came of them.
 *
 *   tool-naughty count               how many there are
 *   tool-naughty say N               the Nth from 1, without a newline (a text with none in it; blanks stand for them)
 *   tool-naughty scan FILE...        each file that is not clean text is named; exit status 1 when there is one
 *   tool-naughty screen FILE...      the same of bytes that went to a terminal
 *   tool-naughty fill SHOP STEP CODE...   ask the open shop every action that staff may ask, with every field its syntax names
 *                                    holding each STEPth text in turn; the orders have these codes
 *
 * What fill asks goes past all that screens and commands do to texts: the keeper alone is asked. An unclean text must be
 * refused, a clean one may be taken; both answered.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/io.h"
#include "../../src/client/client.h"
#include "naughty.h"

static int scan(int count, char **paths, bool screen)
{
    int bad = 0;
    for (int i = 0; i < count; i++) {
        size_t size = 0;
        char *bytes = io_file(paths[i], 64 << 20, &size);
        const char *what = bytes ? naughty_find(bytes, size, screen) : "cannot be read";
        if (what) {
            printf("%s: ", paths[i]);
            for (; *what; what++)
                printf(*what >= ' ' && *what < 127 ? "%c" : "\\x%02x", (unsigned char)*what);
            putchar('\n');
            bad++;
        }
        free(bytes);
    }
    return bad > 0;
}

/* ---- fill ---- */

/* What else an action is asked with, so that the text under test is what it is judged by. %d: another one each time. */
static const struct { const char *field, *text; } usual[] = {
    { "customer", "0000013" }, { "login", "lab1" }, { "role", "counter" }, { "reason", "because" }, { "terminal", "till-9" },
    { "printer", "folder-1" }, { "to", "folder-1" }, { "product", "10x15" }, { "place", "counter" }, { "name", "Ann" }, { "base", "counter" },
    { "state", "held" }, { "shelf", "A 7" }, { "method", "cash" }, { "give", "ask" }, { "second", "boss" }, { "fingerprint", "SHA256:none" },
};
/* What only closes doors behind itself, or takes the shop's time. */
static const enum action never[] = {
    ACTION_STAFF_DISABLE, ACTION_STAFF_PASSWORD, ACTION_STAFF_PIN, ACTION_ROLE_SET, ACTION_RELOAD, ACTION_COMPACT, ACTION_DUMP, ACTION_CHECK,
    ACTION_BACKUP, ACTION_HAND_OVER, ACTION_DISCARD, ACTION_CUSTOMER_FORGET,
};

static bool asked(enum action action)
{
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (never[i] == action)
            return false;
    return action_rows[action].remote != REMOTE_NO && action_rows[action].right != RIGHT_MACHINE;
}

/* "CODE" or "--code": as syntax.c reads it. */
static bool names(const char *syntax, const char *field)
{
    char word[40] = " --", upper[40] = " ", line[400];
    size_t n = strlen(field);
    snprintf(line, sizeof line, " %s ", syntax);
    for (char *c = line; *c; c++)
        if (strchr("[]", *c))
            *c = ' ';
    for (size_t i = 0; i < n && i < 30; i++) {
        word[i + 3] = field[i] == '_' ? '-' : field[i];
        upper[i + 1] = (char)toupper((unsigned char)field[i]);
    }
    upper[n + 1] = ' ';
    return strstr(line, word) || strstr(line, upper);
}

static void set_text(struct args *args, const char *field, const char *text)
{
    const struct field *row = record_field(&args_type, field);
    if (row && row->type == FIELD_TEXT)
        memcpy((char *)args + row->at, &text, sizeof text);
}

static enum err ask(struct client *client, enum action action, const char *field, const char *text, const char *code)
{
    static int turn;
    char login[20];
    struct args args = client_args();
    struct arena arena = { 0 };
    args.code = code;
    args.amount_minor = 1;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (names(action_rows[action].syntax, usual[i].field))
            set_text(&args, usual[i].field, usual[i].text);
    snprintf(login, sizeof login, "n%d", turn++);
    if (action == ACTION_STAFF_ADD) {
        args.login = login;
        args.password = "naughty1";
    } else if (action == ACTION_ROLE_ADD) {
        args.role = login;
    }
    set_text(&args, field, text);
    enum err err = client_call(client, action, &args, NULL, &arena);
    arena_free(&arena);
    return err;
}

/* Each text of a field of an action; how many were not answered as they should be. */
static int ask_all(struct client *client, enum action action, const char *field, size_t step, int codes, char **code, int *count)
{
    static size_t turn;
    int bad = 0;
    for (size_t i = turn++ % step; i < naughty_count; i += step, ++*count) {
        /* One order is there to be cancelled; the others live on. */
        enum err err = ask(client, action, field, naughty[i], code[action == ACTION_CANCEL ? (size_t)codes - 1 : i % (size_t)codes]);
        bool unclean = i < naughty_unclean, good = unclean ? err == ERR_MALFORMED || err == ERR_TOO_LONG : err != ERR_CLOSED;
        if (!good)
            printf("%s, field %s, text %zu: %s%s%s\n", action_rows[action].words, field, i + 1, err_word(err), err ? ", " : "",
                   err ? err_last_detail() : "");
        bad += !good;
    }
    return bad;
}

static int fill(const char *shop, size_t step, int codes, char **code)
{
    struct client client;
    int bad = 0, fields = 0, count = 0;
    if (step < 1 || client_open_shop(&client, shop, PLACE_OFFICE, -1)) {
        fputs("tool-naughty: the shop is not open\n", stderr);
        return 2;
    }
    for (int action = 0; action < ACTION_COUNT; action++)
        for (size_t i = 0; asked((enum action)action) && i < args_type.count; i++) {
            const struct field *field = &args_type.fields[i];
            if (field->type != FIELD_TEXT || !names(action_rows[action].syntax, field->name))
                continue;
            bad += ask_all(&client, (enum action)action, field->name, step, codes, code, &count);
            fields++;
        }
    client_close(&client);
    printf("# %d fields of actions, %d texts, %d answered wrongly\n", fields, count, bad);
    return bad > 0 || fields < 60;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "count") == 0) {
        printf("%zu\n", naughty_count);
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "say") == 0 && atoi(argv[2]) > 0 && (size_t)atoi(argv[2]) <= naughty_count) {
        for (const char *c = naughty[atoi(argv[2]) - 1]; *c; c++)
            putchar(*c == '\n' ? ' ' : *c);
        return 0;
    }
    if (argc > 2 && strcmp(argv[1], "scan") == 0)
        return scan(argc - 2, argv + 2, false);
    if (argc > 2 && strcmp(argv[1], "screen") == 0)
        return scan(argc - 2, argv + 2, true);
    if (argc > 4 && strcmp(argv[1], "fill") == 0)
        return fill(argv[2], (size_t)atoi(argv[3]), argc - 4, argv + 4);
    fputs("tool-naughty count | say N | scan FILE... | screen FILE... | fill SHOP STEP CODE...\n", stderr);
    return 2;
}
