/* terminal.c - a program on a pty with libvterm; see terminal.h.
 *
 * A program that ends closes its side and read() then fails with EIO: that is the end, not a mistake.
 */
#include "../../src/base/buf.h"
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>
#include "../../src/base/clock.h"
#include "../../src/base/mem.h"

enum { VTERM_ROWS = 3, VTERM_COLUMNS = 10, CELL_BYTES = VTERM_MAX_CHARS_PER_CELL * 4, SEND_MS = 5000, CLOSE_MS = 5000 };

struct term {
    int fd, rows, cols, bells;
    pid_t pid;
    bool reaped, eof;
    int status;
    size_t bytes;
    VTerm *vterm;
    VTermScreen *screen;
    VTermPos cursor;
    char *row;
    struct buf *raw;     /* everything read, when somebody wants it */
    bool blind;          /* and nothing is drawn */
};

static int ring(void *user)
{
    ((struct term *)user)->bells++;
    return 1;
}

static int move_cursor(VTermPos pos, VTermPos old, int visible, void *user)
{
    (void)old, (void)visible;
    ((struct term *)user)->cursor = pos;
    return 1;
}

static const VTermScreenCallbacks callbacks = { .bell = ring, .movecursor = move_cursor };

static void start(char *const argv[], char *const env[], const char *TERM)
{
    static char *const bare[] = { "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/", "LANG=C.UTF-8", NULL };
    char *all[200], name[80];
    size_t n = 0;
    for (char *const *e = env ? env : bare; *e && n < 198; e++)
        if (strncmp(*e, "TERM=", 5) != 0)
            all[n++] = *e;
    snprintf(name, sizeof name, "TERM=%s", TERM);
    all[n++] = name;
    all[n] = NULL;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int s = 1; s < 32; s++)
        signal(s, SIG_DFL);
    close_range(3, ~0U, 0);
    execvpe(argv[0], argv, all);
    fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

struct term *term_open(char *const argv[], char *const env[], const char *TERM, int rows, int cols)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
    struct term *term = xcalloc(1, sizeof *term);
    *term = (struct term){ .rows = rows, .cols = cols };
    term->pid = forkpty(&term->fd, NULL, NULL, &size);
    if (term->pid < 0) {
        free(term);
        return NULL;
    }
    if (term->pid == 0)
        start(argv, env, TERM);
    fcntl(term->fd, F_SETFL, O_NONBLOCK);
    fcntl(term->fd, F_SETFD, FD_CLOEXEC);
    term->vterm = vterm_new(rows, cols);
    vterm_set_utf8(term->vterm, 1);
    term->screen = vterm_obtain_screen(term->vterm);
    vterm_screen_enable_altscreen(term->screen, 1);
    vterm_screen_set_callbacks(term->screen, &callbacks, term);
    vterm_screen_reset(term->screen, 1);
    term->row = xcalloc((size_t)cols + 1, CELL_BYTES);
    return term;
}

/* Read what waits, at most until then; false when there is nothing more to come. */
static bool read_some(struct term *term, int wait_ms)
{
    char bytes[8192], answer[256];
    if (term->eof)
        return false;
    if (poll(&(struct pollfd){ .fd = term->fd, .events = POLLIN }, 1, wait_ms < 0 ? 0 : wait_ms) <= 0)
        return true;
    ssize_t got = read(term->fd, bytes, sizeof bytes);
    if (got > 0) {
        term->bytes += (size_t)got;
        if (term->raw)
            buf_add(term->raw, bytes, (size_t)got);
        if (!term->blind)
            vterm_input_write(term->vterm, bytes, (size_t)got);
        while (vterm_output_read(term->vterm, answer, sizeof answer) > 0)
            ; /* what a terminal would answer is dropped */
        return true;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    term->eof = true;
    return false;
}

static bool reap(struct term *term)
{
    if (!term->reaped && waitpid(term->pid, &term->status, WNOHANG) == term->pid)
        term->reaped = true;
    return term->reaped;
}

bool term_send(struct term *term, const char *text)
{
    size_t left = strlen(text);
    int64_t until = clock_ms() + SEND_MS;
    while (left > 0) {
        ssize_t put = write(term->fd, text, left);
        if (put > 0) {
            text += put;
            left -= (size_t)put;
        } else if ((errno != EAGAIN && errno != EINTR) || clock_ms() > until || !read_some(term, 20)) {
            return false;
        }
    }
    return true;
}

static bool shows(struct term *term, const char *text)
{
    char *screen = term_screen(term);
    bool found = strstr(screen, text) != NULL;
    free(screen);
    return found;
}

bool term_expect(struct term *term, const char *text, int timeout_ms)
{
    int64_t until = clock_ms() + timeout_ms;
    size_t seen = term->bytes + 1;
    for (;;) {
        if (seen != term->bytes && shows(term, text))
            return true;
        seen = term->bytes;
        int64_t left = until - clock_ms();
        if (left <= 0)
            return false;
        if (!read_some(term, (int)left) && seen == term->bytes)
            return false;
    }
}

size_t term_pump(struct term *term, int idle_ms, int max_ms)
{
    size_t before = term->bytes, seen = before;
    int64_t until = clock_ms() + max_ms, idle = clock_ms() + idle_ms;
    for (;;) {
        int64_t now = clock_ms(), end = idle < until ? idle : until;
        if (now >= end || !read_some(term, (int)(end - now)))
            break;
        if (term->bytes != seen)
            idle = clock_ms() + idle_ms;
        seen = term->bytes;
    }
    return term->bytes - before;
}

bool term_gone(struct term *term, int timeout_ms)
{
    int64_t until = clock_ms() + timeout_ms;
    while (!reap(term) && clock_ms() < until)
        if (!read_some(term, 20))
            usleep(5000);
    while (term->reaped && !term->eof && term_pump(term, 20, 200) > 0)
        ;
    return term->reaped;
}

/* One character as UTF-8; returns its bytes. */
static size_t encode(uint32_t c, char *out)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[n] | c);
    return n;
}

