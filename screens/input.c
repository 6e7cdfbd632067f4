/* input.c - keys and scans; see input.h.
 *
 * Keys are read from a pad: reading from a window would send what was drawn into it so far, half a picture.
 */
#include "input.h"
#include <ncurses.h>
#include <string.h>
#include <wchar.h>
#include "../src/base/clock.h"
#include "../src/base/str.h"

static WINDOW *pad;
static bool left_is_backspace, holds;
static int64_t esc_ms = -INPUT_TAIL_MS;

/* What emulators send whatever their terminfo entry says: a vt100's has no page keys, and half of them ignore the
 * request for application mode. Only where the terminal speaks ECMA-48 at all. */
static void define_common_keys(void)
{
    static const struct { const char *sequence; int curses; } common[] = {
        { "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE }, { "\033[1~", KEY_HOME }, { "\033[4~", KEY_END },
        { "\033[H", KEY_HOME }, { "\033[F", KEY_END }, { "\033[3~", KEY_DC }, { "\033[Z", KEY_BTAB },
        { "\033[A", KEY_UP }, { "\033[B", KEY_DOWN }, { "\033[C", KEY_RIGHT }, { "\033[D", KEY_LEFT },
        { "\033OA", KEY_UP }, { "\033OB", KEY_DOWN }, { "\033OC", KEY_RIGHT }, { "\033OD", KEY_LEFT },
    };
    const char *move = tigetstr("cup");
    if (move == NULL || move == (char *)-1 || strncmp(move, "\033[", 2) != 0)
        return;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (key_defined(common[i].sequence) == 0)
            define_key(common[i].sequence, common[i].curses);
}

void input_open(void)
{
    const char *left = tigetstr("kcub1");
    pad = newpad(1, 1);
    keypad(pad, TRUE);
    nodelay(pad, TRUE);
    define_common_keys();
    /* A wyse60 sends the same byte for both: in a field it must take a character back. */
    left_is_backspace = left && left != (char *)-1 && strcmp(left, "\b") == 0;
}

void input_close(void)
{
    delwin(pad);
    pad = NULL;
}

static const struct { int curses, key; } function_keys[] = {
    { KEY_UP, INPUT_UP }, { KEY_DOWN, INPUT_DOWN }, { KEY_RIGHT, INPUT_RIGHT }, { KEY_PPAGE, INPUT_PAGE_UP },
    { KEY_NPAGE, INPUT_PAGE_DOWN }, { KEY_HOME, INPUT_HOME }, { KEY_END, INPUT_END }, { KEY_DC, INPUT_DELETE },
    { KEY_BTAB, INPUT_BACK_TAB }, { KEY_F(1), INPUT_HELP }, { KEY_ENTER, INPUT_ENTER },
    { KEY_BACKSPACE, INPUT_BACKSPACE },
    { KEY_RESIZE, INPUT_RESIZE }, { KEY_A1, INPUT_HOME }, { KEY_A3, INPUT_PAGE_UP }, { KEY_C1, INPUT_END },
    { KEY_C3, INPUT_PAGE_DOWN }, { KEY_CANCEL, INPUT_ESC }, { KEY_HELP, INPUT_HELP }, { KEY_REFRESH, INPUT_REDRAW },
};

static int function_key(int curses)
{
    if (curses == KEY_LEFT)
        return left_is_backspace ? INPUT_BACKSPACE : INPUT_LEFT;
    for (size_t i = 0; i < sizeof function_keys / sizeof *function_keys; i++)
        if (function_keys[i].curses == curses)
            return function_keys[i].key;
    return INPUT_NONE;
}

static int control_key(wint_t c)
{
    switch (c) {
    case '\r': case '\n': return INPUT_ENTER;
    case '\t': return INPUT_TAB;
    case '\b': case 0x7f: return INPUT_BACKSPACE;
    case 27: return INPUT_ESC;
    case 3: return INPUT_ESC;       /* ^C: what a person means by it */
    case 2: return INPUT_PAGE_UP;
    case 6: return INPUT_PAGE_DOWN;
    case 12: case 18: return INPUT_REDRAW;
    case 21: return INPUT_CLEAR;
    default: return INPUT_NONE;
    }
}

/* Swallow what follows "Esc [" up to its final byte, or the one character after "Esc O"; parts of it that come later
 * are swallowed too, while the line is slower than a second nothing helps. */
static void swallow(wint_t introducer)
{
    int64_t until = clock_ms() + INPUT_TAIL_MS;
    int read = 0, more = 0; /* an old mouse's three bytes follow its Esc [ M */
    wint_t c;
    wtimeout(pad, 50);
    while (clock_ms() < until) {
        int got = wget_wch(pad, &c);
        if (got != OK || introducer == 'O' || (more && --more == 0))
            break;
        if (++read == 1 && c == 'M')
            more = 3;
        if (more == 0 && (c < 0x20 || (c >= 0x40 && c <= 0x7e)))
            break;
    }
    nodelay(pad, TRUE);
}

/* A mouse that nobody asked for: what ncurses knows of it is how it begins, "Esc [ <" or "Esc [ M". */
static void swallow_mouse(void)
{
    const char *begins = tigetstr("kmous");
    if (begins && begins != (char *)-1 && *begins && begins[strlen(begins) - 1] == 'M')
        unget_wch(L'M');
    swallow('[');
}

/* A terminal's answer in words, to what nobody here asked: Esc ] or Esc P ... up to BEL or Esc backslash. */
static void swallow_string(void)
{
    int64_t until = clock_ms() + INPUT_TAIL_MS;
    wint_t c = 0, before;
    wtimeout(pad, 50);
    do {
        before = c;
        if (wget_wch(pad, &c) != OK)
            break;
    } while (c != '\a' && !(before == 27 && c == '\\') && clock_ms() < until);
    nodelay(pad, TRUE);
}

/* P is also a key that somebody types right behind Esc: of an answer a digit or a sign follows. */
static bool is_string(wint_t introducer)
{
    wint_t next = 0;
    if (introducer != 'P')
        return wcschr(L"]^_X", (wchar_t)introducer) != NULL;
    int got = wget_wch(pad, &next);
    if (got == OK)
        unget_wch((wchar_t)next);
    else if (got == KEY_CODE_YES)
        ungetch((int)next);
    return got == OK && next < 0x80 && strchr("0123456789>!+$|", (int)next) && next;
}

int input_key(void)
{
    for (;;) {
        wint_t c = 0;
        int got = wget_wch(pad, &c);
        holds = holds && got != ERR;
        if (got == ERR)
            return INPUT_NONE;
        if (got == KEY_CODE_YES || c < 0x20 || c == 0x7f)
            holds = true; /* the start of a sequence, of which it may have read more than this key */
        if (got == OK && (c == '[' || c == 'O') && clock_ms() - esc_ms < INPUT_TAIL_MS) {
            /* ncurses had given up on this sequence: a key it does not know, or a late answer to a query. */
            swallow(c);
            continue;
        }
        if (got == KEY_CODE_YES && c == KEY_MOUSE) {
            swallow_mouse();
            continue;
        }
        int key = got == KEY_CODE_YES ? function_key((int)c) : c < 0x20 || c == 0x7f ? control_key(c) : (int)c;
        if (key == INPUT_ESC && c == 27) {
            wint_t next = 0;
            esc_ms = clock_ms();
            int more = wget_wch(pad, &next);
            if (more == OK && (next == '[' || next == 'O')) {
                swallow(next);
                continue;
            }
            if (more == OK && is_string(next)) {
                swallow_string();
                continue;
            }
            if (more == OK)
                unget_wch((wchar_t)next);
            else if (more == KEY_CODE_YES)
                ungetch((int)next);
            return key;
        }
        if (key != INPUT_NONE && (got == KEY_CODE_YES || c < 0x20 || c == 0x7f || input_printable(key)))
            return key;
    }
}

bool input_holds(void)
{
    return holds;
}

bool input_printable(int key)
{
    char text[8] = "";
    if (key < 0x20 || key >= INPUT_UP)
        return false;
    return input_append(text, sizeof text, key) && str_is_clean(text, strlen(text));
}

bool input_append(char *text, size_t size, int key)
{
    size_t used = strlen(text), length = key < 0x80 ? 1 : key < 0x800 ? 2 : key < 0x10000 ? 3 : 4;
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    if (used + length + 1 > size)
        return false;
    for (size_t i = length; i-- > 1; key >>= 6)
        text[used + i] = (char)(0x80 | (key & 0x3f));
    text[used] = (char)(first[length] | key);
    text[used + length] = 0;
    return true;
}

void input_chop(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && ((unsigned char)text[length - 1] & 0xc0) == 0x80)
        length--;
    text[length ? length - 1 : 0] = 0;
}
