/* door_test.h - what the parts of tool-door share: see tool-door.c. */
#ifndef TESTS_DOOR_TEST_H
#define TESTS_DOOR_TEST_H
#include "raw_ssh.h"

struct door_test { /* what was asked for on the command line */
    int port;
    const char *login, *password; /* password NULL: the method none */
    int64_t count, seed;
    const char *text;
};

/* Logged in, or the program ends. */
void door_log_in(struct raw *raw, const struct door_test *test);
/* What came of a program until its channel closed: "screen", "lines" (of a screen that can
 * only print), "sftp", "exit N: what it said", "closed", "hung up", "silent". Lives until the next call. */
const char *door_outcome(struct raw *raw);
const char *door_word(int answer); /* of raw_ask(): yes, no, ... */

/* The commands: exit statuses. */
int door_requests(const struct door_test *test);
int door_early(const struct door_test *test);
int door_terms(const struct door_test *test);
int door_stay(const struct door_test *test);
int door_sizes(const struct door_test *test);
int door_flood(const struct door_test *test);
int door_paste(const struct door_test *test);
int door_fuzz(const struct door_test *test);
int door_crowd(const struct door_test *test);
int door_wrong(const struct door_test *test);
int door_visits(const struct door_test *test);
#endif
