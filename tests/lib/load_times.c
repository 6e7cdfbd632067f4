/* load_times.c - tool-load's measurements of a shop in use, one call at a time, and of its keeper from outside.
 *
 * The bare socket pair beside `ping` carries messages as long as those of the call and its answer.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "../../src/base/random.h"
#include "load.h"

static void rest_ms(int ms)
{
    struct timespec time = { ms / 1000, ms % 1000 * 1000000L };
    nanosleep(&time, NULL);
}

/* Ask, time it, and end the program if it is refused. */
static void timed(struct shopper *shopper, enum action action, const struct args *args, void *reply, struct samples *samples)
{
    int64_t begun = load_us();
    enum err err = shopper_ask(shopper, action, args, reply);
    if (err)
        load_refuse(action_rows[action].words, err);
    samples_add(samples, load_us() - begun);
}

/* ---- ping ---- */

static void bare_pair(int64_t count, size_t question, size_t answer, struct samples *samples)
{
    int fds[2];
    char data[4096] = "";
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
        die("tool-load: no socket pair");
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        while (recv(fds[1], data, sizeof data, 0) > 0 && send(fds[1], data, answer, MSG_NOSIGNAL) > 0)
            ;
        _exit(0);
    }
    close(fds[1]);
    for (int64_t i = 0; i < count; i++) {
        int64_t begun = load_us();
        if (send(fds[0], data, question, MSG_NOSIGNAL) < 0 || recv(fds[0], data, sizeof data, 0) <= 0)
            die("tool-load: the socket pair broke");
        samples_add(samples, load_us() - begun);
    }
    close(fds[0]);
    waitpid(pid, NULL, 0);
}

int load_ping(const struct load *load)
{
    struct shopper shopper;
    struct samples pings = samples_new(LOAD_SAMPLES), bare = samples_new(LOAD_SAMPLES);
    struct args args = client_args();
    struct identity identity;
    struct buf question = { 0 }, answer = { 0 };
    shopper_open(&shopper, load->shop);
    enum err err = shopper_ask(&shopper, ACTION_WHOAMI, &args, &identity);
    if (err)
        load_refuse("whoami", err);
    record_encode(&args_type, &args, FIELD_ALL, &question);
    record_encode(&identity_type, &identity, FIELD_SHOW, &answer);
    enum { HEAD = 16 };
    bare_pair(load->count, question.size + HEAD, answer.size + HEAD, &bare);
    for (int64_t i = 0; i < load->count; i++) {
        timed(&shopper, ACTION_WHOAMI, &args, &identity, &pings);
        shopper_forget(&shopper);
    }
    buf_free(&question);
    buf_free(&answer);
    samples_print(&pings, "ping", "us", 1);
    samples_print(&bare, "socketpair", "us", 1);
    printf("ratio %.2f\n", (double)samples_at(&pings, 0.5) / (double)(samples_at(&bare, 0.5) ? samples_at(&bare, 0.5) : 1));
    shopper_close(&shopper);
    return 0;
}

/* ---- what the counter feels ---- */

int load_act(const struct load *load)
{
    struct shopper shopper;
    struct samples all = samples_new(LOAD_SAMPLES), lists = samples_new(LOAD_SAMPLES), shows = samples_new(LOAD_SAMPLES),
                   payments = samples_new(LOAD_SAMPLES);
    int64_t until = load_us() + (int64_t)(load->seconds * 1e6);
    shopper_open(&shopper, load->shop);
    while (load_us() < until && (load->beside == NULL || access(load->beside, F_OK) == 0)) {
        struct args args = client_args();
        struct orders orders;
        struct order order;
        args.limit = load->limit;
        timed(&shopper, ACTION_LIST, &args, &orders, &lists);
        if (orders.orders.n == 0)
            die("tool-load: act needs orders in the shop");
        for (size_t i = 0; i < orders.orders.n && i < 8 && load_us() < until; i++) {
            const struct row *row = &orders.orders.v[random_below(orders.orders.n)];
            args = client_args();
            args.code = row->code;
            timed(&shopper, ACTION_SHOW, &args, &order, &shows);
            if (row->state == ORDER_HELD && order.paid_minor < order.price_minor) {
                args.amount_minor = 1;
                timed(&shopper, ACTION_PAY, &args, &order, &payments);
            }
            rest_ms(2);
        }
        shopper_forget(&shopper);
    }
    const struct samples *const parts[] = { &lists, &shows, &payments };
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        for (int64_t i = 0; i < parts[k]->count && i < parts[k]->room; i++)
            samples_add(&all, parts[k]->v[i]);
    printf("actions %lld\n", (long long)all.count);
    samples_print(&all, "action", "ms", 1000);
    samples_print(&lists, "list", "ms", 1000);
    samples_print(&shows, "show", "ms", 1000);
    samples_print(&payments, "pay", "ms", 1000);
    shopper_close(&shopper);
    return 0;
}

