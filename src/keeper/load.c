/* load.c - a new shop out of a dump (dump.c): every line is looked at before anything believes it.
 *
 * The power-cut story: the records come first, then photos and files, and the meta record last of all. Until that is on
 * disk nobody can open the store, so a load that was cut short, refused or killed leaves no shop. The sum over all lines
 * is known only at the end; that is early enough for the same reason.
 *
 * Details of refusals name the line. A dump of an older store is taken as it is: what it lacks is zero.
 */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "../base/str.h"
#include "keeper.h"

enum { LINE_MOST = 1 << 20, CHUNK = 64 * 1024, BATCH_RECORDS = 1000, CHECKPOINT_KB = 64 * 1024, CACHE_MB = 256 };

struct load {
    struct store *store;
    int fd;
    bool tell;                     /* progress: somebody watches */
    struct buf in;                 /* read and not yet taken from `at` on */
    size_t at;
    bool ended;                    /* nothing more comes */
    int64_t line;                  /* the number of the line taken last */
    crypto_hash_sha256_state sum;  /* over all lines taken */
    int64_t version, records, in_batch;
    bool begun;                    /* a transaction is open */
    int tree;                      /* the records before this one were of this tree; -1 at the beginning */
    bool seen[TREE_COUNT];
    struct key last;               /* and the one before had this key */
    struct arena arena, kept;      /* of one record; of the whole load */
    struct meta meta;              /* kept back until the end */
    bool has_meta;
    struct buf files[DUMP_FILES];
    bool has_file[DUMP_FILES];
};

/* ---- lines ---- */

/* The line's number before the detail that somebody has given. */
static enum err at_line(int64_t line, enum err err)
{
    char detail[160];
    snprintf(detail, sizeof detail, "%.150s", err_last_detail());
    return err_detail(err, "line %" PRId64 ": %s", line, detail);
}

static enum err refuse(const struct load *load, const char *why)
{
    return err_detail(ERR_MALFORMED, "line %" PRId64 ": %s", load->line, why);
}

static enum err fill(struct load *load)
{
    uint8_t chunk[CHUNK];
    ssize_t got;
    while ((got = read(load->fd, chunk, sizeof chunk)) < 0 && errno == EINTR)
        ;
    if (got < 0)
        return err_detail(ERR_IO, "the dump: %s", strerror(errno));
    buf_drop(&load->in, load->at);
    load->at = 0;
    load->ended = got == 0;
    buf_add(&load->in, chunk, (size_t)got);
    return ERR_NONE;
}

/* The next line, without its newline and good until the next call; NULL in *line at the end. */
static enum err next_line(struct load *load, const char **line)
{
    size_t looked = 0;
    for (;;) {
        size_t waiting = load->in.size - load->at;
        uint8_t *from = load->in.data + load->at;
        uint8_t *newline = waiting > looked ? memchr(from + looked, '\n', waiting - looked) : NULL;
        if (newline) {
            size_t length = (size_t)(newline - from);
            load->line++;
            load->at += length + 1;
            if (length > LINE_MOST)
                return err_detail(ERR_TOO_LONG, "line %" PRId64, load->line);
            if (!str_is_clean((const char *)from, length))
                return refuse(load, "it has bytes that stand in no dump");
            *newline = 0;
            *line = (const char *)from;
            return ERR_NONE;
        }
        looked = waiting;
        if (looked > LINE_MOST)
            return err_detail(ERR_TOO_LONG, "line %" PRId64, load->line + 1);
        if (load->ended) {
            *line = NULL;
            return waiting ? err_detail(ERR_MALFORMED, "the dump is cut short in line %" PRId64, load->line + 1) : ERR_NONE;
        }
        enum err err = fill(load);
        if (err)
            return err;
    }
}

/* A line that must be there, added to the sum. */
static enum err take_line(struct load *load, const char **line)
{
    enum err err = next_line(load, line);
    if (err)
        return err;
    if (*line == NULL)
        return err_detail(ERR_MALFORMED, "the dump is cut short after line %" PRId64, load->line);
    crypto_hash_sha256_update(&load->sum, (const uint8_t *)*line, strlen(*line));
    crypto_hash_sha256_update(&load->sum, (const uint8_t *)"\n", 1);
    return ERR_NONE;
}

