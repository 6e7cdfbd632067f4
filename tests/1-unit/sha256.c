/* SHA-256: the processor's way and libsodium's give the same sums, however the bytes come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "src/base/str.h"
#include "src/keeper/sha256.h"

static const char *sum(const char *text)
{
    static char hex[65];
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    sha256_add(&state, (const uint8_t *)text, strlen(text));
    crypto_hash_sha256_final(&state, hash);
    str_hex(hash, sizeof hash, hex);
    return hex;
}

/* FIPS 180-2, appendix B. */
static void published_sums(void **state)
{
    (void)state;
    assert_string_equal(sum("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_string_equal(sum(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void cut_anyhow(void **unused)
{
    static uint8_t bytes[20000];
    uint32_t chance = 20261128;
    (void)unused;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((chance = chance * 1664525u + 1013904223u) >> 24);
    for (int round = 0; round < 2000; round++) {
        crypto_hash_sha256_state ours, plain;
        uint8_t one[crypto_hash_sha256_BYTES], two[crypto_hash_sha256_BYTES];
        size_t size = (chance = chance * 1664525u + 1013904223u) >> 8 & 16383;
        crypto_hash_sha256_init(&ours);
        crypto_hash_sha256_init(&plain);
        for (size_t done = 0; done < size;) {
            size_t step = (chance = chance * 1664525u + 1013904223u) >> 8 & (round % 3 ? 1023 : 63);
            step = round % 5 ? step : step & ~(size_t)63;
            step = step < size - done ? step + (step == 0) : size - done;
            sha256_add(&ours, bytes + done, step);
            done += step;
        }
        sha256_add_plain(&plain, bytes, size);
        crypto_hash_sha256_final(&ours, one);
        crypto_hash_sha256_final(&plain, two);
        assert_memory_equal(one, two, sizeof one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(published_sums), cmocka_unit_test(cut_anyhow) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
