/* load_orders.c - tool-load's orders: the seed, and the crowd that orders it again.
 *
 * What the crowd was told goes to the ledger (load_ledger.c): one write() a line to a file opened with O_APPEND, so that
 * the clients share it and a kill of this tool cuts at most the last line.
 */
#include <errno.h>
#include <fcntl.h>

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "load.h"
#include "photos.h"

enum { MADE_MS = 120000, PAY_EVERY = 4, EDIT_EVERY = 8, AUTHENTICATE_EVERY = 64, PAID_MINOR = 5 };

static void rest_ms(int ms)
{
    struct timespec time = { ms / 1000, ms % 1000 * 1000000L };
    nanosleep(&time, NULL);
}

/* ---- the seed ---- */

static int64_t add_photo(struct shopper *shopper, const char *code)
{
    struct photo_recipe recipe = { .width = 600, .height = 400, .orientation = 1, .taken = "2026:07:12 14:03:22" };
    struct args args = client_args();
    struct photo photo;
    size_t size;
    uint8_t *data = photos_make(&recipe, &size);
    int fd = photos_file(data, size);
    args.code = code;
    args.name = "load.jpg";
    enum err err = client_call_fd(&shopper->client, ACTION_PHOTO_ADD, &args, &photo, &shopper->arena, fd, NULL);
    if (err)
        load_refuse("adding the photo", err);
    close(fd);
    free(data);
    return photo.n;
}

static void wait_until_made(struct shopper *shopper, const char *code)
{
    int64_t until = clock_ms() + MADE_MS;
    for (struct order order;; rest_ms(50)) {
        enum err err = shopper_show(shopper, code, &order);
        if (err)
            load_refuse("the seed", err);
        if (order.state == ORDER_READY)
            return;
        if (clock_ms() > until)
            die("tool-load: the seed %s is still %s, %lld of %lld prints made; has the shop a printer (kind = null)?", code,
                word_of(&order_state_words, order.state), (long long)order.prints_made, (long long)order.prints_total);
    }
}

int load_seed(const struct load *load)
{
    struct shopper shopper;
    struct args args = client_args();
    struct ticket opened, placed;
    struct order order;
    char path[4096], line[20];
    shopper_open(&shopper, load->shop);
    enum err err = shopper_ask(&shopper, ACTION_OPEN, &args, &opened);
    if (err)
        load_refuse("opening the seed", err);
    args.code = opened.code;
    load_lines(&args, LOAD_LINES, add_photo(&shopper, opened.code), &shopper.arena);
    if ((err = shopper_ask(&shopper, ACTION_EDIT, &args, &order)))
        load_refuse("filling the seed", err);
    args = client_args();
    args.code = opened.code;
    if ((err = shopper_ask(&shopper, ACTION_PLACE, &args, &placed)))
        load_refuse("placing the seed", err);
    args.password = opened.password;
    if ((err = shopper_ask(&shopper, ACTION_AUTHENTICATE, &args, NULL)))
        load_refuse("authenticating the seed", err);
    wait_until_made(&shopper, opened.code);
    snprintf(path, sizeof path, "%s/load.seed", load->shop);
    snprintf(line, sizeof line, "%s\n", opened.code);
    if ((err = io_replace(path, line, strlen(line), 0600)))
        load_refuse(path, err);
    printf("%s", line);
    shopper_close(&shopper);
    return 0;
}

/* ---- placing ---- */

struct crowd { /* shared by all clients */
    _Atomic int64_t asked, last_us, outage_us;
    atomic_bool stop;
};
struct share { /* one client's; shared with the parent */
    int64_t done, refused, rewires;
    bool gave_up;
    char sentence[300];
    struct samples samples;
};
struct placer { /* one client */
    const struct load *load;
    struct shopper shopper;
    struct crowd *crowd;
    struct share *share;
    const char *seed;
    int64_t photo, until_us;
    int ledger;
};

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        die("tool-load: no memory");
    return memory;
}

