/* sftp.c - the SFTP wire format and the tree of names: every cut of every packet, noise, hostile paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "src/base/str.h"
#include "src/upload/sftp.h"
#include "src/upload/stream.h"
#include "src/upload/tree.h"

static void put_string(struct buf *buf, const char *text)
{
    buf_u32(buf, (uint32_t)strlen(text));
    buf_text(buf, text);
}

/* A request with every field a type may have, in the shape's letters (see sftp.c). */
static void build(struct buf *buf, uint8_t type, const char *shape)
{
    buf_u8(buf, type);
    buf_u32(buf, 7);
    for (; *shape; shape++)
        switch (*shape) {
        case 'p': put_string(buf, "/a/b.jpg"); break;
        case 't': put_string(buf, "/c.jpg"); break;
        case 'h': put_string(buf, "12345678"); break;
        case 'd': put_string(buf, "data!"); break;
        case 'n': put_string(buf, "posix-rename@openssh.com"); break;
        case 'o': buf_u64(buf, 0x0102030405060708); break;
        case 'l': case 'f': buf_u32(buf, 0x1a); break;
        case 'a': /* everything there is, with one extended pair */
            buf_u32(buf, 0x8000000fu);
            buf_u64(buf, 99);
            for (uint32_t i = 1; i <= 5; i++)
                buf_u32(buf, i);
            buf_u32(buf, 1);
            put_string(buf, "name");
            put_string(buf, "value");
            break;
        }
}

static const struct { uint8_t type; const char *shape; } shapes[] = {
    { SFTP_OPEN, "pfa" }, { SFTP_CLOSE, "h" }, { SFTP_READ, "hol" }, { SFTP_WRITE, "hod" }, { SFTP_LSTAT, "p" },
    { SFTP_FSTAT, "h" }, { SFTP_SETSTAT, "pa" }, { SFTP_FSETSTAT, "ha" }, { SFTP_OPENDIR, "p" }, { SFTP_READDIR, "h" },
    { SFTP_REMOVE, "p" }, { SFTP_MKDIR, "pa" }, { SFTP_RMDIR, "p" }, { SFTP_REALPATH, "p" }, { SFTP_STAT, "p" },
    { SFTP_RENAME, "pt" }, { SFTP_READLINK, "p" }, { SFTP_SYMLINK, "pt" }, { SFTP_EXTENDED, "npt" },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void assert_bytes(struct bytes bytes, const char *text)
{
    assert_int_equal(bytes.size, strlen(text));
    assert_memory_equal(bytes.data, text, bytes.size);
}

static void test_every_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHAPES; i++) {
        struct buf buf = { 0 };
        struct sftp_request request;
        build(&buf, shapes[i].type, shapes[i].shape);
        assert_true(sftp_parse((struct bytes){ buf.data, buf.size }, &request));
        assert_int_equal(request.type, shapes[i].type);
        assert_int_equal(request.id, 7);
        if (strchr(shapes[i].shape, 'p'))
            assert_bytes(request.path, "/a/b.jpg");
        if (strchr(shapes[i].shape, 't'))
            assert_bytes(request.target, "/c.jpg");
        if (strchr(shapes[i].shape, 'h'))
            assert_bytes(request.handle, "12345678");
        if (strchr(shapes[i].shape, 'd'))
            assert_bytes(request.data, "data!");
        if (strchr(shapes[i].shape, 'o'))
            assert_true(request.offset == 0x0102030405060708);
        if (strchr(shapes[i].shape, 'a')) {
            assert_int_equal(request.attrs.size, 99);
            assert_int_equal(request.attrs.mode, 3);
            assert_int_equal(request.attrs.changed_at, 5);
        }
        buf_free(&buf);
    }
}

