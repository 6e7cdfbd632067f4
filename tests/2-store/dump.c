/* dump.c - a store as text and a new one out of it: everything comes through, and nothing else is taken. */
#include "fixture.h"
#include <sodium.h>
#include "src/base/io.h"
#include "src/base/str.h"
#include "src/keeper/keeper.h"

enum { ORDERS = 10, MUTATIONS = 2000, ROOM = 4 << 20 };

struct keeper keeper_state; /* main.c's, which is not linked */

static void put_one(struct store *store, enum tree tree, struct key key, const void *record)
{
    assert_good(store_put(store, tree, key, record));
}

static const char *hash_of(struct arena *arena, int64_t n)
{
    return arena_format(arena, "%064llx", (long long)n * 7919);
}

/* Bytes that a newer version would have left. */
static struct bytes newer(struct arena *arena)
{
    uint8_t *data = arena_alloc(arena, 20);
    memcpy(data, "\x75\x30\0\0\0\3new\x75\x31\0\0\0\0", 15);
    return (struct bytes){ data, 15 };
}

static void put_order(struct store *store, int64_t id, struct arena *arena)
{
    struct order order;
    struct stored_photo photo;
    struct print print;
    struct entry entry;
    struct key key = key_number((uint64_t)id);
    random_record(&order_type, &order, arena);
    order.id = id;
    order.code = arena_format(arena, "4711%08lld", (long long)id);
    order.label = arena_format(arena, "90%012lld", (long long)id);
    order.customer = "0000013";
    order.payments.n = 0;
    order.paid_minor = 0;
    order.unknown = newer(arena);
    for (size_t i = 0; i < order.photos.n; i++)
        order.photos.v[i].sha256 = i ? "" : hash_of(arena, id);
    put_one(store, TREE_ORDER, key, &order);
    random_record(&stored_photo_type, &photo, arena);
    photo.sha256 = hash_of(arena, id);
    put_one(store, TREE_PHOTO, key_text(photo.sha256), &photo);
    random_record(&print_type, &print, arena);
    print.order = id;
    print.line = 1, print.copy = 2;
    key_add_number(&key, 1);
    key_add_number(&key, 2);
    put_one(store, TREE_PRINT, key, &print);
    random_record(&entry_type, &entry, arena);
    entry.code = order.code;
    entry.at = id;
    assert_good(journal_append(store, &entry));
}

#define PUT(record, tree, member, name) do { \
        struct record record_; \
        random_record(&record##_type, &record_, &arena); \
        record_.member = (name); \
        put_one(store, (tree), key_text(record_.member), &record_); \
    } while (0)

/* Something in every tree. */
static void fill_store(struct store *store)
{
    struct arena arena = { 0 };
    struct meta meta;
    struct answer answer;
    struct tries tries;
    struct page page;
    int64_t dropped;
    assert_good(store_begin(store));
    for (int64_t id = 1; id <= ORDERS; id++)
        put_order(store, id, &arena);
    assert_good(journal_trim(store, 5, 100, &dropped)); /* leaves an anchor */
    assert_true(dropped == 4);
    PUT(customer, TREE_CUSTOMER, number, "0000013");
    PUT(staff, TREE_STAFF, login, "boss");
    PUT(role_rights, TREE_ROLE, role, "h\xc3\xa4lper");
    PUT(station, TREE_TERMINAL, terminal, "ssh 10.0.0.7");
    PUT(printer, TREE_PRINTER, name, "folder-1");
    random_record(&answer_type, &answer, &arena);
    put_one(store, TREE_ANSWER, key_number(0x6a112233445566ffu), &answer);
    put_one(store, TREE_ANSWER, key_number(0x6a11223344556677u), &answer); /* clean as text, too */
    random_record(&page_type, &page, &arena);
    put_one(store, TREE_PAGE, key_text("boss@office"), &page);
    random_record(&tries_type, &tries, &arena);
    struct key odd = key_none(); /* neither text nor numbers */
    key_add_text(&odd, "a\n");
    put_one(store, TREE_TRIES, odd, &tries);
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    meta.next_order = ORDERS + 1;
    meta.ticket_key = (struct bytes){ (const uint8_t *)"0123456789\0\1\2\3\4\5\6\7\xff\xfe", 20 };
    meta.unknown = newer(&arena);
    put_one(store, TREE_META, key_text("meta"), &meta);
    assert_good(store_commit(store));
    arena_free(&arena);
}

static void write_text(const char *path, const void *text, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && io_write(fd, text, size));
    close(fd);
}

