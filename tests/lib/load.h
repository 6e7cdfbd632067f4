/* load.h - what the parts of tool-load share: a shopper that outlives keeper and supervisor, and times by the thousand. */
#ifndef TESTS_LOAD_H
#define TESTS_LOAD_H
#include <stdatomic.h>
#include "../../src/client/client.h"

enum { LOAD_CLIENTS = 250, LOAD_SAMPLES = 1 << 20, LOAD_LINES = 20 };

struct load { /* what was asked for on the command line */
    const char *shop, *ledger, *seed, *beside;
    int64_t clients, orders, count, limit;
    double seconds;
    bool mixed, exactly;
};

/* ---- a client of the shop ---- */
struct shopper {
    struct client client;
    const char *shop;
    int64_t rewires;  /* new keepers seen, new supervisors too */
    struct arena arena;
};
/* Connected as the owner at the office, or the program ends. */
void shopper_open(struct shopper *shopper, const char *shop);
void shopper_close(struct shopper *shopper);
/* One call that is asked again, under the same request id, by way of new keepers and new supervisors, for a minute.
 * Its answer lives in the shopper's arena until the next shopper_forget(). */
enum err shopper_ask(struct shopper *shopper, enum action action, const struct args *args, void *reply) MUST_CHECK;
void shopper_forget(struct shopper *shopper);
/* The order of that code, whole. */
enum err shopper_show(struct shopper *shopper, const char *code, struct order *order) MUST_CHECK;
/* The code that `seed` left in the shop's folder (or --seed gives), for as long as the program lives. */
const char *load_seed_code(const struct load *load);

struct noted { /* a line of the ledger */
    char code[16];
    int64_t price, lines, paid; /* -1: not known */
    int64_t turn;               /* which line of the file */
};
struct ledger {
    struct noted *v;
    size_t n;
};
/* Sorted by code, of each only the last line; xmalloc'd. */
struct ledger ledger_read(const char *path);
/* So many lines of the photo, one print each. */
void load_lines(struct args *args, int64_t count, int64_t photo, struct arena *arena);
/* The program ends with the words of that failure. */
_Noreturn void load_refuse(const char *what, enum err err);

/* ---- times ---- */
int64_t load_us(void);
struct samples { /* microseconds; what comes after the last room takes the place of the oldest */
    uint32_t *v;
    int64_t count, room;
};
struct samples samples_new(int64_t room); /* shared with children */
void samples_add(struct samples *samples, int64_t us);
/* Sorted by this; at in 0..1. */
void samples_sort(struct samples *samples);
int64_t samples_at(const struct samples *samples, double at);
/* "NAME_p50_ms 1.234" and so on, on standard output; scale 1000 for ms, 1 for us. */
void samples_print(struct samples *samples, const char *name, const char *unit, double scale);

/* ---- the keeper as the system sees it ---- */
/* -1 when the shop does not say. */
int64_t keeper_pid(struct shopper *shopper);
/* Time on a processor, all threads, in microseconds; -1 when it is gone. */
int64_t process_cpu_us(int64_t pid);

/* ---- the commands: exit statuses ---- */
int load_seed(const struct load *load);
int load_place(const struct load *load);
int load_verify(const struct load *load);
int load_ping(const struct load *load);
int load_act(const struct load *load);
int load_pages(const struct load *load);
int load_look(const struct load *load);
int load_claims(const struct load *load);
int load_idle(const struct load *load);
int load_back(const struct load *load);
#endif