/* Cut anywhere, a request is refused; the copy is exactly as long as the cut, so that reading beyond is seen. */
static void test_every_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHAPES; i++) {
        struct buf buf = { 0 };
        struct sftp_request request;
        build(&buf, shapes[i].type, shapes[i].shape);
        for (size_t size = 0; size < buf.size; size++) {
            uint8_t *cut = malloc(size ? size : 1);
            memcpy(cut, buf.data, size);
            assert_false(sftp_parse((struct bytes){ cut, size }, &request));
            assert_int_equal(request.id, size >= 5 ? 7 : 0);
            free(cut);
        }
        buf_free(&buf);
    }
}

static void test_noise(void **state)
{
    (void)state;
    srand(4711);
    for (int round = 0; round < 200000; round++) {
        struct buf buf = { 0 };
        struct sftp_request request;
        size_t i = (size_t)rand() % SHAPES;
        build(&buf, shapes[i].type, shapes[i].shape);
        uint8_t *copy = malloc(buf.size);
        memcpy(copy, buf.data, buf.size);
        for (int flips = rand() % 4; flips >= 0; flips--)
            copy[(size_t)rand() % buf.size] = (uint8_t)(rand() % 5 ? rand() : 0xff);
        if (sftp_parse((struct bytes){ copy, buf.size }, &request)) {
            const struct bytes fields[] = { request.path, request.target, request.handle, request.data, request.name };
            for (size_t k = 0; k < 5; k++)
                if (fields[k].size)
                    assert_true(fields[k].data >= copy && fields[k].data + fields[k].size <= copy + buf.size);
        }
        free(copy);
        buf_free(&buf);
    }
}

static void test_packets(void **state)
{
    struct buf buf = { 0 };
    struct sftp_request request;
    size_t size;
    (void)state;
    buf_u32(&buf, 5);
    buf_add(&buf, "\x01\0\0\0\x03", 5);
    for (size_t i = 0; i < buf.size; i++) {
        assert_true(sftp_packet((struct bytes){ buf.data, i }, &size));
        assert_int_equal(size, 0);
    }
    assert_true(sftp_packet((struct bytes){ buf.data, buf.size }, &size));
    assert_int_equal(size, 9);
    assert_true(sftp_parse((struct bytes){ buf.data + 4, 5 }, &request));
    assert_int_equal(request.type, SFTP_INIT);
    buf_clear(&buf);
    buf_u32(&buf, SFTP_PACKET_LIMIT + 1);
    assert_false(sftp_packet((struct bytes){ buf.data, buf.size }, &size));
    buf_clear(&buf);
    buf_u32(&buf, 0);
    assert_false(sftp_packet((struct bytes){ buf.data, buf.size }, &size));
    buf_free(&buf);
    for (int type = 0; type < 256; type++) { /* types that are no requests */
        uint8_t packet[64] = { (uint8_t)type };
        bool known = type == SFTP_INIT || type == SFTP_EXTENDED || (type >= SFTP_OPEN && type < SFTP_TYPE_COUNT);
        assert_true(known || !sftp_parse((struct bytes){ packet, sizeof packet }, &request));
    }
}

/* Replies as their own reader would see them. */
static void test_replies(void **state)
{
    static const struct sftp_attrs attrs = { .has = SFTP_HAS_SIZE | SFTP_HAS_MODE, .size = 5, .mode = 0100644 };
    struct buf buf = { 0 };
    (void)state;
    sftp_put_status(&buf, 9, SFTP_FAILURE, "No.");
    assert_int_equal(be32(buf.data), buf.size - 4);
    assert_memory_equal(buf.data + 4, "\x65\0\0\0\x09\0\0\0\x04\0\0\0\x03No.\0\0\0\x02" "en", 22);
    buf_clear(&buf);
    sftp_put_data(&buf, 9, "abc", 3);
    assert_memory_equal(buf.data, "\0\0\0\x0c\x67\0\0\0\x09\0\0\0\x03" "abc", 16);
    buf_clear(&buf);
    size_t mark = sftp_begin_names(&buf, 9);
    sftp_add_name(&buf, "a", "long a", &attrs);
    sftp_add_name(&buf, "b", "long b", &attrs);
    sftp_end_names(&buf, mark, 2);
    assert_int_equal(be32(buf.data), buf.size - 4);
    assert_int_equal(be32(buf.data + 9), 2);
    buf_free(&buf);
}

