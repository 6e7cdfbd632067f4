/* barcode.c - bar codes and slips, read back by a scanner's program (zbarimg) rather than by our own eyes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include "src/barcode/barcode.h"
#include "src/barcode/canvas.h"
#include "src/base/io.h"

static const char code[] = "471120935525", label[] = "90331120004711";

static struct ticket ticket(void)
{
    struct ticket ticket;
    record_init(&ticket_type, &ticket);
    ticket.code = code;
    ticket.password = "804215";
    ticket.state = ORDER_HELD;
    ticket.price_minor = 1190;
    ticket.currency = "EUR";
    ticket.currency_decimals = 2;
    ticket.expires = 1795600800;
    ticket.photos_expire = 1795600800;
    ticket.promised = 1795500000;
    ticket.shop = "Photo Lab";
    return ticket;
}

static struct order order(void)
{
    struct order order;
    record_init(&order_type, &order);
    order.code = code;
    order.label = label;
    order.name = "J\xc3\xb6rg \xc3\x85ngstr\xc3\xb6m";
    order.customer = "0000013";
    order.class = "express";
    order.price_minor = 1190;
    order.paid_minor = 500;
    order.currency = "EUR";
    order.currency_decimals = 2;
    order.prints_total = 31;
    order.promised = 1795500000;
    return order;
}

/* Keep a slip where somebody can look at it (COUNTERSIGN_KEEP_SLIPS), and in a file for zbarimg. */
static void save(const struct buf *png, const char *name, char *path, size_t size)
{
    const char *keep = getenv("COUNTERSIGN_KEEP_SLIPS"), *base = getenv("TMPDIR");
    snprintf(path, size, "%s/%s-%d.png", keep ? keep : base ? base : "/tmp", name, keep ? 0 : (int)getpid());
    assert_int_equal(io_replace(path, png->data, png->size, 0644), ERR_NONE);
}

/* What zbarimg reads from a file, a symbol a line; skips the test where zbarimg is not installed. */
static void scan(const char *path, char *out, size_t size)
{
    char command[600];
    snprintf(command, sizeof command, "zbarimg -q --nodbus '%s' 2>/dev/null", path);
    if (system("command -v zbarimg >/dev/null") != 0)
        skip();
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    out[fread(out, 1, size - 1, pipe)] = 0;
    pclose(pipe);
    if (getenv("COUNTERSIGN_KEEP_SLIPS") == NULL)
        unlink(path);
}

static void test_bars(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct bytes bars;
    assert_int_equal(barcode_bars(code, &bars, &arena), ERR_NONE);
    assert_int_equal(bars.size, 101); /* set C: 11 + 6 x 11 + 11 + 13 */
    assert_memory_equal(bars.data, "\1\1\0\1\0\0\1\1\1\0\0", 11); /* start C */
    assert_memory_equal(bars.data + 88, "\1\1\0\0\0\1\1\1\0\1\0\1\1", 13); /* stop */
    assert_int_equal(barcode_bars(label, &bars, &arena), ERR_NONE);
    assert_int_equal(bars.size, 112);
    assert_int_equal(barcode_bars("", &bars, &arena), ERR_MALFORMED);
    assert_int_equal(barcode_bars("12a4", &bars, &arena), ERR_CODE);
    assert_int_equal(barcode_bars("123456789012345678901", &bars, &arena), ERR_CODE);
    assert_int_equal(bars.size, 0);
    arena_free(&arena);
}

static void test_qr(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct bytes modules;
    char text[500];
    int size;
    assert_int_equal(barcode_qr(code, &modules, &size, &arena), ERR_NONE);
    assert_int_equal(size, 21);
    assert_int_equal(modules.size, 21 * 21);
    assert_memory_equal(modules.data, "\1\1\1\1\1\1\1\0", 8); /* the corner mark */
    assert_int_equal(barcode_qr("", &modules, &size, &arena), ERR_MALFORMED);
    memset(text, '7', sizeof text);
    text[sizeof text - 1] = 0;
    assert_int_equal(barcode_qr(text, &modules, &size, &arena), ERR_TOO_LONG);
    text[400] = 0;
    assert_int_equal(barcode_qr(text, &modules, &size, &arena), ERR_NONE);
    assert_int_equal(modules.size, size * size);
    arena_free(&arena);
}

