/* slip.c - slips as bytes: what a strict printer takes, what never gets out, and where slips may go. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>
#include "src/base/clock.h"
#include "src/base/random.h"
#include "src/barcode/barcode.h"
#include "src/slip/slip.h"
#include "tests/lib/escpos.h"

/* The same modules as the library that the keeper has. */
static void bars_are_code_128(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct bytes wanted;
    for (int round = 0; round < 300; round++) {
        uint8_t modules[CODE128_MOST];
        char digits[20];
        int length = 2 * (int)(1 + random_below(7));
        for (int i = 0; i < length; i++)
            digits[i] = (char)('0' + random_below(10));
        digits[length] = 0;
        size_t count = code128_modules(digits, modules);
        assert_int_equal(barcode_bars(digits, &wanted, &arena), ERR_NONE);
        assert_int_equal(count, wanted.size);
        assert_memory_equal(modules, wanted.data, count);
    }
    uint8_t modules[CODE128_MOST];
    assert_int_equal(code128_modules("", modules), 0);
    assert_int_equal(code128_modules("123", modules), 0);
    assert_int_equal(code128_modules("12a4", modules), 0);
    assert_int_equal(code128_modules("123456789012345678901234567890123456", modules), 0);
    arena_free(&arena);
}

/* Any bytes at all in a name: the printer still prints one slip, and nothing of it is a command. */
static void nothing_in_a_name_is_a_command(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct arena arena = { 0 };
        struct slip slip = { 0 };
        struct buf bytes = { 0 }, text = { 0 }, aux = { 0 };
        struct canvas paper;
        char name[300], why[100];
        size_t length = random_below(sizeof name - 1);
        random_bytes(name, length);
        for (size_t i = 0; i < length; i++)
            if (name[i] == 0 || random_below(3) == 0)
                name[i] = "\x1b\x1d\x14\x9b@[4i\x0c\x7f"[random_below(10)];
        name[length] = 0;
        enum slip_width width = round % 2 ? SLIP_58 : SLIP_80;
        slip_add(&slip, (enum slip_kind)(random_below(3)), "%s", name);
        slip_add(&slip, SLIP_BARS, "471120935525");
        slip_escpos(&slip, width, &bytes);
        bool good = escpos_decode((struct bytes){ bytes.data, bytes.size }, width == SLIP_58 ? 384 : 576, &paper, &text, why, sizeof why, &arena);
        if (!good)
            print_error("round %d: %s\n", round, why);
        assert_true(good);
        slip_auxiliary(&slip, width, "<on>", "<off>", &aux);
        for (size_t i = 0; i < aux.size; i++)
            assert_true((aux.data[i] >= 0x20 && aux.data[i] < 0x7f) || aux.data[i] == '\r' || aux.data[i] == '\n' ||
                        (aux.data[i] == 0x1d && memcmp(aux.data + i, "\x1dkI\x0e{B", 6) == 0) ||
                        (aux.data[i] == 0x0e && memcmp(aux.data + i - 3, "\x1dkI", 3) == 0));
        assert_memory_equal(aux.data + aux.size - 5, "<off>", 5);
        buf_free(&bytes), buf_free(&text), buf_free(&aux);
        slip_free(&slip);
        arena_free(&arena);
    }
}

static void letters_of_europe(void **state)
{
    (void)state;
    struct slip slip = { 0 };
    struct buf bytes = { 0 };
    slip_add(&slip, SLIP_TEXT, "Gr\u00fc\u00dfe 5 \u20ac \u65e5");
    slip_escpos(&slip, SLIP_80, &bytes);
    assert_non_null(memmem(bytes.data, bytes.size, "Gr\x81\xe1" "e 5 \xd5 ?\n", 12));
    buf_free(&bytes);
    slip_free(&slip);
}

static void targets(void **state)
{
    (void)state;
    static const struct { const char *text; enum slip_way way; enum slip_width width; const char *host, *port; } rows[] = {
        { "", SLIP_NOWHERE, SLIP_80, "", "" }, { "aux", SLIP_AUX, SLIP_80, "aux", "" }, { "aux,58", SLIP_AUX, SLIP_58, "aux", "" },
        { "tcp:printer", SLIP_TCP, SLIP_80, "printer", "9100" }, { "tcp:10.0.0.9:9101,58", SLIP_TCP, SLIP_58, "10.0.0.9", "9101" },
        { "/dev/usb/lp0,80", SLIP_PATH, SLIP_80, "/dev/usb/lp0", "" },
    };
    static const char *const bad[] = { "lp0", "tcp:", "tcp:host:0", "tcp:host:x", "/dev/lp0,57", "../lp0", "aux,", "tcp::9100" };
    struct slip_target target;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(slip_target_read(rows[i].text, &target), ERR_NONE);
        assert_int_equal(target.way, rows[i].way);
        assert_int_equal(target.width, rows[i].width);
        assert_string_equal(target.host, rows[i].host);
        if (*rows[i].port)
            assert_string_equal(target.port, rows[i].port);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(slip_target_read(bad[i], &target), ERR_MALFORMED);
}

/* A device that nobody reads from any more: a line whose printer was switched off. */
static void stuck_device(const struct buf *bytes)
{
    struct slip_target target;
    struct termios raw;
    char name[60];
    int printer = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(printer >= 0 && grantpt(printer) == 0 && unlockpt(printer) == 0);
    snprintf(name, sizeof name, "%s,58", ptsname(printer));
    int line = open(ptsname(printer), O_RDWR | O_NOCTTY);
    assert_int_equal(tcgetattr(line, &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(line, TCSANOW, &raw), 0);
    assert_int_equal(slip_target_read(name, &target), ERR_NONE);
    int64_t began = clock_ms();
    assert_int_equal(slip_send(&target, bytes), ERR_SLIP);
    assert_non_null(strstr(err_last_detail(), "out of paper"));
    assert_true(clock_ms() - began < 30000); /* bounded: some five seconds */
    close(line);
    close(printer);
}

/* A printer that takes some and then nothing is given up in seconds; one that is not there at once. */
static void out_of_paper(void **state)
{
    (void)state;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    struct slip_target target;
    struct buf bytes = { 0 };
    char text[60];
    int small = 4096, listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&address, &size), 0);
    snprintf(text, sizeof text, "tcp:127.0.0.1:%d", ntohs(address.sin_port));
    assert_int_equal(slip_target_read(text, &target), ERR_NONE);
    for (int i = 0; i < 8 << 20; i++)
        buf_u8(&bytes, 'x');
    assert_int_equal(slip_send(&target, &bytes), ERR_SLIP);
    assert_non_null(strstr(err_last_detail(), "out of paper"));
    /* A slip that this machine's buffers hold is not printed either. */
    bytes.size = 40000;
    assert_int_equal(slip_send(&target, &bytes), ERR_SLIP);
    assert_non_null(strstr(err_last_detail(), "out of paper"));
    close(listening);
    assert_int_equal(slip_send(&target, &bytes), ERR_SLIP);
    assert_non_null(strstr(err_last_detail(), "does not answer"));
    stuck_device(&bytes);
    assert_int_equal(slip_target_read("/dev/full", &target), ERR_NONE);
    assert_int_equal(slip_send(&target, &bytes), ERR_SLIP);
    assert_int_equal(slip_target_read("", &target), ERR_NONE);
    assert_int_equal(slip_send(&target, &bytes), ERR_SLIP);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_code_128), cmocka_unit_test(nothing_in_a_name_is_a_command), cmocka_unit_test(letters_of_europe),
        cmocka_unit_test(targets), cmocka_unit_test(out_of_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