static void assert_path(const char *raw, const char *expected)
{
    char out[TREE_PATH_LIMIT];
    assert_true(tree_path((struct bytes){ (const uint8_t *)raw, strlen(raw) }, out));
    assert_string_equal(out, expected);
}

static void test_paths(void **state)
{
    char out[TREE_PATH_LIMIT], long_path[3000];
    (void)state;
    assert_path("", "/");
    assert_path(".", "/");
    assert_path("/", "/");
    assert_path("..", "/");
    assert_path("../../../etc/passwd", "/etc/passwd");
    assert_path("/a/./b//c/", "/a/b/c");
    assert_path("/a/b/../../../c", "/c");
    assert_path("a/..b/.c", "/a/..b/.c");
    assert_path("a\x1b[2J\xff.jpg", "/a?[2J?.jpg");
    assert_path("\xe2\x80\xaegpj.exe", "/?gpj.exe");
    assert_path("Ärger.jpg", "/Ärger.jpg");
    assert_false(tree_path((struct bytes){ (const uint8_t *)"a\0b", 3 }, out));
    memset(long_path, 'x', sizeof long_path);
    assert_true(tree_path((struct bytes){ (uint8_t *)long_path, 255 }, out));
    assert_false(tree_path((struct bytes){ (uint8_t *)long_path, 256 }, out));
    for (size_t i = 0; i < sizeof long_path; i += 2)
        long_path[i] = '/';
    assert_false(tree_path((struct bytes){ (uint8_t *)long_path, sizeof long_path }, out));
    srand(12);
    for (int round = 0; round < 100000; round++) { /* whatever comes in, what goes out is an absolute, clean path */
        uint8_t raw[40];
        for (size_t i = 0; i < sizeof raw; i++)
            raw[i] = rand() % 2 ? (uint8_t)"/.a"[rand() % 3] : (uint8_t)rand();
        if (!tree_path((struct bytes){ raw, sizeof raw }, out))
            continue;
        assert_int_equal(out[0], '/');
        assert_null(strstr(out, "//"));
        assert_null(strstr(out, "/../"));
        assert_true(str_is_clean(out, strlen(out)));
        assert_true(strlen(out) < 3 || strcmp(out + strlen(out) - 3, "/..") != 0);
    }
}

static void test_tree(void **state)
{
    static struct tree tree;
    char out[TREE_PATH_LIMIT];
    size_t position = 0;
    (void)state;
    struct node *a = tree_add(&tree, NODE_TAKEN, "/a.jpg");
    tree_add(&tree, NODE_TAKEN, "/card/b.jpg");
    assert_ptr_equal(tree_find(&tree, "/a.jpg"), a);
    assert_null(tree_find(&tree, "/A.jpg"));
    assert_true(tree_is_folder(&tree, "/"));
    assert_true(tree_is_folder(&tree, "/card"));
    assert_false(tree_is_folder(&tree, "/car"));
    assert_false(tree_is_folder(&tree, "/a.jpg"));
    assert_ptr_equal(tree_next(&tree, "/", &position), a);
    assert_null(tree_next(&tree, "/", &position));
    position = 0;
    assert_string_equal(tree_next(&tree, "/card", &position)->path, "/card/b.jpg");
    struct node *incoming = tree_add(&tree, NODE_INCOMING, "/a.jpg");
    assert_ptr_equal(tree_find(&tree, "/a.jpg"), incoming);
    tree_remove(incoming);
    assert_ptr_equal(tree_find(&tree, "/a.jpg"), a);
    tree_variant("/card.x/IMG.jpg", 2, out);
    assert_string_equal(out, "/card.x/IMG (2).jpg");
    tree_variant("/card.x/IMG", 3, out);
    assert_string_equal(out, "/card.x/IMG (3)");
    assert_true(tree_is_temporary("/x/a.jpg.part") && tree_is_temporary("/.in.a.jpg") && tree_is_temporary("/a.filepart"));
    assert_false(tree_is_temporary("/a.jpg") || tree_is_temporary("/x.part/a.jpg") || tree_is_temporary("/.part"));
    while (tree_add(&tree, NODE_FOLDER, "/x"))
        ;
    assert_int_equal(tree_count(&tree, NODE_FOLDER), TREE_LIMIT - 2);
    tree_free(&tree);
    assert_null(tree_find(&tree, "/a.jpg"));
}

