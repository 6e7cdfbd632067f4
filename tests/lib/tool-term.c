/* tool-term.c - use a program on a terminal from a shell script: keys in, screens out.
 *
 *   tool-term [--term vt100] [--size 80x24] [--log FILE] [--snaps DIR] [--raw FILE] -- COMMAND...
 *
 * --raw adds every byte that came to a file, as it came (see tool-naughty).
 * The script comes on standard input, a step a line; "#" begins a remark:
 *
 *   send TEXT               type it; C escapes \r \n \t \e \\ \xHH
 *   type FILE               type the first line of a file
 *   expect [SECONDS] TEXT   wait (10 s) until the screen shows the text
 *   absent TEXT             the screen must not show the text now
 *   wait SECONDS            wait until nothing came for so long (fractions allowed; at most 30 s)
 *   cost NAME TEXT          type it and print NAME, the bytes that came of it, and after how many milliseconds the last
 *   snap NAME               the screen with a heading to the log, and to NAME.txt in the snaps folder
 *   row N                   print one row, counted from 0
 *   capture REGEX FILE      the first group of an extended regular expression on the screen, into a file
 *   gone [SECONDS]          the program must end by itself (5 s)
 *
 * The first step that fails prints the screen and ends with exit status 1; wrong usage is 2.
 */
#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../../src/base/buf.h"
#include "../../src/base/clock.h"
#include "terminal.h"

struct run {
    struct term *term;
    const char *term_name, *log, *snaps, *raw;
    int rows, cols;
};

static char *skip(char *text)
{
    return text + strspn(text, " \t");
}

/* "SECONDS REST": take the number off when one is there and something follows or may follow. */
static char *take_seconds(char *text, double *seconds, bool alone)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || !isdigit((unsigned char)*text) || (*end != ' ' && !(alone && *end == 0)) || value > 600)
        return text;
    *seconds = value;
    return skip(end);
}

/* C escapes in place. */
static void unescape(char *text)
{
    char *out = text;
    for (char *in = text; *in; in++) {
        unsigned value;
        if (*in != '\\' || in[1] == 0) {
            *out++ = *in;
            continue;
        }
        in++;
        switch (*in) {
        case 'r': *out++ = '\r'; break;
        case 'n': *out++ = '\n'; break;
        case 't': *out++ = '\t'; break;
        case 'e': *out++ = '\033'; break;
        case 'x':
            if (sscanf(in + 1, "%2x", &value) == 1) {
                *out++ = (char)value;
                in += isxdigit((unsigned char)in[2]) ? 2 : 1;
            }
            break;
        default: *out++ = *in;
        }
    }
    *out = 0;
}

static bool step_send(struct run *run, char *text)
{
    unescape(text);
    return term_send(run->term, text);
}

static bool step_type(struct run *run, char *path)
{
    char line[1000];
    FILE *file = fopen(path, "r");
    bool good = file && fgets(line, sizeof line, file);
    if (file)
        fclose(file);
    if (good)
        line[strcspn(line, "\r\n")] = 0;
    return good && term_send(run->term, line);
}

static bool step_expect(struct run *run, char *text)
{
    double seconds = 10;
    text = take_seconds(text, &seconds, false);
    return term_expect(run->term, text, (int)(seconds * 1000));
}

static bool step_absent(struct run *run, char *text)
{
    term_pump(run->term, 100, 1000);
    char *screen = term_screen(run->term);
    bool found = strstr(screen, text) != NULL;
    free(screen);
    return !found;
}

static bool step_wait(struct run *run, char *text)
{
    double seconds = 1;
    take_seconds(text, &seconds, true);
    term_pump(run->term, (int)(seconds * 1000), 30000);
    return true;
}

/* The last byte is the one after which nothing came for QUIET_MS; on a screen that never rests, the last within MOST_MS. */
static bool step_cost(struct run *run, char *text)
{
    enum { QUIET_MS = 500, MOST_MS = 10000 };
    char *keys = strchr(text, ' ');
    if (keys == NULL)
        return false;
    *keys++ = 0;
    unescape(keys);
    size_t before = term_bytes(run->term), seen = before;
    int64_t began = clock_ms(), last = began;
    if (!term_send(run->term, keys))
        return false;
    for (int64_t now = began; now - last < QUIET_MS && now - began < MOST_MS; now = clock_ms()) {
        term_pump(run->term, 1, 1);
        if (term_bytes(run->term) != seen)
            last = clock_ms();
        seen = term_bytes(run->term);
    }
    printf("%s %zu %lld\n", text, seen - before, (long long)(last - began));
    fflush(stdout);
    return true;
}