static char *dump_of(struct store *store, size_t *size)
{
    int fd = open(fixture_path("dump"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_good(dump_write(store, fixture_directory, fd));
    close(fd);
    char *text = io_file(fixture_path("dump"), ROOM, size);
    assert_non_null(text);
    return text;
}

/* The dump of a filled store; its files have bytes that are no text. */
static char *dump_filled(size_t *size)
{
    write_text(fixture_path("countersign.conf"), "[shop]\nname = A \"shop\"\n", 23);
    write_text(fixture_path("catalogue"), "\xff\0\r\n\tno newline at the end", 27);
    write_text(fixture_path("printers.conf"), "", 0);
    struct store *store = fixture_open(true);
    fill_store(store);
    assert_true(check_says(store, NULL));
    char *text = dump_of(store, size);
    store_close(store);
    return text;
}

/* The last line as it must be for what stands before it. */
static size_t sum_again(char *text, size_t size)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[65];
    char *end = memmem(text, size, "\nend ", 5);
    assert_non_null(end);
    size_t before = (size_t)(end - text) + 1;
    long long count = atoll(end + 5);
    crypto_hash_sha256(hash, (uint8_t *)text, before);
    str_hex(hash, sizeof hash, hex);
    return before + (size_t)sprintf(text + before, "end %lld %s\n", count, hex);
}

static enum err load_from(struct store *store, const char *text, size_t size)
{
    struct loaded loaded;
    write_text(fixture_path("given"), text, size);
    int fd = open(fixture_path("given"), O_RDONLY);
    enum err err = load_read(store, fd, fixture_directory, "", &loaded);
    close(fd);
    return err;
}

static struct store *new_store(void)
{
    fixture_renew();
    assert_int_equal(mkdir(fixture_path("photos"), 0700), 0);
    return fixture_open(true);
}

static void everything_comes_through(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct order order, before;
    struct meta meta;
    int64_t entries;
    size_t size, again_size;
    char *text = dump_filled(&size);
    struct store *store = fixture_open(false);
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_ORDER, key_number(7), &before, &arena));
    store_abort(store);
    store_close(store);
    store = new_store();
    assert_good(load_from(store, text, size));
    char *again = dump_of(store, &again_size);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, text, size);
    assert_true(check_says(store, NULL));
    assert_good(store_begin(store));
    assert_good(store_get(store, INDEX_CODE, key_text("471100000007"), &order, &arena));
    assert_true(same_record(&order_type, &order, &before));
    assert_int_equal(order.unknown.size, 15);
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    assert_int_equal(meta.next_order, ORDERS + 1);
    assert_int_equal(meta.next_entry, ORDERS + 1);
    assert_int_equal(meta.unknown.size, 15);
    assert_good(journal_verify(store, &entries));
    assert_int_equal(entries, ORDERS - 4);
    store_abort(store);
    size_t file_size;
    char *file = io_file(fixture_path("catalogue"), 1000, &file_size);
    assert_int_equal(file_size, 27);
    assert_memory_equal(file, "\xff\0\r\n\tno newline at the end", 27);
    store_close(store);
    free(file), free(text), free(again);
    arena_free(&arena);
}

static void what_was_cut_leaves_no_store(void **state)
{
    (void)state;
    size_t size;
    struct store *store;
    char *text = dump_filled(&size);
    store = new_store();
    for (size_t cut = 0; cut < size; cut += 1 + size / 300) {
        assert_err(load_from(store, text, cut), ERR_MALFORMED);
        assert_non_null(strstr(err_last_detail(), cut ? "line " : "cut short"));
    }
    assert_err(load_from(store, text, size - 1), ERR_MALFORMED);
    store_close(store);
    assert_err(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, false, NULL), ERR_STORE);
    assert_non_null(strstr(err_last_detail(), "was never finished"));
    free(text);
}

/* Whatever is done to a dump, it is refused, and the store takes the true one afterwards. */
static void mutated_dumps_are_refused(void **state)
{
    (void)state;
    static const char marks[] = "\n\n {}\"\\,?# 0x-e.";
    size_t size;
    char *text = dump_filled(&size), *spoilt = malloc(2 * size);
    struct store *store = new_store();
    for (int round = 0; round < MUTATIONS; round++) {
        size_t length = size;
        memcpy(spoilt, text, size);
        for (uint64_t left = 1 + random_below(5); left > 0; left--) {
            size_t at = random_below(length), other = random_below(length);
            size_t piece = 1 + random_below(300);
            switch (random_below(5)) {
            case 0: spoilt[at] = (char)(spoilt[at] ^ (1 << random_below(8))); break;
            case 1: spoilt[at] = spoilt[at] == ' ' ? '\n' : marks[random_below(sizeof marks - 1)]; break;
            case 2: /* a piece is gone */
                piece = piece > length - at - 1 ? length - at - 1 : piece;
                memmove(spoilt + at, spoilt + at + piece, length - at - piece);
                length -= piece;
                break;
            case 3: /* a piece stands there twice */
                piece = piece > length - other ? length - other : piece;
                if (length + piece >= 2 * size)
                    break;
                memmove(spoilt + at + piece, spoilt + at, length - at);
                memmove(spoilt + at, spoilt + other + (other >= at ? piece : 0), piece);
                length += piece;
                break;
            default: memset(spoilt + at, (int)random_below(256), piece > length - at ? length - at : piece);
            }
        }
        if (length == size && memcmp(spoilt, text, size) == 0)
            continue;
        enum err err = load_from(store, spoilt, length);
        if (err == ERR_NONE || *err_last_detail() == 0) {
            print_error("round %d was taken\n", round);
            fail();
        }
    }
    assert_good(load_from(store, text, size));
    assert_true(check_says(store, NULL));
    store_close(store);
    free(text), free(spoilt);
}