static void add_packet(struct buf *out, const struct buf *body)
{
    buf_u32(out, (uint32_t)body->size);
    buf_add(out, body->data, body->size);
}

/* A session as bytes: a greeting, writes of several sizes to a handle that is none, one with bytes behind its data, one
 * whose length lies, a request nobody knows, a path. */
static void build_session(struct buf *out)
{
    static const uint32_t sizes[] = { 0, 1, 5, 70000, 200000 };
    static uint8_t data[200000];
    struct buf body = { 0 };
    buf_add(out, "\0\0\0\x05\x01\0\0\0\x03", 9);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        buf_clear(&body);
        buf_u8(&body, SFTP_WRITE);
        buf_u32(&body, (uint32_t)i);
        put_string(&body, "12345678");
        buf_u64(&body, 0);
        buf_u32(&body, sizes[i]);
        buf_add(&body, data, sizes[i]);
        if (i == 2)
            buf_text(&body, "behind");
        add_packet(out, &body);
    }
    buf_clear(&body);
    buf_u8(&body, SFTP_WRITE);
    buf_u32(&body, 77);
    put_string(&body, "12345678");
    buf_u64(&body, 0);
    buf_u32(&body, 1000); /* but nothing comes */
    add_packet(out, &body);
    for (uint8_t type = 0; type < 2; type++) {
        buf_clear(&body);
        buf_u8(&body, type ? SFTP_REALPATH : 99);
        buf_u32(&body, 88);
        put_string(&body, "a/../b");
        add_packet(out, &body);
    }
    buf_free(&body);
}

/* Feed it in pieces of at most `most` bytes; the replies are in out. */
static void feed(const struct buf *session, size_t most, struct buf *out)
{
    static struct stream stream;
    struct serve *serve = xcalloc(1, sizeof *serve);
    struct client client = { .control = -1, .keeper = -1 };
    serve->delivery.client = &client;
    stream.from = stream.to = stream.write_left = stream.skip_left = 0;
    for (size_t at = 0; at < session->size;) {
        uint8_t *to;
        size_t room = stream_room(&stream, &to), piece = 1 + (size_t)rand() % most, left = session->size - at;
        assert_true(room > 0);
        piece = piece < room ? piece : room;
        piece = piece < left ? piece : left;
        memcpy(to, session->data + at, piece);
        stream_filled(&stream, piece);
        at += piece;
        assert_int_equal(stream_answer(&stream, serve, out), SERVE_DONE);
    }
    assert_int_equal(stream.from, stream.to);
    free(serve);
}

/* However the bytes are cut on their way, the answers are the same. */
static void test_stream(void **state)
{
    static const size_t pieces[] = { 1000000, 1, 2, 7, 100, 5000, 66000, 300000 };
    struct buf session = { 0 }, whole = { 0 };
    (void)state;
    build_session(&session);
    srand(5);
    feed(&session, pieces[0], &whole);
    assert_true(whole.size > 9 * 17);
    for (size_t i = 1; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf out = { 0 };
        feed(&session, pieces[i], &out);
        assert_int_equal(out.size, whole.size);
        assert_memory_equal(out.data, whole.data, whole.size);
        buf_free(&out);
    }
    buf_free(&session);
    buf_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_request), cmocka_unit_test(test_stream), cmocka_unit_test(test_every_cut), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_packets), cmocka_unit_test(test_replies), cmocka_unit_test(test_paths),
        cmocka_unit_test(test_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
