/* tool-torn.c - damages copies of a sound, closed store and asks who notices.
 *
 *   tool-torn KEEPER SHOP OLDER WORK --copies N --seconds S --seed N [--kind 0..5]
 *
 * Each copy of SHOP's store gets one damage: flipped bits, a sector of zeros, a sector of random bytes, two swapped
 * pages, a page of which some sectors are from an OLDER copy of the same store (a torn write), or a cut file. Then
 * `KEEPER SHOP --check COPY` has to find or refuse it. Where it does neither, every order is looked up by its ticket
 * code and held against what the sound store said, byte for byte: the same is harmless, anything else is what must
 * not be. What a reader would not guess: a copy that check found fault with is read as well, to say how often a shop
 * that nobody checked would have shown an order otherwise, or none, without an error. Exit status 1: a wrong one went unnoticed; 3: a check did
 * not end, which a person would notice, but late.
 */
#include <dirent.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../db/store.h"
#include "../../src/base/clock.h"
#include "../../src/base/io.h"

enum { SECTOR = 512, PAGE = 8192, FILES = 64, PATIENCE_S = 10, CACHE_MB = 16 };
enum verdict { SAME, DIFFERENT, ABSENT, NOT_READ };

struct file {
    char name[64];
    off_t size, used; /* used: behind it there are only zeros */
};

struct told {
    char code[24];
    uint64_t hash;
};

static struct {
    uint64_t seed;
    int kind; /* -1: all of them */
    const char *keeper, *shop, *older;
    char store[4096], copy[4096], said[4096];
    struct file files[FILES];
    int file_count;
    struct told *orders;
    size_t order_count;
} run;

static uint64_t below(uint64_t limit)
{
    run.seed ^= run.seed << 13;
    run.seed ^= run.seed >> 7;
    run.seed ^= run.seed << 17;
    return run.seed % limit;
}

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

/* Copies one file with its holes; answers where its last byte lies that is not zero. */
static off_t copy_file(const char *from, const char *to)
{
    static uint8_t block[64 * 1024];
    off_t at = 0, used = 0;
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0 || out < 0)
        give_up(to);
    for (ssize_t got; (got = read(in, block, sizeof block)) > 0; at += got) {
        ssize_t last = got;
        while (last > 0 && block[last - 1] == 0)
            last--;
        if (last > 0 && pwrite(out, block, (size_t)got, at) != got)
            give_up(to);
        if (last > 0)
            used = at + last;
    }
    if (ftruncate(out, at) != 0)
        give_up(to);
    close(in);
    close(out);
    return used;
}

static void remove_all(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

/* A fresh copy of the sound store, and the list of what is in it. */
static void copy_store(void)
{
    DIR *dir = opendir(run.store);
    char from[8192], to[8192];
    if (dir == NULL || (mkdir(run.copy, 0700) != 0 && access(run.copy, W_OK) != 0))
        give_up(run.store);
    remove_all(run.copy);
    run.file_count = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        snprintf(from, sizeof from, "%s/%s", run.store, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", run.copy, entry->d_name);
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "lock") == 0 || lstat(from, &stat) != 0 || !S_ISREG(stat.st_mode) ||
            run.file_count == FILES)
            continue;
        struct file *file = &run.files[run.file_count++];
        snprintf(file->name, sizeof file->name, "%.60s", entry->d_name);
        file->size = stat.st_size;
        file->used = copy_file(from, to);
    }
    closedir(dir);
    qsort(run.files, (size_t)run.file_count, sizeof *run.files, by_name);
}

/* ---- what the orders say ---- */

static uint64_t hash_of(const struct buf *buf)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < buf->size; i++)
        hash = (hash ^ buf->data[i]) * 1099511628211u;
    return hash;
}

static enum err look_up(struct store *store, const char *code, uint64_t *hash, struct arena *arena)
{
    struct order order;
    struct buf buf = { 0 };
    enum err err = store_get(store, INDEX_CODE, key_text(code), &order, arena);
    if (!err)
        record_encode(&order_type, &order, 0, &buf);
    *hash = hash_of(&buf);
    buf_free(&buf);
    return err;
}

/* The ledger: every code and what its order says, read from the sound store. */
static void learn(void)
{
    struct arena arena = { 0 };
    struct key key, target;
    struct walk *walk;
    struct store *store;
    size_t room = 0;
    copy_store();
    if (store_open(&store, run.copy, CACHE_MB, false, NULL) || store_begin(store) ||
        walk_open(store, TREE_ORDER, key_none(), 0, false, &walk)) {
        fprintf(stderr, "tool-torn: the sound store does not open: %s\n", err_last_detail());
        exit(2);
    }
    while (walk_next(walk, &key, &target) == ERR_NONE) {
        struct order order;
        if (run.order_count == room) {
            room = room ? room * 2 : 1024;
            run.orders = xrealloc(run.orders, room * sizeof *run.orders);
        }
        if (store_get(store, TREE_ORDER, target, &order, &arena) == ERR_NONE && order.code[0])
            snprintf(run.orders[run.order_count++].code, sizeof run.orders->code, "%s", order.code);
        arena_reset(&arena);
    }
    walk_close(walk);
    for (size_t i = 0; i < run.order_count; i++) {
        if (look_up(store, run.orders[i].code, &run.orders[i].hash, &arena))
            give_up("tool-torn: the sound store lacks an order");
        arena_reset(&arena);
    }
    store_abort(store);
    store_close(store);
    arena_free(&arena);
}

