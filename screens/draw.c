/* draw.c - the terminal; see draw.h. ncurses compares what is drawn here with what the terminal shows, so drawing
 * everything again costs no bytes; clear() would, and is never called.
 */
#include "draw.h"
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#undef columns /* term.h takes these words for itself */
#undef lines
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "../src/base/str.h"
#include "../src/slip/slip.h"
#include "input.h"
#include "picture.h"

enum { TEXT_LIMIT = 1024, ESC_WAIT_MS = 100, SHORT_RULE = 20 };

static SCREEN *terminal;
static int cursor_row, cursor_column;
static bool page_turned, wide_drawn;

/* raw() took flow control away; a terminal that says ^S means it. A break is line noise, not an interrupt. */
static void keep_flow_control(void)
{
    struct termios tty;
    if (tcgetattr(STDIN_FILENO, &tty) != 0)
        return;
    tty.c_iflag |= IXON | IGNBRK;
    tty.c_iflag &= ~(tcflag_t)(BRKINT | ISTRIP);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &tty) == 0)
        def_prog_mode();
}

/* Where the terminal says COLORTERM=truecolor, its twin in terminfo that sends 24 bits; NULL: as TERM has it. The twins
 * differ from their like in nothing but colours. */
static const char *direct_type(void)
{
    static const struct { const char *like, *direct; } twins[] = {
        { "xterm", "xterm-direct" }, { "tmux", "tmux-direct" }, { "screen", "tmux-direct" },
    };
    const char *colors = getenv("COLORTERM"), *type = getenv("TERM"), *none = getenv("NO_COLOR");
    if (!colors || !type || (none && *none) || (strcmp(colors, "truecolor") != 0 && strcmp(colors, "24bit") != 0))
        return NULL;
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
        int found;
        if (strncmp(type, twins[i].like, strlen(twins[i].like)) != 0)
            continue;
        if (setupterm(twins[i].direct, STDOUT_FILENO, &found) != OK)
            return NULL;
        del_curterm(cur_term);
        return twins[i].direct;
    }
    return NULL;
}

enum err draw_open(void)
{
    int found = 0;
    setlocale(LC_CTYPE, ""); /* what a character is; all else stays as it is everywhere */
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_detail(ERR_TERMINAL, "it is none");
    if (setupterm(NULL, STDOUT_FILENO, &found) != OK)
        return err_detail(ERR_TERMINAL, "nothing is known about it");
    bool positions = cursor_address != NULL;
    del_curterm(cur_term); /* newterm() reads its own */
    if (!positions)
        return err_detail(ERR_TERMINAL, "it cannot position its cursor");
    use_tioctl(TRUE);
    /* No line we serve needs padding (^S and ^Q are heeded); counting it makes ncurses choose longer ways. */
    setenv("NCURSES_NO_PADDING", "1", 1);
    terminal = newterm(direct_type(), stdout, stdin);
    if (terminal == NULL)
        return err_detail(ERR_TERMINAL, "its description is incomplete");
    set_term(terminal);
    raw();
    noecho();
    nonl();
    set_escdelay(ESC_WAIT_MS);
    idlok(stdscr, TRUE);
    typeahead(-1); /* the loop takes all keys before it paints */
    keep_flow_control();
    curs_set(1);
    input_open();
    return ERR_NONE;
}

void draw_close(void)
{
    if (terminal == NULL)
        return;
    input_close();
    /* Customers' names and codes do not stay on a screen that nobody looks after. */
    erase();
    refresh();
    endwin();
    delscreen(terminal);
    terminal = NULL;
}

bool draw_fits(void)
{
    return LINES >= DRAW_LEAST_ROWS && COLS >= DRAW_LEAST_COLUMNS;
}

int draw_rows(void)
{
    return LINES;
}

int draw_columns(void)
{
    return COLS;
}

void draw_begin(void)
{
    picture_begin_frame();
    werase(stdscr);
    wide_drawn = false;
    cursor_row = cursor_column = 0;
}

void draw_blank(int row)
{
    if (wmove(stdscr, row, 0) == OK)
        wclrtoeol(stdscr);
}

/* One character of clean UTF-8. */
static size_t character(const char *s, wchar_t *out)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t length = u[0] < 0x80 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    uint32_t value = length == 1 ? u[0] : u[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        value = value << 6 | (u[i] & 0x3fu);
    *out = (wchar_t)value;
    return length;
}

/* Text as this terminal's locale can show it: what it cannot becomes '?', the middle dot a hyphen. */
static size_t widen(const char *text, wchar_t *out, size_t room)
{
    static int utf8 = -1;
    size_t used = 0;
    if (utf8 < 0)
        utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    while (*text && used + 1 < room) {
        wchar_t c;
        text += character(text, &c);
        if (c >= 0x80 && (!utf8 || wcwidth(c) < 0))
            c = c == 0xb7 ? L'-' : L'?';
        out[used++] = c;
    }
    out[used] = 0;
    return used;
}

/* How many of these characters fill at most so many columns. */
static size_t fit(const wchar_t *text, size_t length, int columns, int *used)
{
    size_t n = 0;
    *used = 0;
    while (n < length) {
        int wide = wcwidth(text[n]);
        wide = wide < 0 ? 0 : wide;
        if (*used + wide > columns)
            break;
        *used += wide;
        n++;
    }
    return n;
}

