/* compact.c - what was deleted leaves the store's files: pages first, then the logs.
 *
 * What a reader would not guess: Berkeley DB never clears a byte. A shortened record leaves its end in the gap between
 * a page's index and its items, a deleted one its whole text on a page of the free list, and DB->compact only moves
 * that about. So every page is looked at, and what belongs to no item is set to zero: in the cache, where a later write
 * would bring it back from, and in the file, each by its own head. (5.3 forgets DB_MPOOL_DIRTY when it comes from
 * outside, so a page wiped in the cache would not be written by itself.) Logs hold copies of old pages: filling the
 * current one up starts a new one, and after a checkpoint all older ones go. All trees are wiped, the indexes too:
 * Berkeley DB builds a new page in whatever memory of its cache is free, and the names in it come along.
 *
 * If the lights go out: a wiped gap means the same as an unwiped one, so the change needs no log and may be lost or
 * torn; the meta record still says that something is to be wiped, and it is done again. A page that looks in any way
 * unlike the layout below is left alone. Before a page is wiped everything committed is on disk: recovery then never
 * has to take back the freeing of a page whose bytes are gone. No checkpoint writes pages meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../src/base/clock.h"
#include "../src/base/io.h"
#include "inside.h"

/* A page of Berkeley DB 5.3's B-trees without checksums, all numbers in this machine's order: 26 bytes of head, 16-bit
 * offsets of the items, a gap, the items up to the end of the page. */
enum {
    AT_PAGE_NUMBER = 8, AT_ENTRIES = 20, AT_LOWEST = 22, AT_TYPE = 25, PAGE_HEAD = 26,
    TYPE_FREE = 0, TYPE_INNER = 3, TYPE_LEAF = 5, TYPE_OVERFLOW = 7,
    AT_MAGIC = 12, AT_SIZE = 20, AT_ENCRYPTED = 24, AT_FLAGS = 26, BTREE_MAGIC = 0x053162, /* of page 0 */
    LOOK_AT_CLOCK = 8, /* pages */
};
enum { LOG_LINE = 1800, LOG_LINES_AT_ONCE = 500, PAUSE_NS = 4000000 };

static unsigned at16(const uint8_t *page, int at)
{
    uint16_t number;
    memcpy(&number, page + at, sizeof number);
    return number;
}

static uint32_t at32(const uint8_t *page, int at)
{
    uint32_t number;
    memcpy(&number, page + at, sizeof number);
    return number;
}

/* The bytes that belong to no item: from *from up to *to; false when the page is not what it should be. */
static bool find_gap(const uint8_t *page, db_pgno_t number, size_t *from, size_t *to)
{
    unsigned entries = at16(page, AT_ENTRIES), lowest = at16(page, AT_LOWEST);
    *from = PAGE_HEAD;
    *to = PAGE_SIZE_BYTES;
    if (at32(page, AT_PAGE_NUMBER) != number)
        return false;
    switch (page[AT_TYPE]) {
    case TYPE_FREE:
        return true;
    case TYPE_OVERFLOW: /* here the second number is how many bytes are in use */
        *from += lowest;
        return *from <= *to;
    case TYPE_INNER: case TYPE_LEAF:
        *from += 2 * (size_t)entries;
        *to = lowest;
        if (*from > *to || *to > PAGE_SIZE_BYTES)
            return false;
        for (unsigned i = 0; i < entries; i++)
            if (at16(page, PAGE_HEAD + 2 * (int)i) < lowest)
                return false;
        return true;
    default:
        return false;
    }
}

static bool is_clear(const uint8_t *bytes, size_t size)
{
    return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* The page in the cache; writes nothing. */
static int wipe_cached(DB_MPOOLFILE *pages, db_pgno_t number)
{
    uint8_t *page;
    size_t from, to;
    int code = pages->get(pages, &number, NULL, 0, &page);
    if (code)
        return code == DB_PAGE_NOTFOUND ? 0 : code;
    if (find_gap(page, number, &from, &to) && !is_clear(page + from, to - from))
        memset(page + from, 0, to - from);
    return pages->put(pages, page, DB_PRIORITY_VERY_LOW, 0);
}

/* The page in the file, which may be an older one: its own head says where its gap is. */
static int wipe_written(int fd, db_pgno_t number, struct wiping *at)
{
    uint8_t page[PAGE_SIZE_BYTES];
    size_t from, to;
    off_t start = (off_t)number * PAGE_SIZE_BYTES;
    ssize_t got = pread(fd, page, sizeof page, start);
    if (got < 0)
        return errno;
    at->pages++;
    if (got != sizeof page || !find_gap(page, number, &from, &to) || is_clear(page + from, to - from))
        return 0; /* a short page was not written yet */
    memset(page + from, 0, to - from);
    at->wiped++;
    if (pwrite(fd, page + from, to - from, start + (off_t)from) != (ssize_t)(to - from))
        return errno ? errno : EIO;
    return 0;
}

/* Page 0 says whether the layout above is the tree's. */
static int is_known(DB_MPOOLFILE *pages, bool *known)
{
    db_pgno_t number = 0;
    uint8_t *page;
    int code = pages->get(pages, &number, NULL, 0, &page);
    if (code)
        return code;
    *known = at32(page, AT_MAGIC) == BTREE_MAGIC && at32(page, AT_SIZE) == PAGE_SIZE_BYTES && page[AT_ENCRYPTED] == 0 &&
             page[AT_FLAGS] == 0;
    return pages->put(pages, page, DB_PRIORITY_UNCHANGED, 0);
}

static int open_file(const struct store *store, enum tree tree)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s.db", store->directory, trees[tree].name) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
}