/* ---- blocks ---- */

static bool load_key(const char *text, struct key *key)
{
    struct buf bytes = { 0 };
    *key = key_none();
    if (*text == '"') {
        const char *end = load_text(text, &bytes);
        bool good = end && *end == 0 && bytes.size <= KEY_SIZE;
        for (size_t i = 0; good && i < bytes.size; i++)
            key_add_byte(key, bytes.data[i]);
        buf_free(&bytes);
        return good && key->size > 0;
    }
    if (*text == '#') {
        uint8_t nibble[2] = { 0 };
        size_t i = 0;
        for (text++; *text; text++, i++) {
            const char *digits = "0123456789abcdef", *found = strchr(digits, *text);
            if (found == NULL || i >= 2 * KEY_SIZE)
                return false;
            nibble[i % 2] = (uint8_t)(found - digits);
            if (i % 2)
                key_add_byte(key, (uint8_t)(nibble[0] << 4 | nibble[1]));
        }
        return i > 0 && i % 2 == 0;
    }
    do {
        char *end;
        errno = 0;
        unsigned long long number = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
        if (*text < '0' || *text > '9' || errno || (*end && *end != '.'))
            return false;
        key_add_number(key, number);
        text = end + (*end == '.');
        if (*end == '.' && *text == 0)
            return false;
    } while (*text && key->size < KEY_SIZE);
    return *text == 0 && key->size <= KEY_SIZE;
}

/* Records come tree by tree and in the order of their keys: then none comes twice. */
static enum err follows(struct load *load, int tree, const struct key *key)
{
    size_t shorter = key->size < load->last.size ? key->size : load->last.size;
    int order = tree == load->tree ? memcmp(key->data, load->last.data, shorter) : 1;
    if (order < 0 || (order == 0 && key->size <= load->last.size))
        return refuse(load, "its key does not come after the one before");
    if (tree != load->tree && load->seen[tree])
        return refuse(load, "records of this kind stood further up already");
    load->seen[tree] = true;
    load->tree = tree;
    load->last = *key;
    return ERR_NONE;
}