int load_pages(const struct load *load)
{
    static const char *const states[] = { "", "held", "ready", "alerts" };
    static const char *const names[] = { "page", "held_page", "ready_page", "alerts_page", "next_page" };
    enum { STATES = sizeof states / sizeof *states };
    struct samples samples[STATES + 1];
    struct shopper shopper;
    for (int i = 0; i <= STATES; i++)
        samples[i] = samples_new(LOAD_SAMPLES);
    shopper_open(&shopper, load->shop);
    for (int64_t i = 0; i < load->count; i++) {
        struct args args = client_args();
        struct orders orders;
        args.limit = load->limit;
        args.state = states[i % STATES];
        timed(&shopper, ACTION_LIST, &args, &orders, &samples[i % STATES]);
        args.after = orders.next;
        if (i % STATES == 0 && *args.after)
            timed(&shopper, ACTION_LIST, &args, &orders, &samples[STATES]);
        shopper_forget(&shopper);
    }
    for (int i = 0; i <= STATES; i++)
        samples_print(&samples[i], names[i], "us", 1);
    shopper_close(&shopper);
    return 0;
}

int load_look(const struct load *load)
{
    struct shopper shopper;
    struct ledger ledger = ledger_read(load->ledger);
    struct samples looks = samples_new(LOAD_SAMPLES);
    if (ledger.n == 0)
        die("tool-load: the ledger is empty");
    shopper_open(&shopper, load->shop);
    int64_t pid = keeper_pid(&shopper), before = process_cpu_us(pid);
    for (int64_t i = 0; i < load->count; i++) {
        struct args args = client_args();
        struct order order;
        args.code = ledger.v[random_below(ledger.n)].code;
        timed(&shopper, ACTION_SHOW, &args, &order, &looks);
        shopper_forget(&shopper);
    }
    printf("cpu_us_per_look %.2f\n", (double)(process_cpu_us(pid) - before) / (double)load->count);
    samples_print(&looks, "look", "us", 1);
    shopper_close(&shopper);
    free(ledger.v);
    return 0;
}

/* ---- what an insert, an authentication and a print cost the keeper ---- */

static void pause_printers(struct shopper *shopper, enum action action)
{
    struct args args = client_args();
    struct printers printers;
    enum err err = shopper_ask(shopper, ACTION_PRINTERS, &args, &printers);
    for (size_t i = 0; i < printers.printers.n && !err; i++) {
        args.printer = printers.printers.v[i].name;
        err = shopper_ask(shopper, action, &args, NULL);
    }
    if (err)
        load_refuse("printers", err);
}

struct ticket_kept { char code[13], password[7]; };

static int64_t prints_today(struct shopper *shopper)
{
    struct args args = client_args();
    struct board board;
    enum err err = shopper_ask(shopper, ACTION_BOARD, &args, &board);
    if (err)
        load_refuse("the board", err);
    int64_t today = board.today;
    shopper_forget(shopper);
    return today;
}