/* Replace the first `old` by `new` and sum up again; the text has room. */
static size_t change(char *text, size_t size, const char *old, const char *new)
{
    char *at = memmem(text, size, old, strlen(old));
    assert_non_null(at);
    size_t behind = size - (size_t)(at - text) - strlen(old);
    memmove(at + strlen(new), at + strlen(old), behind);
    memcpy(at, new, strlen(new));
    return sum_again(text, size + strlen(new) - strlen(old));
}

static void refusals_name_the_line(void **state)
{
    (void)state;
    static const struct { const char *old, *new; enum err err; const char *words; } rows[] = {
        { "countersign-dump 1", "countersign-dump 2", ERR_MALFORMED, "line 1: this is no dump of this kind" },
        { "\nstore 3", "\nstore 99", ERR_STORE_NEWER, "version 99" },
        { "\nstore 3", "\nstore 0", ERR_MALFORMED, "line 2: " },
        { "\nfile \"catalogue\"", "\nfile \"../catalogue\"", ERR_MALFORMED, ": a shop has no such file" },
        { "\nprint 2.1.2\n", "\nprint 2..2\n", ERR_MALFORMED, ": that is no key" },
        { "\nprint 2.1.2\n", "\nprint 1.1.2\n", ERR_MALFORMED, ": its key does not come after the one before" },
        { "\nprint 2.1.2\n", "\npaint 2.1.2\n", ERR_MALFORMED, ": there are no records of this kind" },
        { "\norder 3\nid 3\n", "\norder 3\nid 3\nid 3\n", ERR_MALFORMED, ": id of order stands there twice" },
        { "\norder 3\nid 3\n", "\norder 3\nid 3\033\n", ERR_MALFORMED, ": it has bytes that stand in no dump" },
        { "\ncode \"471100000004\"", "\ncode \"471100000003\"", ERR_EXISTS, ": order.code 471100000003" },
        { "\nsha256 \"0000", "\nsha256 \"../0", ERR_MALFORMED, ": the sha256 of a photo is none" },
        { "\nmeta \"meta\"\n", "\nmeta \"mete\"\n", ERR_MALFORMED, ": the record meta is missing" },
    };
    size_t size;
    char *text = dump_filled(&size), *changed = malloc(size + 100);
    struct store *store = new_store();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        memcpy(changed, text, size);
        size_t length = change(changed, size, rows[i].old, rows[i].new);
        assert_err(load_from(store, changed, length), rows[i].err);
        if (strstr(err_last_detail(), rows[i].words) == NULL) {
            print_error("%s -> %s: %s\n", rows[i].old, rows[i].new, err_last_detail());
            fail();
        }
    }
    store_close(store);
    free(text), free(changed);
}

/* A line without an end is given up, not collected. */
static void endless_lines_are_given_up(void **state)
{
    (void)state;
    size_t size = 3 << 20;
    char *text = malloc(size);
    memset(text, 'x', size);
    struct store *store = new_store();
    assert_err(load_from(store, text, size), ERR_TOO_LONG);
    assert_string_equal(err_last_detail(), "line 1");
    store_close(store);
    free(text);
}

static void older_dumps_are_taken(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct meta meta;
    size_t size;
    char *text = dump_filled(&size), *older = malloc(size + 100);
    memcpy(older, text, size);
    size_t length = change(older, size, "\nstore 3", "\nstore 1");
    length = change(older, length, "\nversion 3", "\nversion 1");
    struct store *store = new_store();
    assert_good(load_from(store, older, length));
    assert_good(store_begin(store));
    assert_good(store_get(store, TREE_META, key_text("meta"), &meta, &arena));
    assert_int_equal(meta.version, STORE_VERSION);
    store_abort(store);
    assert_true(check_says(store, NULL));
    store_close(store);
    free(text), free(older);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_comes_through, fixture_make, fixture_remove),
        cmocka_unit_test_setup_teardown(what_was_cut_leaves_no_store, fixture_make, fixture_remove),
        cmocka_unit_test_setup_teardown(mutated_dumps_are_refused, fixture_make, fixture_remove),
        cmocka_unit_test_setup_teardown(refusals_name_the_line, fixture_make, fixture_remove),
        cmocka_unit_test_setup_teardown(endless_lines_are_given_up, fixture_make, fixture_remove),
        cmocka_unit_test_setup_teardown(older_dumps_are_taken, fixture_make, fixture_remove),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
