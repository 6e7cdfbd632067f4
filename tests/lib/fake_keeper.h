/* fake_keeper.h - a shop for screen tests: a thread that answers as supervisor and keeper on SHOPDIR/run/socket, from a
 * script of canned records.
 *
 * Use: fill answers (a function per action; without one the reply is ERR_UNKNOWN_ACTION), fake_keeper_start(), then
 * term_open() this same test program with fake_keeper_argv(): its main() begins with fake_keeper_screen(), which runs
 * the screen when it was started so. Every call is counted and its args kept. Thread-safe.
 */
#ifndef TESTS_FAKE_KEEPER_H
#define TESTS_FAKE_KEEPER_H
#include <pthread.h>
#include "../../src/client/client.h"

struct fake_keeper;
/* Fills the reply (record_init'ed, of the type the action's row names; memory from the arena), and *fd_out when a
 * descriptor goes back (closed here after sending). The detail of an error is set with err_detail(). */
typedef enum err fake_answer(struct fake_keeper *fake, const struct args *args, void *reply, struct arena *arena, int *fd_out);

struct fake_keeper {
    fake_answer *answers[ACTION_COUNT];  /* by action */
    void *data;                          /* the test's own */
    enum role role;
    const char *login;
    enum place place;
    bool remote;                         /* over ssh */
    int64_t idle_seconds;                /* as the keeper would say; 0: never */
    const char *slips;                   /* where the terminal prints; NULL: nowhere */
    char shop[64];                       /* the directory */
    int listening, control, keeper, wake[2];
    pthread_t thread;
    pthread_mutex_t lock;
    int calls[ACTION_COUNT];
    struct args last[ACTION_COUNT];      /* the args of each action's last call */
    struct arena memory;
    char self[256];
    char *argv[5];
};

/* Socket and thread up. Who the session is told to be: role, login, place. */
void fake_keeper_start(struct fake_keeper *fake, enum role role, const char *login, enum place place);
void fake_keeper_stop(struct fake_keeper *fake);
/* argv for term_open(): this program again, as that screen; valid until the next call. */
char **fake_keeper_argv(struct fake_keeper *fake, const char *screen);
/* First thing in main(): when argv says so, opens the shop and answers run(client)'s exit status, else -1. */
int fake_keeper_screen(int argc, char **argv, const char *screen, int (*run)(struct client *client));
/* How often an action was asked. */
int fake_keeper_calls(struct fake_keeper *fake, enum action action);
/* Waits until it was asked at least n times; false after wait_ms. */
bool fake_keeper_wait(struct fake_keeper *fake, enum action action, int n, int wait_ms);
/* Args of the last call, copied into the arena. */
struct args fake_keeper_last(struct fake_keeper *fake, enum action action, struct arena *arena);
/* Tell the screen that something changed. */
void fake_keeper_notice(struct fake_keeper *fake, uint32_t topics);
/* The keeper dies: its socket closes. fake_keeper_again() hands over a new one. */
void fake_keeper_die(struct fake_keeper *fake);
void fake_keeper_again(struct fake_keeper *fake);
#endif