/* In a process of its own, because a damaged store may end or hang it. */
static _Noreturn void compare(void)
{
    struct arena arena = { 0 };
    struct store *store;
    bool unread = false, absent = false;
    alarm(PATIENCE_S);
    if (freopen("/dev/null", "w", stderr) == NULL || store_open(&store, run.copy, CACHE_MB, false, NULL) || store_begin(store))
        _exit(NOT_READ);
    for (size_t i = 0; i < run.order_count; i++) {
        uint64_t hash;
        enum err err = look_up(store, run.orders[i].code, &hash, &arena);
        if (!err && hash != run.orders[i].hash)
            _exit(DIFFERENT);
        /* "There is no such order" about one that there is, is no error a person would see as damage. */
        absent = absent || err == ERR_NOT_FOUND;
        unread = unread || err;
        arena_reset(&arena);
    }
    _exit(absent ? ABSENT : unread ? NOT_READ : SAME);
}

static enum verdict orders_say(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        compare();
    if (child < 0 || waitpid(child, &status, 0) != child)
        give_up("fork");
    return WIFEXITED(status) && WEXITSTATUS(status) <= NOT_READ ? (enum verdict)WEXITSTATUS(status) : NOT_READ;
}

/* 0: nothing to say; 1: found or refused; 2: had to be stopped. */
static int check_says(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        int out = open(run.said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, 1);
        dup2(out, 2);
        alarm(PATIENCE_S); /* survives exec */
        execl(run.keeper, run.keeper, run.shop, "--check", run.copy, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        give_up("fork");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        give_up(run.keeper);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? 2 : status != 0;
}

/* ---- damage ---- */

static void at(int fd, off_t where, const uint8_t *data, size_t size)
{
    if (pwrite(fd, data, size, where) != (ssize_t)size)
        give_up("pwrite");
}

static bool torn_page(int fd, const struct file *file, off_t page)
{
    char path[8192];
    uint8_t now[PAGE], then[PAGE];
    bool differ = false;
    snprintf(path, sizeof path, "%s/%s", run.older, file->name);
    int old = open(path, O_RDONLY | O_CLOEXEC);
    if (old < 0)
        return false;
    ssize_t got = pread(old, then, PAGE, page);
    close(old);
    if (got != PAGE || pread(fd, now, PAGE, page) != PAGE)
        return false;
    for (int i = 0; i < PAGE; i += SECTOR) {
        if (memcmp(now + i, then + i, SECTOR) == 0 || below(2))
            continue;
        at(fd, page + i, then + i, SECTOR);
        differ = true;
    }
    return differ;
}

static bool swap_pages(int fd, off_t one, off_t other)
{
    uint8_t a[PAGE], b[PAGE];
    if (one == other || pread(fd, a, PAGE, one) != PAGE || pread(fd, b, PAGE, other) != PAGE || memcmp(a, b, PAGE) == 0)
        return false;
    at(fd, one, b, PAGE);
    at(fd, other, a, PAGE);
    return true;
}

static const char *const kinds[] = { "flipped bits", "zeroed sector", "random sector", "cut file", "swapped pages", "torn page" };
enum { FLIP, ZERO, RANDOM, CUT, SWAP, TORN, KINDS };

/* Two times of three where the bytes are, else any file: the small ones are trees too. */
static const struct file *any_file(void)
{
    uint64_t all = 0, at;
    int i = 0;
    if (below(3) == 0)
        return &run.files[below((uint64_t)run.file_count)];
    for (i = 0; i < run.file_count; i++)
        all += (uint64_t)run.files[i].used;
    at = below(all);
    for (i = 0; i < run.file_count - 1 && at >= (uint64_t)run.files[i].used; i++)
        at -= (uint64_t)run.files[i].used;
    return &run.files[i];
}

/* What was done, in words; false when nothing came of it. */
static bool damage(int kind, char *words, size_t size)
{
    char path[8192];
    uint8_t sector[SECTOR] = { 0 }, byte;
    const struct file *file = any_file();
    if (file->used < SECTOR)
        return false;
    off_t where = (off_t)below((uint64_t)file->used), whole = file->used / SECTOR * SECTOR;
    off_t start = where / SECTOR * SECTOR, page = where / PAGE * PAGE;
    bool done = true;
    if (start >= whole)
        start = whole - SECTOR;
    snprintf(path, sizeof path, "%s/%s", run.copy, file->name);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    switch (kind) {
    case FLIP:
        for (uint64_t flips = 1 + below(4); flips; flips--, where = (off_t)below((uint64_t)file->used)) {
            if (pread(fd, &byte, 1, where) != 1)
                give_up(path);
            byte ^= (uint8_t)(1u << below(8));
            at(fd, where, &byte, 1);
        }
        break;
    case RANDOM:
        for (int i = 0; i < SECTOR; i++)
            sector[i] = (uint8_t)below(256);
        /* fall through */
    case ZERO:
        at(fd, start, sector, SECTOR);
        break;
    case CUT:
        done = ftruncate(fd, below(2) ? where : page) == 0;
        break;
    case SWAP:
        done = swap_pages(fd, page, (off_t)below((uint64_t)file->used) / PAGE * PAGE);
        break;
    default:
        done = torn_page(fd, file, page);
    }
    close(fd);
    snprintf(words, size, "%s in %s at %lld of %lld", kinds[kind], file->name, (long long)where, (long long)file->used);
    return done;
}

static struct figures {
    long copies, detected, harmless, wrong, hung, otherwise, absent;
} figures[KINDS];

/* For whoever wants to look at it: into the folder COUNTERSIGN_KEEP. */
static void keep(long n)
{
    char path[8192];
    const char *folder = getenv("COUNTERSIGN_KEEP");
    if (folder == NULL)
        return;
    snprintf(path, sizeof path, "%s/copy-%ld", folder, n);
    if (rename(run.copy, path) != 0)
        perror(path);
}

static void one_copy(long n)
{
    char words[200];
    int kind = run.kind < 0 ? (int)below(KINDS) : run.kind;
    copy_store();
    if (!damage(kind, words, sizeof words))
        return;
    struct figures *f = &figures[kind];
    int found = check_says();
    enum verdict verdict = orders_say();
    f->copies++;
    f->hung += found == 2;
    f->detected += found == 1;
    f->otherwise += found == 1 && verdict == DIFFERENT;
    f->absent += found == 1 && verdict == ABSENT;
    f->harmless += found == 0 && verdict == SAME;
    f->wrong += found == 0 && verdict != SAME;
    if (found == 2 || (found == 0 && verdict != SAME)) {
        static const char *const reads[] = { "", "reads otherwise", "is not found", "cannot be read" };
        printf("# copy %ld: %s: %s%s\n", n, words, found == 2 ? "check did not end" : "check is content, and an order ",
               found == 2 ? "" : reads[verdict]);
        keep(n);
    }
}

static _Noreturn void usage(void)
{
    fputs("usage: tool-torn KEEPER SHOP OLDER WORK --copies N --seconds S --seed N [--kind 0..5]\n", stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "copies", 1, NULL, 'c' }, { "seconds", 1, NULL, 's' }, { "seed", 1, NULL, 'r' },
                                             { "kind", 1, NULL, 'k' }, { 0 } };
    long copies = 0, seconds = 0;
    struct figures all = { 0 };
    run.kind = -1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'c')
            copies = atol(optarg);
        else if (option == 's')
            seconds = atol(optarg);
        else if (option == 'k')
            run.kind = atoi(optarg);
        else if (option == 'r')
            run.seed = strtoull(optarg, NULL, 10) * 2654435761u + 88172645463325252u;
        else
            usage();
    }
    if (optind + 4 != argc || copies < 1 || seconds < 1 || run.kind >= KINDS)
        usage();
    run.keeper = argv[optind];
    run.shop = argv[optind + 1];
    run.older = argv[optind + 2];
    snprintf(run.store, sizeof run.store, "%s/store", run.shop);
    snprintf(run.copy, sizeof run.copy, "%s/copy", argv[optind + 3]);
    snprintf(run.said, sizeof run.said, "%s/said", argv[optind + 3]);
    learn();
    copy_store();
    if (check_says() != 0 || orders_say() != SAME) {
        fputs("tool-torn: the store is not sound to begin with\n", stderr);
        return 2;
    }
    int64_t until = clock_ms() + seconds * 1000;
    for (long n = 1; n <= copies && clock_ms() < until; n++)
        one_copy(n);
    for (int i = 0; i < KINDS; i++) {
        const struct figures *f = &figures[i];
        printf("# %s: %ld copies, %ld found by check, %ld harmless, %ld unnoticed; unchecked, %ld would show an order otherwise, %ld lack one\n",
               kinds[i], f->copies, f->detected, f->harmless, f->wrong, f->otherwise, f->absent);
        all.copies += f->copies;
        all.detected += f->detected;
        all.harmless += f->harmless;
        all.wrong += f->wrong;
        all.hung += f->hung;
    }
    printf("%ld copies of a store with %zu orders: %ld found, %ld harmless, %ld unnoticed, %ld checks did not end\n", all.copies,
           run.order_count, all.detected, all.harmless, all.wrong, all.hung);
    free(run.orders);
    return all.copies == 0 || all.wrong > 0 ? 1 : all.hung > 0 ? 3 : 0;
}