/* Let the printers make some of what waits, whosever it is, and stop them again: what a print cost. */
static double cpu_per_print(struct shopper *shopper, int64_t pid, int64_t wanted)
{
    int64_t before = prints_today(shopper), made, until = clock_ms() + 120000, cpu = process_cpu_us(pid);
    pause_printers(shopper, ACTION_PRINTER_RESUME);
    while ((made = prints_today(shopper) - before) < wanted && clock_ms() < until)
        rest_ms(50);
    cpu = process_cpu_us(pid) - cpu;
    pause_printers(shopper, ACTION_PRINTER_PAUSE); /* nothing of it is to disturb what is measured next */
    if (made < wanted)
        die("tool-load: only %lld of %lld prints were made", (long long)made, (long long)wanted);
    return (double)cpu / (double)made;
}

int load_claims(const struct load *load)
{
    struct shopper shopper;
    int64_t count = load->orders ? load->orders : 200;
    struct ticket_kept *tickets = xcalloc((size_t)count, sizeof *tickets);
    struct args args = client_args();
    shopper_open(&shopper, load->shop);
    int64_t pid = keeper_pid(&shopper), inserting = process_cpu_us(pid);
    for (int64_t i = 0; i < count; i++) {
        struct ticket ticket;
        args.code = load_seed_code(load);
        enum err err = shopper_ask(&shopper, ACTION_REPRINT, &args, &ticket);
        if (err)
            load_refuse("order reprint", err);
        snprintf(tickets[i].code, sizeof tickets[i].code, "%s", ticket.code);
        snprintf(tickets[i].password, sizeof tickets[i].password, "%s", ticket.password);
        shopper_forget(&shopper);
    }
    inserting = process_cpu_us(pid) - inserting;
    pause_printers(&shopper, ACTION_PRINTER_PAUSE);
    int64_t authenticating = process_cpu_us(pid);
    for (int64_t i = 0; i < count; i++) {
        args.code = tickets[i].code;
        args.password = tickets[i].password;
        enum err err = shopper_ask(&shopper, ACTION_AUTHENTICATE, &args, NULL);
        if (err)
            load_refuse("order authenticate", err);
        shopper_forget(&shopper);
    }
    authenticating = process_cpu_us(pid) - authenticating;
    double printing = cpu_per_print(&shopper, pid, count * LOAD_LINES < 200 ? count * LOAD_LINES : 200);
    printf("cpu_us_per_insert %.1f\ncpu_us_per_authenticate %.1f\ncpu_us_per_print %.1f\n",
           (double)inserting / (double)count, (double)authenticating / (double)count, printing);
    shopper_close(&shopper);
    free(tickets);
    return 0;
}

/* ---- screens that nobody touches, and the first answer after a kill ---- */

int load_idle(const struct load *load)
{
    struct shopper *shoppers = xcalloc((size_t)load->clients, sizeof *shoppers);
    struct args args = client_args();
    char byte;
    args.topics = ~0u >> (32 - TOPIC_COUNT);
    for (int64_t i = 0; i < load->clients; i++) {
        shopper_open(&shoppers[i], load->shop);
        enum err err = shopper_ask(&shoppers[i], ACTION_WATCH, &args, NULL);
        if (err)
            load_refuse("watching", err);
    }
    printf("ready\n");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    for (int64_t i = 0; i < load->clients; i++)
        shopper_close(&shoppers[i]);
    free(shoppers);
    return 0;
}

int load_back(const struct load *load)
{
    struct shopper shopper;
    struct args args = client_args();
    struct identity identity;
    char line[20];
    shopper_open(&shopper, load->shop);
    int64_t pid = keeper_pid(&shopper);
    printf("keeper %lld\n", (long long)pid);
    fflush(stdout);
    if (read(STDIN_FILENO, line, sizeof line) <= 0) /* go: kill it and ask at once */
        return 1;
    int64_t begun = load_us();
    if (pid <= 0 || kill((pid_t)pid, SIGKILL) != 0)
        die("tool-load: there is no keeper to kill");
    enum err err = shopper_ask(&shopper, ACTION_WHOAMI, &args, &identity);
    if (err)
        load_refuse("whoami", err);
    printf("back_ms %.1f\n", (double)(load_us() - begun) / 1000);
    shopper_close(&shopper);
    return shopper.rewires > 0 ? 0 : 1;
}