static bool is_hash(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* What would become the name of a file must be a hash and nothing else. */
static bool names_are_safe(int tree, const void *record)
{
    if (tree == TREE_PHOTO)
        return is_hash(((const struct stored_photo *)record)->sha256);
    if (tree != TREE_ORDER)
        return true;
    const struct order *order = record;
    for (size_t i = 0; i < order->photos.n; i++)
        if (*order->photos.v[i].sha256 && !is_hash(order->photos.v[i].sha256))
            return false;
    return true;
}

static enum err turn_batch(struct load *load)
{
    enum err err = store_commit(load->store);
    load->in_batch = 0;
    load->begun = false;
    if (load->tell)
        fprintf(stderr, "\r%" PRId64 " records", load->records);
    if (!err)
        err = store_checkpoint(load->store, CHECKPOINT_KB);
    if (!err)
        err = store_begin(load->store);
    load->begun = !err;
    return err;
}

static enum err keep_record(struct load *load, int tree, struct key key, const void *record)
{
    const char *meta = "meta";
    load->records++;
    if (tree == TREE_META && key.size == strlen(meta) && memcmp(key.data, meta, key.size) == 0) {
        record_copy(&meta_type, record, &load->meta, &load->kept);
        load->has_meta = true;
        return ERR_NONE;
    }
    enum err err = store_load(load->store, (enum tree)tree, key, record);
    return !err && ++load->in_batch >= BATCH_RECORDS ? turn_batch(load) : err;
}

static enum err load_record(struct load *load, int tree, const struct record_type *type, const char *words)
{
    struct key key;
    const char *line;
    int64_t first = load->line;
    if (!load_key(words, &key))
        return refuse(load, "that is no key");
    enum err err = follows(load, tree, &key);
    if (err)
        return err;
    struct record_reader *reader = record_reader_new(type, FIELD_STORE, load->version);
    while ((err = take_line(load, &line)) == ERR_NONE && *line)
        if ((err = record_reader_line(reader, line)) != ERR_NONE) {
            err = at_line(load->line, err);
            break;
        }
    if (!err) {
        arena_reset(&load->arena);
        void *record = arena_alloc(&load->arena, type->size);
        err = record_reader_end(reader, record, &load->arena);
        if (!err && !names_are_safe(tree, record))
            err = err_detail(ERR_MALFORMED, "the sha256 of a photo is none");
        if (!err)
            err = keep_record(load, tree, key, record);
        if (err)
            err = at_line(first, err);
    }
    record_reader_free(reader);
    return err;
}

static enum err load_file(struct load *load, const char *words)
{
    struct buf name = { 0 };
    const char *end = load_text(words, &name), *line;
    size_t i = 0;
    while (i < DUMP_FILES && strcmp(dump_files[i], buf_string(&name)) != 0)
        i++;
    bool known = end && *end == 0 && name.size == strlen(buf_string(&name)) && i < DUMP_FILES && !load->has_file[i];
    buf_free(&name);
    if (!known)
        return refuse(load, "a shop has no such file, or it stood further up already");
    load->has_file[i] = true;
    enum err err;
    while ((err = take_line(load, &line)) == ERR_NONE && *line) {
        end = load_text(line, &load->files[i]);
        if (end == NULL || *end)
            return refuse(load, "a line of a file stands in quotes");
        if (load->files[i].size > DUMP_FILE_MOST)
            return refuse(load, "the file is too large");
    }
    return err;
}

static enum err load_block(struct load *load, const char *line)
{
    size_t length = strcspn(line, " ");
    const char *name;
    const struct record_type *type;
    if (line[length] == 0)
        return refuse(load, "a block begins with its kind and a key");
    if (length == 4 && memcmp(line, "file", 4) == 0)
        return load_file(load, line + length + 1);
    for (int tree = 0; (type = store_tree(tree, &name)) != NULL; tree++)
        if (strlen(name) == length && memcmp(name, line, length) == 0)
            return load_record(load, tree, type, line + length + 1);
    return refuse(load, "there are no records of this kind");
}

static enum err load_head(struct load *load)
{
    const char *line;
    enum err err = take_line(load, &line);
    if (err)
        return err;
    if (strcmp(line, DUMP_FIRST_LINE) != 0)
        return refuse(load, "this is no dump of this kind; it begins with: " DUMP_FIRST_LINE);
    if ((err = take_line(load, &line)) != ERR_NONE)
        return err;
    if (strncmp(line, "store ", 6) != 0 || !str_number(line + 6, 1, INT32_MAX, &load->version))
        return refuse(load, "the version of the store must stand here");
    if (load->version > STORE_VERSION)
        return err_detail(ERR_STORE_NEWER, "version %" PRId64 ", this one knows %d", load->version, STORE_VERSION);
    if ((err = take_line(load, &line)) != ERR_NONE)
        return err;
    return strncmp(line, "shop \"", 6) == 0 ? ERR_NONE : refuse(load, "the shop's name must stand here");
}

/* "end RECORDS SUM": the sum is over what was taken before. */
static enum err load_end(struct load *load, const char *line)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1], expected[128];
    crypto_hash_sha256_final(&load->sum, hash);
    str_hex(hash, sizeof hash, hex);
    snprintf(expected, sizeof expected, "end %" PRId64 " %s", load->records, hex);
    if (strcmp(line, expected) != 0)
        return refuse(load, "number or sum of what came before are not these: the dump was changed or damaged");
    enum err err = next_line(load, &line);
    if (err)
        return err;
    if (line)
        return refuse(load, "something follows the end");
    return load->has_meta ? ERR_NONE : refuse(load, "the record meta is missing");
}

static enum err load_blocks(struct load *load)
{
    for (;;) {
        const char *line;
        enum err err = next_line(load, &line);
        if (err)
            return err;
        if (line == NULL)
            return err_detail(ERR_MALFORMED, "the dump is cut short after line %" PRId64, load->line);
        if (strncmp(line, "end ", 4) == 0)
            return load_end(load, line);
        crypto_hash_sha256_update(&load->sum, (const uint8_t *)line, strlen(line));
        crypto_hash_sha256_update(&load->sum, (const uint8_t *)"\n", 1);
        if (*line && *line != '#')
            err = load_block(load, line);
        if (err)
            return err;
    }
}

