/* screen-keys.c - what a program on a terminal costs: bytes and time of keys, at the pty; for make bench-screens.
 *
 *   screen-keys [--term vt100] [--size 80x24] [--log FILE] -- COMMAND...
 *
 * Steps come on standard input, figures go to standard output as "name bytes microseconds":
 *
 *   wait TEXT             until the screen shows it (10 s)
 *   settle SECONDS        until nothing came for so long
 *   cost NAME KEYS        send the keys (C escapes), count what comes until nothing came for 0.4 s; the time is to the last byte
 *   short NAME KEYS       the bytes of the next 0.1 s: what a key costs that another follows
 *   first NAME KEYS       the same, the time to the first byte
 *   until NAME KEYS|TEXT  the time until the screen shows the text
 *   idle NAME SECONDS     bytes and microseconds of processor time meanwhile
 *   memory NAME           PSS of the program, in KB (as bytes), 0
 *   snap                  the screen to the log
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/buf.h"
#include "../lib/terminal.h"

enum { QUIET_MS = 400, MOST_MS = 5000 };
static struct term *term;

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static char *unescaped(char *text)
{
    char *out = text;
    unsigned value;
    for (char *in = text; *in; in++) {
        if (*in != '\\' || in[1] == 0) {
            *out++ = *in;
            continue;
        }
        switch (*++in) {
        case 'r': *out++ = '\r'; break;
        case 't': *out++ = '\t'; break;
        case 'e': *out++ = '\033'; break;
        case 'x':
            if (sscanf(in + 1, "%2x", &value) == 1)
                *out++ = (char)value, in += 2;
            break;
        default: *out++ = *in;
        }
    }
    *out = 0;
    return text;
}

/* Send and count; when the last byte came, and the first. */
static void cost(const char *name, char *keys, bool first)
{
    size_t before = term_bytes(term), seen = before;
    double begun = now_us(), last = begun, first_at = 0;
    term_send(term, unescaped(keys));
    while (now_us() - last < QUIET_MS * 1e3 && now_us() - begun < MOST_MS * 1e3) {
        term_pump(term, 1, 1);
        if (term_bytes(term) != seen) {
            seen = term_bytes(term);
            last = now_us();
            first_at = first_at > 0 ? first_at : last;
        }
    }
    printf("%s %zu %.0f\n", name, seen - before, (first ? first_at > 0 ? first_at : begun : last) - begun);
}

static void soon(const char *name, char *keys)
{
    size_t before = term_bytes(term);
    term_send(term, unescaped(keys));
    term_pump(term, 100, 100);
    printf("%s %zu 0\n", name, term_bytes(term) - before);
    term_pump(term, QUIET_MS, MOST_MS);
}

static void until(const char *name, char *rest)
{
    char *text = strchr(rest, '|');
    size_t before = term_bytes(term);
    double begun = now_us();
    if (text == NULL)
        return;
    *text++ = 0;
    term_send(term, unescaped(rest));
    bool shown = term_expect(term, text, MOST_MS);
    printf("%s %zu %.0f\n", name, term_bytes(term) - before, shown ? now_us() - begun : -1);
}

static double processor_us(void)
{
    char path[64], line[1000] = "";
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", term_pid(term));
    FILE *file = fopen(path, "r");
    if (file && fgets(line, sizeof line, file) && strrchr(line, ')'))
        sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    if (file)
        fclose(file);
    return (double)(user + kernel) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static void idle(const char *name, const char *seconds)
{
    size_t before = term_bytes(term);
    double used = processor_us();
    term_pump(term, atoi(seconds) * 1000, atoi(seconds) * 1000);
    printf("%s %zu %.0f\n", name, term_bytes(term) - before, processor_us() - used);
}

static void memory(const char *name)
{
    char path[64], line[200];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", term_pid(term));
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Pss: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    printf("%s %ld 0\n", name, kb);
}

static bool step(char *line)
{
    char word[20] = "", name[60] = "";
    int at = 0;
    if (sscanf(line, "%19s %n", word, &at) < 1)
        return true;
    char *rest = line + at;
    if (strcmp(word, "wait") == 0)
        return term_expect(term, rest, 10000);
    if (strcmp(word, "settle") == 0) {
        term_pump(term, (int)(atof(rest) * 1000), MOST_MS);
        return true;
    }
    if (strcmp(word, "snap") == 0) {
        char *screen = term_screen(term);
        fprintf(stderr, "%s", screen);
        free(screen);
        return true;
    }
    at = 0;
    if (sscanf(rest, "%59s %n", name, &at) < 1)
        return false;
    rest += at;
    if (strcmp(word, "cost") == 0 || strcmp(word, "first") == 0)
        cost(name, rest, *word == 'f');
    else if (strcmp(word, "short") == 0)
        soon(name, rest);
    else if (strcmp(word, "until") == 0)
        until(name, rest);
    else if (strcmp(word, "idle") == 0)
        idle(name, rest);
    else if (strcmp(word, "memory") == 0)
        memory(name);
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    extern char **environ;
    const char *name = "vt100";
    char line[400];
    int rows = 24, columns = 80, at = 1;
    for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
        if (strcmp(argv[at], "--term") == 0)
            name = argv[at + 1];
        else if (strcmp(argv[at], "--size") == 0)
            sscanf(argv[at + 1], "%dx%d", &columns, &rows);
    }
    if (at + 1 >= argc || (term = term_open(argv + at + 1, environ, name, rows, columns)) == NULL) {
        fputs("screen-keys [--term vt100] [--size 80x24] -- COMMAND...\n", stderr);
        return 2;
    }
    double begun = now_us();
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "opened ", 7) == 0) { /* all since the start */
            term_pump(term, QUIET_MS, MOST_MS);
            printf("%s %zu %.0f\n", line + 7, term_bytes(term), now_us() - begun);
        } else if (!step(line)) {
            char *screen = term_screen(term);
            fprintf(stderr, "screen-keys: %s: not so\n%s", line, screen);
            free(screen);
            term_close(term);
            return 1;
        }
        fflush(stdout);
    }
    term_close(term);
    return 0;
}
