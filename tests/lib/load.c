/* load.c - what the parts of tool-load share; see load.h.
 *
 * Whether the keeper changed under a call is read off the notice that the client fills in then: all topics at once,
 * which no keeper sends to a client that watches nothing.
 */
#include "load.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "../../src/base/random.h"

enum { PATIENCE_MS = 60000 };

_Noreturn void load_refuse(const char *what, enum err err)
{
    char sentence[300];
    die("tool-load: %s: %s", what, err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

static void pause_ms(int ms)
{
    struct timespec time = { ms / 1000, ms % 1000 * 1000000L };
    nanosleep(&time, NULL);
}

void shopper_open(struct shopper *shopper, const char *shop)
{
    *shopper = (struct shopper){ .shop = shop };
    int64_t until = clock_ms() + 5000; /* after a restart of the shop the socket may be a moment late */
    enum err err;
    while ((err = client_open_shop(&shopper->client, shop, PLACE_OFFICE, -1)) == ERR_CLOSED && clock_ms() < until) {
        client_close(&shopper->client);
        pause_ms(20);
    }
    if (err)
        load_refuse(shop, err);
    shopper->client.notice.topics = 0;
}

void shopper_close(struct shopper *shopper)
{
    client_close(&shopper->client);
    arena_free(&shopper->arena);
}

void shopper_forget(struct shopper *shopper)
{
    arena_reset(&shopper->arena);
}

/* The supervisor went too: knock until somebody opens again. */
static bool reopen(struct shopper *shopper, int64_t until)
{
    client_close(&shopper->client);
    while (client_open_shop(&shopper->client, shopper->shop, PLACE_OFFICE, -1) != ERR_NONE) {
        client_close(&shopper->client);
        if (clock_ms() > until)
            return false;
        pause_ms(20);
    }
    return true;
}

enum err shopper_ask(struct shopper *shopper, enum action action, const struct args *args, void *reply)
{
    uint64_t id = (uint64_t)clock_now() << 32 | (random_u64() & 0xffffffffu) | 1;
    int64_t until = clock_ms() + PATIENCE_MS;
    for (;;) {
        struct client *client = &shopper->client;
        client->notice.topics = 0;
        client->next_request = id;
        enum err err = client_call(client, action, args, reply, &shopper->arena);
        if (client->notice.topics == ~0u >> (32 - TOPIC_COUNT))
            shopper->rewires++;
        if (err != ERR_CLOSED || clock_ms() > until)
            return err;
        if (!reopen(shopper, until))
            return err_detail(ERR_CLOSED, "%.120s", shopper->shop);
        shopper->rewires++;
    }
}

enum err shopper_show(struct shopper *shopper, const char *code, struct order *order)
{
    struct args args = client_args();
    args.code = code;
    return shopper_ask(shopper, ACTION_SHOW, &args, order);
}

const char *load_seed_code(const struct load *load)
{
    static char code[16];
    char path[4096];
    if (load->seed)
        return load->seed;
    snprintf(path, sizeof path, "%s/load.seed", load->shop);
    char *text = io_file(path, sizeof code - 1, NULL);
    if (text == NULL)
        die("tool-load: %s: %s; run tool-load %s seed first", path, strerror(errno), load->shop);
    snprintf(code, sizeof code, "%.*s", (int)strcspn(text, "\n"), text);
    free(text);
    return code;
}

void load_lines(struct args *args, int64_t count, int64_t photo, struct arena *arena)
{
    args->fields = BIT(EDIT_LINES);
    for (int64_t i = 0; i < count; i++) {
        struct line *line = LIST_ADD(arena, &args->lines, line);
        line->product = "wallet";
        line->surface = "glossy";
        line->copies = 1;
        line->photo = photo;
    }
}

/* ---- times ---- */

int64_t load_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct samples samples_new(int64_t room)
{
    void *v = mmap(NULL, (size_t)room * sizeof(uint32_t), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (v == MAP_FAILED)
        die("tool-load: no memory for %lld times", (long long)room);
    return (struct samples){ .v = v, .room = room };
}

void samples_add(struct samples *samples, int64_t us)
{
    samples->v[samples->count++ % samples->room] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static int smaller(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

void samples_sort(struct samples *samples)
{
    if (samples->count > samples->room)
        samples->count = samples->room;
    qsort(samples->v, (size_t)samples->count, sizeof *samples->v, smaller);
}

int64_t samples_at(const struct samples *samples, double at)
{
    if (samples->count == 0)
        return 0;
    int64_t index = (int64_t)(at * (double)samples->count);
    return samples->v[index < samples->count ? index : samples->count - 1];
}

void samples_print(struct samples *samples, const char *name, const char *unit, double scale)
{
    samples_sort(samples);
    printf("%s_p10_%s %.3f\n", name, unit, (double)samples_at(samples, 0.1) / scale);
    printf("%s_p50_%s %.3f\n", name, unit, (double)samples_at(samples, 0.5) / scale);
    printf("%s_p99_%s %.3f\n", name, unit, (double)samples_at(samples, 0.99) / scale);
    printf("%s_max_%s %.3f\n", name, unit, (double)samples_at(samples, 1) / scale);
}

/* ---- the keeper as the system sees it ---- */

int64_t keeper_pid(struct shopper *shopper)
{
    /* A keeper that just came back is told of the processes a moment later. */
    for (int64_t until = clock_ms() + 3000; clock_ms() < until; pause_ms(20)) {
        struct args args = client_args();
        struct status status;
        enum err err = shopper_ask(shopper, ACTION_STATUS, &args, &status);
        for (size_t i = 0; !err && i < status.processes.n; i++)
            if (strcmp(status.processes.v[i].name, "keeper") == 0)
                return status.processes.v[i].pid;
        shopper_forget(shopper);
    }
    return -1;
}

int64_t process_cpu_us(int64_t pid)
{
    char path[80];
    int64_t total = 0;
    snprintf(path, sizeof path, "/proc/%lld/task", (long long)pid);
    DIR *dir = opendir(path);
    if (dir == NULL)
        return -1;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char file[400];
        long long on_cpu = 0;
        snprintf(file, sizeof file, "%s/%s/schedstat", path, entry->d_name);
        FILE *stat = *entry->d_name == '.' ? NULL : fopen(file, "re");
        if (stat == NULL)
            continue;
        if (fscanf(stat, "%lld", &on_cpu) == 1)
            total += on_cpu / 1000;
        fclose(stat);
    }
    closedir(dir);
    return total;
}