/* Both symbols of a ticket are read, and neither says the password. */
static void test_ticket_scans(void **state)
{
    (void)state;
    struct ticket the_ticket = ticket();
    struct buf png = { 0 };
    char path[300], read[500];
    assert_int_equal(slip_ticket(&the_ticket, &png), ERR_NONE);
    save(&png, "ticket", path, sizeof path);
    buf_free(&png);
    scan(path, read, sizeof read);
    assert_non_null(strstr(read, "QR-Code:471120935525\n"));
    assert_non_null(strstr(read, "CODE-128:471120935525\n"));
    assert_null(strstr(read, "804215"));
}

static void test_label_scans(void **state)
{
    (void)state;
    struct order the_order = order();
    struct buf png = { 0 };
    char path[300], read[500];
    assert_int_equal(slip_label(&the_order, &png), ERR_NONE);
    save(&png, "label", path, sizeof path);
    buf_free(&png);
    scan(path, read, sizeof read);
    assert_string_equal(read, "CODE-128:90331120004711\n"); /* and nothing else: never the ticket's code */
}

/* Walk the chunks: every check sum right, the picture 576 dots wide and as long as it says. */
static void check_png(const struct buf *png)
{
    uLongf expected = 0, height = 0;
    uint8_t *rows = NULL;
    assert_memory_equal(png->data, "\x89PNG\r\n\x1a\n", 8);
    size_t at = 8;
    while (at + 12 <= png->size) {
        size_t size = be32(png->data + at);
        const uint8_t *type = png->data + at + 4;
        assert_true(size <= png->size - at - 12);
        assert_int_equal(be32(type + 4 + size), crc32(0, type, (uInt)size + 4));
        if (memcmp(type, "IHDR", 4) == 0) {
            assert_int_equal(be32(type + 4), 576);
            height = be32(type + 8);
            expected = (576 + 1) * height;
            rows = malloc(expected + 1);
        } else if (memcmp(type, "IDAT", 4) == 0) {
            uLongf length = expected + 1;
            assert_int_equal(uncompress(rows, &length, type + 4, size), Z_OK);
            assert_int_equal(length, expected);
        }
        at += 12 + size;
    }
    assert_int_equal(at, png->size);
    for (size_t x = 0; x < 577 && rows; x++) /* the edges stay white */
        assert_true(rows[x] == (x ? 255 : 0) && rows[(height - 1) * 577 + x] == (x ? 255 : 0));
    free(rows);
}

/* The longest and strangest a record can carry: no crash, a sound picture. */
static void test_hostile_texts(void **state)
{
    (void)state;
    static const char *const names[] = {
        "", "\xe5\xbc\xa0\xe4\xbc\x9f", "\xf0\x9f\x93\xb7 \xf0\x9f\x93\xb7", "\xff\xfe bad", "\xc3",
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "\xc3\x84\xc3\x96\xc3\x9c\xc3\x9f \xc3\x98rsted \xc3\x87" "elik \xe2\x82\xac",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct ticket the_ticket = ticket();
        struct order the_order = order();
        struct buf png = { 0 };
        the_ticket.shop = names[i];
        the_ticket.state = (enum order_state)(i % ORDER_STATE_COUNT);
        the_ticket.password = i % 2 ? "" : "000000";
        the_ticket.price_minor = INT64_MIN + (int64_t)i;
        the_order.name = names[i];
        the_order.price_minor = INT64_MAX / 2;
        assert_int_equal(slip_ticket(&the_ticket, &png), ERR_NONE);
        check_png(&png);
        buf_clear(&png);
        assert_int_equal(slip_label(&the_order, &png), ERR_NONE);
        check_png(&png);
        buf_free(&png);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    struct ticket the_ticket = ticket();
    struct order the_order = order();
    struct buf png = { 0 };
    the_ticket.code = "";
    assert_int_not_equal(slip_ticket(&the_ticket, &png), ERR_NONE);
    the_ticket.code = "not a code";
    assert_int_equal(slip_ticket(&the_ticket, &png), ERR_CODE);
    the_order.label = "";
    assert_int_not_equal(slip_label(&the_order, &png), ERR_NONE);
    assert_int_equal(png.size, 0);
    buf_free(&png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars), cmocka_unit_test(test_qr), cmocka_unit_test(test_ticket_scans),
        cmocka_unit_test(test_label_scans), cmocka_unit_test(test_hostile_texts), cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
