/* tool-door - asks an SSH door for everything that it should refuse, and says what it answered.
 *
 *   tool-door PORT LOGIN PASSWORD|- COMMAND [COUNT [SEED]]     "-": the method none
 *     requests     every request of a channel, a connection, a terminal, on a connection or channel of its own where it
 *                  must be: a line "what: answer" each
 *     early        what nobody may ask before the login; the same form
 *     terms        a screen for each of 60 hostile terminal names
 *     stay TERM    a screen, asked for with 29 variables of the environment; says "screen"; until standard input ends
 *     sizes        a screen for window sizes no window has, and for a hundred changes of it
 *     flood        COUNT megabytes at a screen, past every window
 *     paste        COUNT megabytes at a screen, within the window; says "here" and begins with a line of standard input,
 *                  and stays until the next
 *     fuzz         COUNT connections that send broken packets, drawn from SEED, half of them before the login
 *     crowd        COUNT connections that say nothing and 2/5 of COUNT that say a byte now and then, each from its own
 *                  address; says "here", and leaves at the end of standard input
 *     wrong        wrong passwords from 200 addresses as fast as they are refused; says "here"; until standard input ends
 *     visits       logs in, sees its screen and leaves, again and again until standard input ends; says "here" after the
 *                  first, and how many there were and how many of them failed
 *
 * Status 0 when it could ask, whatever the answers; they are for the caller to judge.
 */
#include <stdio.h>
#include <string.h>
#include "../../src/base/err.h"
#include "../../src/base/str.h"
#include "door_test.h"

static const struct {
    const char *name;
    int (*run)(const struct door_test *test);
} commands[] = {
    { "requests", door_requests }, { "early", door_early }, { "terms", door_terms }, { "stay", door_stay }, { "sizes", door_sizes },
    { "flood", door_flood }, { "paste", door_paste }, { "fuzz", door_fuzz }, { "crowd", door_crowd }, { "wrong", door_wrong },
    { "visits", door_visits },
};

int main(int argc, char **argv)
{
    struct door_test test = { .count = 1, .seed = 1 };
    int64_t port;
    bool text = argc > 5 && strcmp(argv[4], "stay") == 0;
    if (argc < 5 || !str_number(argv[1], 1, 65535, &port) || (argc > 5 && !text && !str_number(argv[5], 1, 1000000, &test.count)) ||
        (argc > 6 && !str_number(argv[6], 0, INT32_MAX, &test.seed)))
        die("usage: tool-door PORT LOGIN PASSWORD|- COMMAND [COUNT [SEED]]");
    test.port = (int)port;
    test.text = argc > 5 ? argv[5] : "";
    test.login = argv[2];
    test.password = strcmp(argv[3], "-") == 0 ? NULL : argv[3];
    if (!raw_possible())
        die("tool-door: this processor has no AES of its own");
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, argv[4]) == 0)
            return commands[i].run(&test);
    die("tool-door: there is no %s", argv[4]);
}