/* As much of one tree as there is time for. */
static int wipe_tree(DB *db, int fd, struct wiping *at, int64_t until_ms, bool *done)
{
    DB_MPOOLFILE *pages = db->get_mpf(db);
    db_pgno_t last;
    bool known;
    *done = false;
    int code = is_known(pages, &known);
    if (!code && !known)
        return EINVAL;
    if (!code)
        code = pages->get_last_pgno(pages, &last);
    for (int count = 1; !code; count++) {
        if (at->page > last) {
            *done = true;
            at->page = 0;
            return 0;
        }
        if (count % LOOK_AT_CLOCK == 0 && clock_ms() >= until_ms)
            return 0;
        code = wipe_cached(pages, at->page);
        if (!code)
            code = wipe_written(fd, at->page++, at);
    }
    return code;
}

static enum err wipe_trees(struct store *store, struct wiping *at, int64_t until_ms)
{
    while (at->tree < TREE_COUNT) {
        bool whole = false;
        enum tree tree = (enum tree)at->tree;
        int fd = open_file(store, tree);
        int code = fd < 0 ? errno : wipe_tree(store->db[tree], fd, at, until_ms, &whole);
        io_close(&fd);
        if (code)
            return store_failed("wipe", tree, code);
        at->tree += whole;
        if (clock_ms() >= until_ms)
            break;
    }
    return ERR_NONE;
}

enum err store_wipe(struct store *store, struct wiping *at, int64_t until_ms, bool *done)
{
    *done = false;
    if (pthread_mutex_trylock(&store->copying) != 0)
        return ERR_NONE; /* a checkpoint or a copy goes on; asked again, it will be over */
    enum err err = store_flush(store);
    if (!err)
        err = wipe_trees(store, at, until_ms);
    pthread_mutex_unlock(&store->copying);
    *done = !err && at->tree == TREE_COUNT;
    return err;
}

/* Berkeley DB syncs what it wrote itself. */
static int sync_files(const struct store *store)
{
    for (int tree = 0; tree < TREE_COUNT; tree++) {
        int fd = open_file(store, (enum tree)tree);
        int code = fd < 0 || fdatasync(fd) != 0 ? errno : 0;
        io_close(&fd);
        if (code)
            return code;
    }
    return 0;
}

static int log_number(DB_ENV *env, uint32_t *number)
{
    DB_LOG_STAT *stat;
    int code = env->log_stat(env, &stat, 0);
    if (code)
        return code;
    *number = stat->st_cur_file;
    free(stat);
    return 0;
}

/* Lines that recovery passes over, until the next file has begun; with pauses, so that the engine's own commits never
 * wait for more than a few of them. */
static int fill_log(DB_ENV *env)
{
    const struct timespec pause = { 0, PAUSE_NS };
    char line[LOG_LINE + 1];
    uint32_t first, now;
    int code = log_number(env, &first);
    memset(line, '-', LOG_LINE);
    line[LOG_LINE] = 0;
    for (now = first; !code && now == first;) {
        for (int i = 0; i < LOG_LINES_AT_ONCE && !code; i++)
            code = env->log_printf(env, NULL, "%s", line);
        if (!code)
            code = env->log_flush(env, NULL);
        if (!code)
            code = log_number(env, &now);
        nanosleep(&pause, NULL);
    }
    return code;
}

enum err store_turn_log(struct store *store)
{
    copying_begin(store); /* a copy needs the logs */
    int code = sync_files(store);
    if (!code)
        code = fill_log(store->env);
    if (!code)
        code = store->env->txn_checkpoint(store->env, 0, 0, DB_FORCE);
    if (!code)
        code = store->env->log_archive(store->env, NULL, DB_ARCH_REMOVE); /* those kept for a backup too */
    enum err err = code ? err_detail(ERR_STORE, "new log: %s", db_strerror(code)) : logs_not_kept(store);
    copying_end(store);
    return err;
}
