/* dump.c - the whole shop as text: its three files, then every record that is no index, in the order of its key.
 *
 * The text is written by a process of its own, from a hot copy while the shop is open (as in check.c), from the store
 * itself while it is closed. It goes straight into the descriptor that whoever asked sent along; the engine has answered
 * long before, so a slow line holds up nobody. The last line carries the number of records and a SHA-256 over all before
 * it: what was cut or touched on its way is refused by load.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/str.h"
#include "keeper.h"

const char *const dump_files[DUMP_FILES] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };

/* ---- in the process of its own ---- */

enum { CHUNK = 64 * 1024 };
struct dump {
    int fd;
    struct buf buf;
    crypto_hash_sha256_state sum;
    int64_t records;
};

static enum err pour(struct dump *dump, size_t above)
{
    if (dump->buf.size <= above)
        return ERR_NONE;
    crypto_hash_sha256_update(&dump->sum, dump->buf.data, dump->buf.size);
    if (!io_write(dump->fd, dump->buf.data, dump->buf.size))
        return err_detail(ERR_IO, "the dump: %s", strerror(errno));
    buf_clear(&dump->buf);
    return ERR_NONE;
}

static void dump_head(struct dump *dump, const char *shop)
{
    struct conf conf;
    struct buf mistakes = { 0 };
    bool named = conf_read(&conf, shop, &mistakes) == ERR_NONE;
    buf_format(&dump->buf, DUMP_FIRST_LINE "\nstore %d\nshop ", STORE_VERSION);
    dump_text(&dump->buf, named ? conf.shop_name : "", named ? strlen(conf.shop_name) : 0);
    buf_text(&dump->buf, "\n"
        "# The whole shop as text, made by: countersign dump. A new shop is made of it by: countersign load SHOPDIR\n"
        "# Keep it as secret as the shop itself: names, phone numbers, password hashes and the key of the ticket\n"
        "# passwords are in it. Photos are not; the records called photo name their files.\n"
        "#\n"
        "# A block begins with what it is (file, or the kind of record) and its key, and ends with an empty line. A field\n"
        "# is a line; zero and empty ones are left out. Times are seconds since 1970 UTC, sums are in minor units.\n"
        "# Records inside stand in braces, a list names itself for each item, #00ff is bytes, ?12345 is a field by its\n"
        "# tag that the writer did not know. In quotes \\\" \\\\ \\n \\t and \\xHH stand for what cannot stand there.\n"
        "# The last line has the number of records and a SHA-256 over every line before it.\n"
        "\n");
    if (named)
        conf_free(&conf);
    buf_free(&mistakes);
}

/* A line each, with its newline; what is longer goes on in the next. */
static enum err dump_file(struct dump *dump, const char *shop, const char *name)
{
    enum { PIECE = 4000 };
    char path[PATH_MAX + 32];
    size_t size = 0;
    snprintf(path, sizeof path, "%s/%s", shop, name);
    if (access(path, F_OK) != 0) {
        log_line("dump", "%s is not there; a shop made of the dump gets the standard one", name);
        return ERR_NONE;
    }
    char *text = io_file(path, DUMP_FILE_MOST, &size);
    if (text == NULL)
        return err_detail(ERR_IO, "%.100s cannot be read, or has more than %d KB", path, DUMP_FILE_MOST >> 10);
    buf_text(&dump->buf, "file ");
    dump_text(&dump->buf, name, strlen(name));
    for (size_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t length = newline ? (size_t)(newline - text) - at + 1 : size - at;
        length = length > PIECE ? PIECE : length;
        buf_text(&dump->buf, "\n");
        dump_text(&dump->buf, text + at, length);
        at += length;
    }
    buf_text(&dump->buf, "\n\n");
    free(text);
    return pour(dump, CHUNK);
}

/* A key as a person reads it, and so that load knows which kind it was. */
static void dump_key(const struct key *key, struct buf *out)
{
    char hex[2 * KEY_SIZE + 1];
    if (str_is_clean((const char *)key->data, key->size)) {
        dump_text(out, (const char *)key->data, key->size);
    } else if (key->size % 8 == 0) {
        for (size_t at = 0; at < key->size; at += 8)
            buf_format(out, "%s%" PRIu64, at ? "." : "", be64(key->data + at));
    } else {
        str_hex(key->data, key->size, hex);
        buf_format(out, "#%s", hex);
    }
}