/* Nearly all text is plain: a cell each, copied as it is, which takes a tenth of the time of asking ncurses how wide each
 * character is. False when it is not, or when half of a wide character may be drawn over. */
static bool draw_plain(int row, int column, int width, const char *text)
{
    chtype cells[TEXT_LIMIT];
    int n = 0;
    if (wide_drawn || width < 1)
        return false;
    for (; text[n]; n++) {
        unsigned char c = (unsigned char)text[n];
        if (c < 0x20 || c >= 0x7f || n == TEXT_LIMIT)
            return false;
        cells[n] = c;
    }
    if (n > width) {
        n = width;
        if (width > 1)
            cells[width - 1] = '~';
    }
    mvwaddchnstr(stdscr, row, column, cells, n);
    return true;
}

int draw_text(int row, int column, int width, const char *text)
{
    char clean[TEXT_LIMIT];
    wchar_t wide[TEXT_LIMIT];
    int used, room = COLS - column;
    if (row < 0 || row >= LINES || column < 0 || room <= 0)
        return 0;
    if (width <= 0 || width > room)
        width = room;
    /* The last cell of the last row would scroll some terminals. */
    if (row == LINES - 1 && width == room)
        width--;
    str_clean(text, clean, sizeof clean);
    if (draw_plain(row, column, width, clean))
        return (int)strlen(clean) < width ? (int)strlen(clean) : width;
    size_t length = widen(clean, wide, TEXT_LIMIT);
    size_t n = fit(wide, length, width, &used);
    if (n < length && width > 1) {
        n = fit(wide, length, width - 1, &used);
        wide[n++] = L'~';
        used++;
    }
    mvwaddnwstr(stdscr, row, column, wide, (int)n);
    wide_drawn = wide_drawn || used != (int)n;
    return used;
}

int draw_format(int row, int column, int width, const char *format, ...)
{
    char text[TEXT_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return draw_text(row, column, width, text);
}

void draw_right(int row, const char *text)
{
    char clean[TEXT_LIMIT];
    wchar_t wide[TEXT_LIMIT];
    int used;
    fit(wide, widen(str_clean(text, clean, sizeof clean), wide, TEXT_LIMIT), COLS, &used);
    int column = COLS - used - 1;
    draw_text(row, column < 0 ? 0 : column, 0, text);
}

void draw_title(const char *left, const char *right)
{
    draw_text(0, 1, 0, left);
    draw_right(0, right);
}

void draw_rule(int row)
{
    /* Where nothing repeats a character for us a short rule must do. */
    mvwhline(stdscr, row, 0, '-', repeat_char ? COLS - 1 : SHORT_RULE);
}

void draw_bar(int row, int column, int width, int64_t part, int64_t whole)
{
    char bar[64];
    if (whole <= 0 || part < 0)
        part = 0, whole = 1;
    if (part > whole)
        part = whole;
    /* Steps of 5 %, so that a printer at work sends bytes twenty times an order and not every second. */
    int percent = (int)(part * 20 / whole) * 5;
    int full = percent * width / 100;
    if (width > (int)sizeof bar - 1)
        width = (int)sizeof bar - 1;
    for (int i = 0; i < width; i++)
        bar[i] = i < full ? '#' : '.';
    bar[width < 0 ? 0 : width] = 0;
    draw_format(row, column, width + 5, "%s%4d%%", bar, percent);
}

void draw_cursor(int row, int column)
{
    cursor_row = row < LINES ? row : LINES - 1;
    cursor_column = column < COLS ? column : COLS - 1;
}

void draw_turn_page(void)
{
    page_turned = true;
}

/* The first row that is not the same on both pages: a head that stays is not sent again. */
static int first_change(void)
{
    for (int row = 0; row < LINES; row++)
        for (int column = 0; column < COLS; column++)
            if (mvwinch(stdscr, row, column) != mvwinch(curscr, row, column))
                return row;
    return LINES - 1;
}

/* What is cheaper to send in two steps, because ncurses always goes from top to bottom: after a page was turned, one
 * "erase below" instead of an erase per row; and a mark that moved up is blanked while the cursor still stands on it.
 */
static void flush_first(void)
{
    int row = getcury(curscr), column = getcurx(curscr);
    if (page_turned) {
        wmove(newscr, first_change(), 0);
        wclrtobot(newscr);
        doupdate();
    } else if (cursor_row < row && (mvwinch(stdscr, row, column) & A_CHARTEXT) == ' ' &&
               (mvwinch(curscr, row, column) & A_CHARTEXT) != ' ') {
        mvwaddch(newscr, row, column, ' ');
        doupdate();
    }
    page_turned = false;
}

void draw_flush(void)
{
    flush_first();
    wmove(stdscr, cursor_row, cursor_column);
    wnoutrefresh(stdscr);
    doupdate();
}

void draw_again(void)
{
    clearok(curscr, TRUE);
}

bool draw_print(const struct slip *slip, int width)
{
    struct buf bytes = { 0 };
    const char *on = terminal ? prtr_on : NULL, *off = terminal ? prtr_off : NULL;
    if (on == NULL || off == NULL)
        return false;
    doupdate();
    slip_auxiliary(slip, (enum slip_width)width, on, off, &bytes);
    fwrite(bytes.data, 1, bytes.size, stdout);
    fflush(stdout);
    buf_free(&bytes);
    return true;
}

void draw_bell(void)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
    if (poll(&out, 1, 0) > 0) /* a line that is full would keep us until it is read */
        beep();
}