const char *term_row(struct term *term, int row)
{
    char *out = term->row, *end = term->row;
    VTermScreenCell cell;
    *out = 0;
    if (row < 0 || row >= term->rows)
        return out;
    for (int col = 0; col < term->cols; col += cell.width > 0 ? cell.width : 1) {
        vterm_screen_get_cell(term->screen, (VTermPos){ row, col }, &cell);
        if (cell.chars[0] == 0 || cell.chars[0] == (uint32_t)-1)
            *out++ = ' ';
        else
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
                out += encode(cell.chars[i], out);
        if (out[-1] != ' ')
            end = out;
    }
    *end = 0;
    return term->row;
}

char *term_screen(struct term *term)
{
    char *text = xcalloc((size_t)term->rows * ((size_t)term->cols * CELL_BYTES + 1) + 1, 1), *out = text, *end = text;
    for (int row = 0; row < term->rows; row++) {
        const char *line = term_row(term, row);
        out = stpcpy(stpcpy(out, line), "\n");
        if (*line)
            end = out;
    }
    *end = 0;
    return text;
}

void term_record(struct term *term, struct buf *raw, bool blind)
{
    term->raw = raw;
    term->blind = blind;
}

size_t term_bytes(const struct term *term)
{
    return term->bytes;
}

int term_bells(const struct term *term)
{
    return term->bells;
}

void term_cursor(const struct term *term, int *row, int *col)
{
    *row = term->cursor.row;
    *col = term->cursor.col;
}

bool term_reversed(const struct term *term, int row, int col)
{
    VTermScreenCell cell;
    return vterm_screen_get_cell(term->screen, (VTermPos){ row, col }, &cell) && cell.attrs.reverse;
}

static int luma(struct term *term, VTermColor color)
{
    vterm_screen_convert_color_to_rgb(term->screen, &color);
    return (color.rgb.red * 299 + color.rgb.green * 587 + color.rgb.blue * 114) / 1000;
}

/* Which quarters of a cell its character covers: 1 and 2 above, 4 and 8 below. */
static int quarters(uint32_t character)
{
    static const struct { uint32_t character; int covers; } blocks[] = {
        { 0x2580, 3 }, { 0x2584, 12 }, { 0x2588, 15 }, { 0x258c, 5 }, { 0x2590, 10 },
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i].character == character)
            return blocks[i].covers;
    return 0;
}

bool term_picture(struct term *term, const char *path)
{
    enum { WIDE = 8, HIGH = 16 };
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    fprintf(file, "P5 %d %d 255\n", term->cols * WIDE, term->rows * HIGH);
    for (int y = 0; y < term->rows * HIGH; y++)
        for (int x = 0; x < term->cols * WIDE; x++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(term->screen, (VTermPos){ y / HIGH, x / WIDE }, &cell);
            int part = 1 << ((y % HIGH >= HIGH / 2) * 2 + (x % WIDE >= WIDE / 2));
            bool ink = (quarters(cell.chars[0]) & part) != 0;
            putc(luma(term, ink != (bool)cell.attrs.reverse ? cell.fg : cell.bg), file);
        }
    return fclose(file) == 0;
}

int term_pid(const struct term *term)
{
    return term->pid;
}

void term_resize(struct term *term, int rows, int cols)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
    term->rows = rows;
    term->cols = cols;
    term->row = xrealloc(term->row, ((size_t)cols + 1) * CELL_BYTES);
    /* The program sees the true size; libvterm falls over one of a few cells. */
    vterm_set_size(term->vterm, rows < VTERM_ROWS ? VTERM_ROWS : rows, cols < VTERM_COLUMNS ? VTERM_COLUMNS : cols);
    ioctl(term->fd, TIOCSWINSZ, &size);
}

int term_close(struct term *term)
{
    if (!term_gone(term, 0))
        close(term->fd), term->eof = true, term->fd = -1;
    for (int64_t until = clock_ms() + CLOSE_MS; !reap(term) && clock_ms() < until;)
        usleep(5000);
    if (!term->reaped) {
        kill(term->pid, SIGKILL);
        waitpid(term->pid, &term->status, 0);
    }
    int status = WIFEXITED(term->status) ? WEXITSTATUS(term->status) : 128 + WTERMSIG(term->status);
    if (term->fd >= 0)
        close(term->fd);
    vterm_free(term->vterm);
    free(term->row);
    free(term);
    return status;
}