static void note(const struct placer *placer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(const struct placer *placer, const char *format, ...)
{
    char line[120];
    va_list list;
    if (placer->ledger < 0)
        return;
    va_start(list, format);
    int length = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (write(placer->ledger, line, (size_t)length) != length)
        die("tool-load: the ledger cannot be written: %s", strerror(errno));
}

/* An acknowledgement came: how long was there none for anybody? */
static void acknowledged(struct placer *placer, int64_t begun_us)
{
    int64_t now = load_us(), before = atomic_exchange(&placer->crowd->last_us, now);
    int64_t longest = atomic_load(&placer->crowd->outage_us);
    while (before && now - before > longest &&
           !atomic_compare_exchange_weak(&placer->crowd->outage_us, &longest, now - before))
        ;
    samples_add(&placer->share->samples, now - begun_us);
}

/* True when it was done. What was refused is counted; a shop that is gone for good ends this client. */
static bool was_done(struct placer *placer, enum err err, int64_t begun_us)
{
    struct share *share = placer->share;
    if (err == ERR_NONE) {
        acknowledged(placer, begun_us);
        return true;
    }
    err_sentence(err, err_last_detail(), share->sentence, sizeof share->sentence);
    share->refused++;
    share->gave_up = err == ERR_CLOSED;
    if (!share->gave_up)
        rest_ms(20);
    return false;
}

/* One change more to an order that was just placed. */
static bool change(struct placer *placer, enum action action, struct args *args, void *reply)
{
    int64_t begun = load_us();
    bool done = was_done(placer, shopper_ask(&placer->shopper, action, args, reply), begun);
    if (!done)
        note(placer, "%s ? ? ?\n", args->code);
    return done;
}

static void change_some(struct placer *placer, const struct ticket *ticket)
{
    struct shopper *shopper = &placer->shopper;
    int64_t turn = placer->share->done, lines = LOAD_LINES, price = ticket->price_minor;
    struct args args = client_args();
    struct order order;
    args.code = ticket->code;
    if (turn % EDIT_EVERY == 0) {
        lines = LOAD_LINES - 1 - turn / EDIT_EVERY % 10;
        load_lines(&args, lines, placer->photo, &shopper->arena);
        if (!change(placer, ACTION_EDIT, &args, &order))
            return;
        price = order.price_minor;
        note(placer, "%s %lld %lld 0\n", ticket->code, (long long)price, (long long)lines);
    }
    args = client_args();
    args.code = ticket->code;
    args.amount_minor = PAID_MINOR;
    if (turn % PAY_EVERY == 0) {
        if (!change(placer, ACTION_PAY, &args, &order))
            return;
        note(placer, "%s %lld %lld %d\n", ticket->code, (long long)price, (long long)lines, PAID_MINOR);
    }
    args = client_args();
    args.code = ticket->code;
    args.password = ticket->password;
    if (turn % AUTHENTICATE_EVERY == 0)
        (void)change(placer, ACTION_AUTHENTICATE, &args, NULL);
}

static void place_one(struct placer *placer)
{
    struct args args = client_args();
    struct ticket ticket;
    args.code = placer->seed;
    int64_t begun = load_us();
    if (was_done(placer, shopper_ask(&placer->shopper, ACTION_REPRINT, &args, &ticket), begun)) {
        note(placer, "%s %lld %d 0\n", ticket.code, (long long)ticket.price_minor, LOAD_LINES);
        placer->share->done++;
        if (placer->load->mixed)
            change_some(placer, &ticket);
    }
    shopper_forget(&placer->shopper);
}

static _Noreturn void be_client(struct placer *placer)
{
    struct crowd *crowd = placer->crowd;
    shopper_open(&placer->shopper, placer->load->shop);
    while (!atomic_load(&crowd->stop) && !placer->share->gave_up &&
           (placer->until_us == 0 || load_us() < placer->until_us)) {
        if (placer->load->orders && atomic_fetch_add(&crowd->asked, 1) >= placer->load->orders)
            break;
        place_one(placer);
    }
    placer->share->rewires = placer->shopper.rewires;
    shopper_close(&placer->shopper);
    _exit(placer->share->gave_up ? 1 : 0);
}

static struct crowd *crowd_now; /* for the signal */

static void stop(int number)
{
    (void)number;
    atomic_store(&crowd_now->stop, true);
}

static void report(const struct load *load, const struct crowd *crowd, struct share *shares, double seconds, int failed)
{
    struct samples all = samples_new(load->clients * LOAD_SAMPLES);
    int64_t done = 0, refused = 0, rewires = 0;
    for (int64_t i = 0; i < load->clients; i++) {
        struct share *share = &shares[i];
        int64_t count = share->samples.count < share->samples.room ? share->samples.count : share->samples.room;
        memcpy(all.v + all.count, share->samples.v, (size_t)count * sizeof *all.v);
        all.count += count;
        done += share->done;
        refused += share->refused;
        rewires += share->rewires;
        if (*share->sentence)
            fprintf(stderr, "tool-load: %s\n", share->sentence);
    }
    printf("orders %lld\nseconds %.3f\norders_per_second %.1f\n", (long long)done, seconds, (double)done / seconds);
    samples_print(&all, "latency", "ms", 1000);
    printf("outage_ms %.3f\nrewires %lld\nrefused %lld\ngave_up %d\n", (double)crowd->outage_us / 1000, (long long)rewires,
           (long long)refused, failed);
}

/* What the seed's photo is called in its order, and that it can be ordered again; and who keeps it. */
static int64_t look_at_seed(const struct load *load, const char *seed, int64_t *keeper)
{
    struct shopper shopper;
    struct order order;
    shopper_open(&shopper, load->shop);
    enum err err = shopper_show(&shopper, seed, &order);
    if (err)
        load_refuse("the seed", err);
    int64_t photo = order.photos.n ? order.photos.v[0].n : 0;
    if (photo == 0)
        die("tool-load: the seed %s has no photos", seed);
    shopper_forget(&shopper);
    *keeper = keeper_pid(&shopper);
    shopper_close(&shopper);
    return photo;
}

int load_place(const struct load *load)
{
    if (!load->orders == !(load->seconds > 0))
        die("tool-load: place takes --orders or --seconds");
    struct crowd *crowd = crowd_now = shared(sizeof *crowd);
    struct share *shares = shared((size_t)load->clients * sizeof *shares);
    struct placer placer = { .load = load, .crowd = crowd, .seed = load_seed_code(load), .ledger = -1 };
    int failed = 0;
    int64_t keeper;
    placer.photo = look_at_seed(load, placer.seed, &keeper);
    int64_t cpu = process_cpu_us(keeper);
    if (load->ledger)
        placer.ledger = open(load->ledger, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (load->ledger && placer.ledger < 0)
        die("tool-load: %s: %s", load->ledger, strerror(errno));
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    int64_t begun = load_us();
    placer.until_us = load->seconds > 0 ? begun + (int64_t)(load->seconds * 1e6) : 0;
    for (int64_t i = 0; i < load->clients; i++) {
        placer.share = &shares[i];
        shares[i].samples = samples_new(LOAD_SAMPLES);
        pid_t pid = fork();
        if (pid < 0)
            die("tool-load: fork: %s", strerror(errno));
        if (pid == 0)
            be_client(&placer);
    }
    for (int status; wait(&status) > 0 || errno == EINTR;)
        failed += status != 0;
    report(load, crowd, shares, (double)(load_us() - begun) / 1e6, failed);
    int64_t done = 0, after = process_cpu_us(keeper);
    for (int64_t i = 0; i < load->clients; i++)
        done += shares[i].done;
    if (after >= 0 && cpu >= 0 && done > 0)
        printf("keeper_cpu_us_per_order %.1f\n", (double)(after - cpu) / (double)done);
    return failed ? 1 : 0;
}