static struct load *load_new(struct store *store, int fd)
{
    struct load *load = xcalloc(1, sizeof *load);
    load->store = store;
    load->fd = fd;
    load->tree = -1;
    load->tell = isatty(STDERR_FILENO);
    crypto_hash_sha256_init(&load->sum);
    return load;
}

static void load_free(struct load *load)
{
    arena_free(&load->arena);
    arena_free(&load->kept);
    buf_free(&load->in);
    for (size_t i = 0; i < DUMP_FILES; i++)
        buf_free(&load->files[i]);
    free(load);
}

/* All but the meta record. */
static enum err load_records(struct load *load)
{
    enum err err = store_load_begin(load->store);
    if (err || (err = store_begin(load->store)) != ERR_NONE)
        return err;
    load->begun = true;
    err = load_head(load);
    if (!err)
        err = load_blocks(load);
    if (err && load->begun)
        store_abort(load->store);
    if (!err)
        err = store_commit(load->store);
    if (load->tell)
        fprintf(stderr, "\r%" PRId64 " records\n", load->records);
    return err ? err : store_flush(load->store);
}

static enum err write_files(struct load *load, const char *shop)
{
    char path[PATH_MAX + 32];
    enum err err = ERR_NONE;
    for (size_t i = 0; i < DUMP_FILES && !err; i++) {
        const char *standard = conf_standard_file(dump_files[i]);
        snprintf(path, sizeof path, "%s/%s", shop, dump_files[i]);
        if (load->has_file[i])
            err = io_replace(path, load->files[i].data, load->files[i].size, 0600);
        else
            err = io_replace(path, standard, strlen(standard), 0600);
        if (!load->has_file[i])
            printf("The dump has no %s; the standard one stands in its place.\n", dump_files[i]);
    }
    return err;
}

/* From here on it is a shop. */
static enum err finish(struct load *load)
{
    load->meta.version = STORE_VERSION;
    enum err err = store_begin(load->store);
    if (err)
        return err;
    err = store_load(load->store, TREE_META, key_text("meta"), &load->meta);
    if (err) {
        store_abort(load->store);
        return err;
    }
    err = store_commit(load->store);
    return err ? err : store_flush(load->store);
}

enum err load_read(struct store *store, int fd, const char *shop, const char *photos, struct loaded *loaded)
{
    struct load *load = load_new(store, fd);
    *loaded = (struct loaded){ 0 };
    enum err err = load_records(load);
    if (!err)
        err = load_photos(store, shop, photos, loaded);
    if (!err)
        err = write_files(load, shop);
    if (!err)
        err = finish(load);
    loaded->records = load->records;
    load_free(load);
    return err;
}

enum err load_shop(const char *shop, const char *photos, bool *sound)
{
    struct store *store;
    struct loaded loaded;
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/" PATH_STORE "/meta.db", shop);
    if (access(path, F_OK) == 0)
        return err_detail(ERR_DIRECTORY, "%.100s has a store already", shop);
    snprintf(path, sizeof path, "%s/" PATH_STORE, shop);
    enum err err = store_open(&store, path, CACHE_MB, true, NULL);
    if (err)
        return err;
    err = load_read(store, STDIN_FILENO, shop, photos, &loaded);
    store_close(store);
    if (err) {
        snprintf(path, sizeof path, "%s/" PATH_CONF, shop);
        unlink(path); /* whoever started this looks whether it is there */
        return err;
    }
    printf("%" PRId64 " records are loaded, %" PRId64 " photos taken. Checked:\n", loaded.records, loaded.photos);
    err = check_print(shop, path, sound);
    if (loaded.missing) {
        *sound = false;
        printf("%" PRId64 " photos are missing: the dump names them, and their files were not %s. Load again with "
               "--photos DIR, or copy each file to " PATH_PHOTOS "/AB/, AB being the first two letters of its name.\n",
               loaded.missing, *photos ? "found" : "given");
    }
    if (loaded.thumbs_missing)
        printf("%" PRId64 " photos came without their small picture (.rgb): screens show their names only.\n",
               loaded.thumbs_missing);
    return err;
}