static enum err dump_tree(struct dump *dump, struct store *store, int tree)
{
    const char *name;
    const struct record_type *type = store_tree(tree, &name);
    struct arena arena = { 0 };
    struct walk *walk = NULL;
    struct key key, target;
    enum err err = walk_open(store, (enum tree)tree, key_none(), 0, false, &walk);
    bool end = false;
    while (!err && !end) {
        if ((err = walk_next(walk, &key, &target)) != ERR_NONE) {
            end = err == ERR_NOT_FOUND;
            break;
        }
        arena_reset(&arena);
        void *record = arena_alloc(&arena, type->size);
        if ((err = store_get(store, (enum tree)tree, key, record, &arena)) != ERR_NONE)
            break;
        buf_format(&dump->buf, "%s ", name);
        dump_key(&key, &dump->buf);
        buf_text(&dump->buf, "\n");
        record_dump(type, record, FIELD_STORE, &dump->buf);
        buf_text(&dump->buf, "\n");
        dump->records++;
        err = pour(dump, CHUNK);
    }
    walk_close(walk);
    arena_free(&arena);
    return end ? ERR_NONE : err;
}

static enum err dump_end(struct dump *dump)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    enum err err = pour(dump, 0);
    if (err)
        return err;
    crypto_hash_sha256_final(&dump->sum, hash);
    str_hex(hash, sizeof hash, hex);
    buf_format(&dump->buf, "end %" PRId64 " %s\n", dump->records, hex);
    if (!io_write(dump->fd, dump->buf.data, dump->buf.size))
        return err_detail(ERR_IO, "the dump: %s", strerror(errno));
    return ERR_NONE;
}

enum err dump_write(struct store *store, const char *shop, int fd)
{
    struct dump dump = { .fd = fd };
    const char *name;
    crypto_hash_sha256_init(&dump.sum);
    dump_head(&dump, shop);
    enum err err = store_begin(store);
    if (err) {
        buf_free(&dump.buf);
        return err;
    }
    for (size_t i = 0; i < DUMP_FILES && !err; i++)
        err = dump_file(&dump, shop, dump_files[i]);
    for (int tree = 0; !err && store_tree(tree, &name); tree++)
        err = dump_tree(&dump, store, tree);
    store_abort(store);
    if (!err)
        err = dump_end(&dump);
    buf_free(&dump.buf);
    return err;
}

enum err dump_print(const char *shop, const char *directory, bool *sound)
{
    struct store *store;
    (void)sound;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody reads on when whoever started it is gone */
    enum err err = store_open(&store, directory, 16, false, NULL);
    if (err)
        return err;
    err = dump_write(store, shop, STDOUT_FILENO);
    store_close(store);
    return err;
}

/* ---- in the keeper ---- */

struct writer {
    pid_t pid;
    char copy[PATH_MAX + 32];
};
static atomic_bool under_way; /* one copy of the store on the disk is enough */

static void remove_copy(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(directory);
}

/* Waits for the writer, however slow its reader is. */
static void *watch_writer(void *data)
{
    struct writer *writer = data;
    int status = 0;
    while (waitpid(writer->pid, &status, 0) < 0 && errno == EINTR)
        ;
    log_line("dump", status == 0 ? "is written" : "ended early");
    remove_copy(writer->copy);
    free(writer);
    under_way = false;
    return NULL;
}

static enum err start_writer(const char *shop, struct writer *writer, int out)
{
    char program[PATH_MAX];
    pthread_t thread;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    char *argv[] = { (char *)(uintptr_t)path_program("countersign-keeper", program, sizeof program),
                     (char *)(uintptr_t)shop, (char *)(uintptr_t) "--dump", writer->copy, NULL };
    int failed = posix_spawn(&writer->pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed)
        return err_detail(ERR_LIMIT, "%s", strerror(failed));
    if (pthread_create(&thread, NULL, watch_writer, writer)) {
        kill(writer->pid, SIGKILL);
        while (waitpid(writer->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        return err_detail(ERR_LIMIT, "no thread is left");
    }
    pthread_detach(thread);
    return ERR_NONE;
}

void dump_run(struct keeper *keeper, struct call *call)
{
    enum err err = ERR_NONE;
    if (atomic_exchange(&under_way, true)) {
        err = err_detail(ERR_LIMIT, "another dump is being written");
    } else {
        struct writer *writer = xcalloc(1, sizeof *writer);
        snprintf(writer->copy, sizeof writer->copy, "%s/" PATH_RUN "/dump", keeper->shop);
        err = store_copy(keeper->store, writer->copy);
        if (!err)
            err = start_writer(keeper->shop, writer, call->fd_in);
        if (err) {
            remove_copy(writer->copy);
            free(writer);
            under_way = false;
        }
    }
    call->judged = (struct judgement){ .done = true, .err = err };
    if (err)
        snprintf(call->judged.detail, sizeof call->judged.detail, "%s", err_last_detail());
}

enum err action_dump(struct act *act)
{
    if (act->fd_in < 0)
        return err_detail(ERR_USAGE, "a dump needs a descriptor to write to");
    if (!act->judged.done) {
        log_line("dump", "asked for by %s at %s", act->who->login, act->who->terminal);
        return act_later(act, LATER_DUMP, NULL, NULL);
    }
    return act->judged.err ? err_detail(act->judged.err, "%s", act->judged.detail) : ERR_NONE;
}
