/* fixture.h - what the store's tests share: a store in a directory of its own, seeded random records, flipped bytes. */
#ifndef FIXTURE_H
#define FIXTURE_H
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "db/store.h"

enum { FIXTURE_CACHE_MB = 16 };
#define assert_good(call) fixture_good((call), #call, __FILE__, __LINE__)
#define assert_err(call, wanted) fixture_err((call), (wanted), #call, __FILE__, __LINE__)

static inline void fixture_good(enum err err, const char *call, const char *file, int line)
{
    if (err == ERR_NONE)
        return;
    print_error("%s: %s: %s\n", call, err_word(err), err_last_detail());
    _fail(file, line);
}

static inline void fixture_err(enum err err, enum err wanted, const char *call, const char *file, int line)
{
    if (err == wanted)
        return;
    print_error("%s: %s (%s) where %s was due\n", call, err_word(err), err_last_detail(), err_word(wanted));
    _fail(file, line);
}

/* A seeded generator (xorshift), so that a failing run can be repeated. */
static uint64_t fixture_seed = 88172645463325252u;
static inline uint64_t random_number(void)
{
    fixture_seed ^= fixture_seed << 13;
    fixture_seed ^= fixture_seed >> 7;
    return fixture_seed ^= fixture_seed << 17;
}

static inline uint64_t random_below(uint64_t limit)
{
    return random_number() % limit;
}

static inline const char *random_digits(struct arena *arena, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    for (size_t i = 0; i < count; i++)
        text[i] = (char)('0' + random_below(10));
    return text;
}

static inline const char *random_text(struct arena *arena, size_t limit)
{
    static const char *const letters[] = { "a", "e", "n", "R", "7", " ", "-", "\"", "\\", "ö", "€", "漢", "😀" };
    char *text = arena_alloc(arena, limit + 1);
    size_t used = 0, wanted = random_below(limit + 1);
    while (used < wanted) {
        const char *letter = letters[random_below(sizeof letters / sizeof *letters)];
        if (used + strlen(letter) > limit)
            break;
        memcpy(text + used, letter, strlen(letter));
        used += strlen(letter);
    }
    return text;
}

static inline void random_record(const struct record_type *type, void *record, struct arena *arena);

static inline void random_field(const struct field *field, void *record, struct arena *arena)
{
    void *at = (char *)record + field->at;
    const struct word_list *words = field->sub;
    int64_t number = (int64_t)(random_number() >> random_below(64));
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text = random_text(arena, field->limit);
        memcpy(at, &text, sizeof text);
        break;
    }
    case FIELD_BLOB: {
        struct bytes bytes = { NULL, random_below(field->limit < 500 ? field->limit : 500) };
        uint8_t *data = arena_alloc(arena, bytes.size + 1);
        for (size_t i = 0; i < bytes.size; i++)
            data[i] = (uint8_t)random_number();
        bytes.data = data;
        memcpy(at, &bytes, sizeof bytes);
        break;
    }
    case FIELD_ENUM: *(int *)at = (int)random_below(words->count); break;
    case FIELD_SET: *(uint32_t *)at = (uint32_t)random_below((uint64_t)1 << words->count); break;
    case FIELD_FLAG: *(bool *)at = random_below(2); break;
    case FIELD_REAL: *(double *)at = (double)number / 1000.0; break;
    case FIELD_ONE: random_record(field->sub, at, arena); break;
    case FIELD_LIST:
        for (uint64_t n = random_below(6); n > 0; n--)
            random_record(field->sub, list_add(arena, at, field->sub), arena);
        break;
    default: *(int64_t *)at = random_below(2) ? number : -number;
    }
}

/* Every stored field gets a value within its row. */
static inline void random_record(const struct record_type *type, void *record, struct arena *arena)
{
    record_init(type, record);
    for (size_t i = 0; i < type->count; i++)
        if (type->fields[i].flags & FIELD_STORE)
            random_field(&type->fields[i], record, arena);
}

static inline bool same_record(const struct record_type *type, const void *a, const void *b)
{
    struct buf left = { 0 }, right = { 0 };
    record_encode(type, a, FIELD_STORE, &left);
    record_encode(type, b, FIELD_STORE, &right);
    bool same = left.size == right.size && (left.size == 0 || memcmp(left.data, right.data, left.size) == 0);
    buf_free(&left);
    buf_free(&right);
    return same;
}

/* A directory of its own under TMPDIR; gone with fixture_remove(). */
static char fixture_directory[256];
static inline const char *fixture_path(const char *name)
{
    static char paths[4][400];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", fixture_directory, name);
    return path;
}

static inline int fixture_make(void **state)
{
    const char *base = getenv("TMPDIR");
    (void)state;
    snprintf(fixture_directory, sizeof fixture_directory, "%.200s/store-test-XXXXXX", base ? base : "/tmp");
    return mkdtemp(fixture_directory) ? 0 : -1;
}

static inline int fixture_remove(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", fixture_directory, (char *)NULL);
        _exit(1);
    }
    return child > 0 && waitpid(child, NULL, 0) == child ? 0 : -1;
}

static inline void fixture_run(const char *program, const char *a, const char *b, const char *c)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        execlp(program, program, a, b, c, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* Start over in a new directory. */
static inline void fixture_renew(void)
{
    assert_int_equal(fixture_remove(NULL), 0);
    assert_int_equal(fixture_make(NULL), 0);
}

static inline struct store *fixture_open(bool create)
{
    struct store *store;
    assert_good(store_open(&store, fixture_path("store"), FIXTURE_CACHE_MB, create, NULL));
    return store;
}

/* Change one byte of a file: the one `skip` bytes into the first place where `text` stands. */
static inline void flip_byte(const char *path, const void *text, size_t size, size_t skip, uint8_t bits)
{
    int fd = open(path, O_RDWR);
    struct stat stat;
    assert_true(fd >= 0 && fstat(fd, &stat) == 0);
    uint8_t *data = malloc((size_t)stat.st_size);
    assert_non_null(data);
    assert_int_equal(pread(fd, data, (size_t)stat.st_size, 0), stat.st_size);
    uint8_t *at = memmem(data, (size_t)stat.st_size, text, size);
    assert_non_null(at);
    uint8_t byte = at[skip] ^ bits;
    assert_int_equal(pwrite(fd, &byte, 1, at + skip - data), 1);
    free(data);
    close(fd);
}

/* Run the check on the open store and say whether a finding contains these words (NULL: whether there is none). */
static inline bool check_says(struct store *store, const char *words)
{
    struct buf findings = { 0 };
    int64_t count;
    assert_good(store_check(store, &findings, &count));
    bool said = words ? strstr(buf_string(&findings), words) != NULL : findings.size == 0;
    if (!said)
        print_error("check looked at %lld records and says:\n%s", (long long)count, buf_string(&findings));
    buf_free(&findings);
    return said;
}
#endif
