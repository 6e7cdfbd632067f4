/* line.c - line mode; see line.h. Everything is said on standard output and asked on standard input, a line each; the
 * end of input leaves, as hanging up would.
 */
#include "line.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>
#include "../src/base/str.h"
#include "help.h"

enum { LINE_LIMIT = 1024, ANSWER_LIMIT = 500 };

void line_say(const char *format, ...)
{
    char line[LINE_LIMIT], clean[LINE_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    printf("%s\n", str_clean(line, clean, sizeof clean));
}

static struct termios before;
static bool changed;

void line_open(void)
{
    struct termios tty;
    /* Nobody is there who could wake a program that ^Z put to sleep. */
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    tty = before;
    tty.c_lflag &= ~(tcflag_t)ISIG;
    changed = tcsetattr(STDIN_FILENO, TCSANOW, &tty) == 0;
}

void line_close(void)
{
    if (changed)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

static bool echo(bool on)
{
    struct termios tty;
    if (tcgetattr(STDIN_FILENO, &tty) != 0)
        return false;
    if (on)
        tty.c_lflag |= ECHO;
    else
        tty.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &tty) == 0; /* what was typed ahead is kept */
}

bool line_ask(struct screen *screen, const char *question, char *out, size_t size, bool hidden)
{
    char line[LINE_LIMIT], clean[LINE_LIMIT];
    str_clean(question, clean, sizeof clean);
    bool ended = *clean && strchr(":?", clean[strlen(clean) - 1]);
    /* First the echo, then the question: who answers at once must not see a password. */
    bool silent = hidden && echo(false);
    printf("%s%s", clean, ended ? " " : ": ");
    fflush(stdout);
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (silent) {
        echo(true);
        printf("\n");
    }
    out[0] = 0;
    if (!got) {
        if (!screen->closing)
            stand_part(screen);
        screen->closing = true;
        return false;
    }
    line[strcspn(line, "\r\n")] = 0;
    str_clean(line, out, size);
    explicit_bzero(line, sizeof line);
    return true;
}

/* Rows of the page's table that make sense here. */
static bool listed(const struct screen *screen, const struct screen_key *key)
{
    return !(key->flags & (SCREEN_MOVES | SCREEN_CURSES)) && (key->name || key->help) && screen_may(screen, key->right);
}

static void say_menu(const struct screen *screen)
{
    int n = 0;
    for (size_t i = 0; i < screen->ops->key_count; i++)
        if (listed(screen, &screen->ops->keys[i]))
            printf("%3d %-3s %s\n", ++n, screen->ops->keys[i].key_name,
                   screen_key_words(screen, screen->ops->keys[i].name ? screen->ops->keys[i].name : screen->ops->keys[i].help));
    if (screen->ops->scan)
        printf("    or a ticket's code; an empty line shows this again\n");
}

/* The row somebody means by a number of the menu, a key or a word; NULL when none. */
static const struct screen_key *row_of(const struct screen *screen, const char *word)
{
    int64_t number = 0, n = 0;
    bool numbered = str_number(word, 1, 99, &number);
    for (size_t i = 0; i < screen->ops->key_count; i++) {
        const struct screen_key *key = &screen->ops->keys[i];
        if (!listed(screen, key))
            continue;
        n++;
        if (numbered ? n == number
                     : strcmp(word, key->key_name) == 0 || (key->name && strcasecmp(word, key->name) == 0) ||
                           (strlen(word) == 1 &&
                            (key->key == (unsigned char)word[0] || key->other == (unsigned char)word[0])))
            return key;
    }
    return NULL;
}

/* A page with a selection is told first what is meant: "open 3", "open 4711-2093-5525", or it asks. */
static bool select_line(struct screen *screen, const char *rest)
{
    char answer[ANSWER_LIMIT];
    snprintf(answer, sizeof answer, "%s", rest);
    if (answer[0] == 0 &&
        !line_ask(screen, "Which (its code, or its number in the list)", answer, sizeof answer, false))
        return false;
    if (answer[0] == 0)
        return false;
    if (screen->ops->select(screen, answer))
        return true;
    line_say("There is no such line: %s. Take a number from the list.", answer);
    return false;
}

static void answer(struct screen *screen, const char *typed)
{
    char word[ANSWER_LIMIT], code[LABEL_CODE + 1], digits[LABEL_CODE + 4];
    const struct screen_key *row = row_of(screen, typed);
    const char *rest = "";
    screen->said[0] = 0;
    size_t length = str_digits(typed[0] == ']' && strlen(typed) > 3 ? typed + 3 : typed, digits, sizeof digits);
    if (row == NULL && length > 2) {
        if (ticket_read(typed, code) != ERR_NONE)
            screen_say_err(screen, ERR_CODE);
        else
            screen_scanned(screen, code);
        return;
    }
    /* Names may have blanks: of "hand over 3" first "hand over" is looked for, then "hand". */
    for (size_t end = strlen(typed); row == NULL && end > 0; end--) {
        if (typed[end] != ' ')
            continue;
        snprintf(word, sizeof word, "%.*s", (int)end, typed);
        rest = typed + end + strspn(typed + end, " ");
        row = row_of(screen, word);
    }
    if (row == NULL) {
        if (typed[0] == '?' || strcasecmp(typed, "help") == 0)
            help_open(screen);
        else
            line_say("That is none of the answers: %s. Give a number from the menu.", typed);
        return;
    }
    if (row->flags & SCREEN_SELECTED && screen->ops->select && !select_line(screen, rest))
        return;
    screen_do(screen, row);
}

void line_run(struct screen *screen)
{
    char typed[ANSWER_LIMIT];
    struct notice notice;
    stand_go_on(screen);
    for (bool tell = true; !screen->leaving && !screen->closing;) {
        if (screen_take_scanned(screen))
            continue;
        if (tell) {
            if (screen->ops->tell)
                screen->ops->tell(screen);
            if (screen->leaving || screen->closing)
                break;
            say_menu(screen);
        }
        if (!line_ask(screen, screen->ops->name, typed, sizeof typed, false))
            break;
        /* What changed meanwhile is read before it is acted on. */
        if (client_news(screen->client, &notice))
            screen->topics |= notice.topics;
        if (screen->ops->news && screen->topics & (screen->ops->topics ? screen->ops->topics : ~0u)) {
            screen->topics = 0;
            screen->ops->news(screen, ~0u);
        }
        tell = typed[0] == 0;
        if (!tell)
            answer(screen, typed);
    }
    fflush(stdout);
}