static bool step_snap(struct run *run, char *name)
{
    char path[1000];
    char *screen = term_screen(run->term);
    bool good = *name && !strchr(name, '/');
    FILE *log = run->log ? fopen(run->log, "a") : NULL;
    good = good && (log || !run->log);
    if (log) {
        fprintf(log, "== %s (%s %dx%d, %zu bytes so far) ==\n%s\n", name, run->term_name, run->cols, run->rows,
                term_bytes(run->term), screen);
        good = fclose(log) == 0 && good;
    }
    if (run->snaps && good) {
        mkdir(run->snaps, 0777);
        snprintf(path, sizeof path, "%s/%s.txt", run->snaps, name);
        FILE *file = fopen(path, "w");
        good = file && fputs(screen, file) >= 0;
        good = file && fclose(file) == 0 && good;
    }
    free(screen);
    return good;
}

static bool step_row(struct run *run, char *text)
{
    printf("%s\n", term_row(run->term, atoi(text)));
    fflush(stdout);
    return true;
}

static bool step_capture(struct run *run, char *text)
{
    regex_t regex;
    regmatch_t match[2];
    char *path = strrchr(text, ' ');
    if (path == NULL)
        return false;
    *path++ = 0;
    if (regcomp(&regex, text, REG_EXTENDED | REG_NEWLINE) != 0)
        return false;
    char *screen = term_screen(run->term);
    bool good = regex.re_nsub > 0 && regexec(&regex, screen, 2, match, 0) == 0 && match[1].rm_so >= 0;
    FILE *file = good ? fopen(path, "w") : NULL;
    if (file)
        fprintf(file, "%.*s\n", (int)(match[1].rm_eo - match[1].rm_so), screen + match[1].rm_so);
    good = file && fclose(file) == 0;
    regfree(&regex);
    free(screen);
    return good;
}

static bool step_gone(struct run *run, char *text)
{
    double seconds = 5;
    take_seconds(text, &seconds, true);
    return term_gone(run->term, (int)(seconds * 1000));
}

static const struct step {
    const char *word;
    bool (*function)(struct run *run, char *rest);
} steps[] = {
    { "send", step_send }, { "type", step_type }, { "expect", step_expect }, { "absent", step_absent },
    { "wait", step_wait }, { "snap", step_snap }, { "row", step_row }, { "capture", step_capture },
    { "gone", step_gone },      { "cost", step_cost },
};

static bool take_step(struct run *run, char *line)
{
    char whole[2000];
    snprintf(whole, sizeof whole, "%s", line);
    size_t length = strcspn(line, " \t");
    char *rest = line[length] ? line + length + 1 : line + length;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (strlen(steps[i].word) != length || strncmp(line, steps[i].word, length) != 0)
            continue;
        if (steps[i].function(run, rest))
            return true;
        char *screen = term_screen(run->term);
        printf("not ok - %s\n== the screen then (%s %dx%d) ==\n%s==\n", whole, run->term_name, run->cols, run->rows,
               screen);
        free(screen);
        return false;
    }
    printf("not ok - no such step: %s\n", whole);
    return false;
}

static int usage(void)
{
    fputs("tool-term [--term vt100] [--size 80x24] [--log FILE] [--snaps DIR] [--raw FILE] -- COMMAND...\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    extern char **environ;
    struct run run = { .term_name = "vt100", .rows = 24, .cols = 80 };
    struct buf raw = { 0 };
    char line[2000];
    int at = 1;
    bool good = true;
    for (; at < argc && strcmp(argv[at], "--") != 0; at += 2) {
        const char *value = at + 1 < argc ? argv[at + 1] : "";
        if (strcmp(argv[at], "--term") == 0)
            run.term_name = value;
        else if (strcmp(argv[at], "--log") == 0)
            run.log = value;
        else if (strcmp(argv[at], "--snaps") == 0)
            run.snaps = value;
        else if (strcmp(argv[at], "--raw") == 0)
            run.raw = value;
        else if (strcmp(argv[at], "--size") != 0 || sscanf(value, "%dx%d", &run.cols, &run.rows) != 2)
            return usage();
    }
    if (at + 1 >= argc || run.cols < 1 || run.rows < 1 || run.cols > 1000 || run.rows > 1000)
        return usage();
    run.term = term_open(argv + at + 1, environ, run.term_name, run.rows, run.cols);
    if (run.term == NULL) {
        fputs("tool-term: no terminal could be had\n", stderr);
        return 1;
    }
    if (run.raw)
        term_record(run.term, &raw, false);
    while (good && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *step = skip(line);
        if (*step && *step != '#')
            good = take_step(&run, step);
    }
    fflush(stdout);
    term_close(run.term);
    FILE *file = run.raw ? fopen(run.raw, "a") : NULL;
    if (file)
        fwrite(raw.data, 1, raw.size, file);
    good = good && (!run.raw || (file && fclose(file) == 0));
    buf_free(&raw);
    return good ? 0 : 1;
}
