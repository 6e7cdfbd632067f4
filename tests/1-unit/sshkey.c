/* sshkey - public keys as people and strangers give them: every kind, every cut, every length, every bad line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "src/base/buf.h"
#include "src/model/sshkey.h"

static struct sshkey key;

/* Made by ssh-keygen, with the fingerprints it told; the two sk- lines are made of a point of the kind without sk-. */
static const struct sample {
    const char *line, *type, *fingerprint;
    int bits;
} samples[] = {
    { "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPMIM2a4J2f9B2itXmkps+7G8dgDsXuuQ+OSkYuwlCh2 counter1 at home",
      "ssh-ed25519", "SHA256:KUYZ1fN2X2mV2T3beU1+GNG84BUhyERN5Mn3AMAD5pU", 256 },
    { "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBACpxs2WXbkwc4qlmxyH+XA8J5TH"
      "pC2AigyuXbKxTu0L++20qjekiPqrcvlqcJZVWzYSbDMTNur1iuA6fSzSJ9M= counter1 at home",
      "ecdsa-sha2-nistp256", "SHA256:vkeCEU5wSRUob3ozMtWa9MXJ7cExyM7VBKNt1BN5gVY", 256 },
    { "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBIgrrl9l3O2mqui1qFKFOq8Xnijt"
      "D06Q7r5C4QbSs0QreCYlxZWY1FECEz6FuVIQLMXbBCbINBxtbeSW2l39CE+BL5bzS/NoHkeKXG1O/uYU4F8SRUyHhEk12V4WZa0j"
      "Gg== counter1 at home",
      "ecdsa-sha2-nistp384", "SHA256:KR0nrxrP8AkGAU6TPNmgxPOV15rGV2to0yVPvavxvgM", 384 },
    { "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABsF/pcw/mLMkafgSrm/COzKScV"
      "6p5bDZKYFUZNZowXOY3nAvePzK3Rn+IquSUjrhgiiQ+nu+CWN603i/fiwvYItADp1y2k6w0zoTZlf5Gvi4Q+dGjI5ykPeTPL455S"
      "NwBXaMENnX7m0OkfnjPKHF6aafVPI9Ch6n3LwtY1qpdNukf4Yg== counter1 at home",
      "ecdsa-sha2-nistp521", "SHA256:JRflPY55ocjY1RkGfYvvJIyygfFMNO8nKA2LP7b5KiU", 521 },
    { "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC019elSnIM4Q2apkPqi1+ohdj+chWZITf2NWgKrHsXFuNxIBQSlEIOw10D0fQ/"
      "kFAmpeKcVzYuxIoxMpG7+Y+hFNxXEehfmrb7ZwmhS4FrU0rt2Gi/0Y+EP9ZJWKWyTLbgRErGVZ5klVvUfPnMReKv1x4Behculpip"
      "9a4PGhsNFBkWlu/UfWvmp05NksDdQHQ8bNAEI9FtQbn2oAEk1yZjvXlZLaS1aZuSEHnCln+0yhbazN6YZO7P1tR5Q3QrzIhd78nG"
      "Orctrs3GqGL9JQrnLcdudVC+RmCnakFOLhn84/QU1sU0fZQPzoIiMZH3GDO8VnsLCEwalKnFyaqZ7QY1 counter1 at home",
      "ssh-rsa", "SHA256:WuJetCeHY1znVHlbLwuXtABv/YJHlsfZHkzTM1Pb05Q", 2048 },
    { "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAACAQDUNZQdFA7dQrJE17TOQTxotbSINHHKKAI/FKuP9jgoVHZVcaMB0nddp8B1GU3N"
      "c3KIXawy8Pdh4aizbsCczBaEyxcjofQ1dHMnPo/TmSyp4L7Np6gAWABwrrlqBf0XQez8+FbAMcOPTvAOjZ8hu1KXAWJ+RW24Ee9Z"
      "KbqXBHId/s1SeMxHI2SfFJcow9cAYRfYA0vBSqhu11R1TP1ZNrlDhhpmEGn2jCoBhSjml8pAqkpIp9b3ygxrKDHQAny1VkvfOzHx"
      "sqrnVby4dTfZGK1RuYzyBj8HTvPWCTBIVarnkDaZHpQ/Elbip0dUywXGJTSOLnMZYDRf4WWurgUmyHmwaquVtY+ei6GJukNszMOJ"
      "7H5jEKfplHZVPiV5Ps8CMWe/477k2/j71wz5aXYnXuS4EZ8385F4/KEt5jBAIP1jWGm+kJmWjOaQQCiGkrWe4+wygB8Fr70ZMXBi"
      "kY+Q+6TCIdQlBTOjKbjOYMDyjBiOYTcBj2MPqR/aUcRcCD8XxzPy0aJPC7Xcc0Ze2yHDZ358fhJkU/fHX7/A2OwIXh2HIeaYQlAY"
      "jH0f2JfPcZA2QOMD4pqFEnDOB4e3BxjGKTXjJCRyHX1TAt789Q33pgJ8WvkTSaIk15k5AVcsVuInbpyF1a2mxEC9U6pOq24TTB3D"
      "yYpE4rfdJmaPs+OtaQVsjw== counter1 at home",
      "ssh-rsa", "SHA256:bQJL8PVtDf3TeCUUZNob6eJ3NeyLJR9a/uU6Dj1PEVI", 4096 },
    { "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPMIM2a4J2f9B2itXmkps+7G8dgDs"
      "XuuQ+OSkYuwlCh2AAAABHNzaDo= counter1 at home",
      "sk-ssh-ed25519@openssh.com", "SHA256:omCj35Z2LjwtAhXDJYunlq1cQJMG49Bt5dJDMxynovg", 256 },
    { "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN"
      "TYAAABBBACpxs2WXbkwc4qlmxyH+XA8J5THpC2AigyuXbKxTu0L++20qjekiPqrcvlqcJZVWzYSbDMTNur1iuA6fSzSJ9MAAAAEc"
      "3NoOg== counter1 at home",
      "sk-ecdsa-sha2-nistp256@openssh.com", "SHA256:PurNJN5v/QUmGcjpKpoRYO2EgVax60rAP4mpK69JirQ", 256 },
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void assert_refused(const char *line, const char *why)
{
    assert_int_equal(sshkey_read_line(line, &key), ERR_KEY);
    if (strstr(err_last_detail(), why) == NULL)
        fail_msg("\"%.60s\": expected \"%s\" in \"%s\"", line, why, err_last_detail());
}

static void every_kind_is_read_as_ssh_keygen_does(void **state)
{
    char fingerprint[SSHKEY_PRINT];
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(sshkey_read_line(samples[i].line, &key), ERR_NONE);
        assert_string_equal(key.type, samples[i].type);
        assert_int_equal(key.bits, samples[i].bits);
        assert_string_equal(key.comment, "counter1 at home");
        sshkey_fingerprint(key.blob, key.size, fingerprint);
        assert_string_equal(fingerprint, samples[i].fingerprint);
    }
}

static void lines_that_are_no_key_say_why(void **state)
{
    char line[5000];
    const char *rest = strchr(samples[0].line, ' ');
    (void)state;
    assert_refused("", "no kind of key");
    assert_refused("   ", "no kind of key");
    assert_refused("hello", "no kind of key");
    assert_refused("ssh-ed25519", "damaged");
    assert_refused("ssh-ed25519 ", "damaged");
    assert_refused("ssh-ed25519 !!!!", "damaged");
    assert_refused("-----BEGIN OPENSSH PRIVATE KEY-----", "private");
    assert_refused("---- BEGIN SSH2 PUBLIC KEY ----", "one line");
    assert_refused("ssh-dss AAAAB3NzaC1kc3MAAACBAP", "DSA");
    snprintf(line, sizeof line, "ssh-ed25519-cert-v01@openssh.com%s", rest);
    assert_refused(line, "certificates");
    snprintf(line, sizeof line, "from=\"10.0.0.*\" %s", samples[0].line);
    assert_refused(line, "options");
    snprintf(line, sizeof line, "command=\"echo a\\\" b\",no-pty %s", samples[0].line);
    assert_refused(line, "options");
    snprintf(line, sizeof line, "ssh-rsa%s", rest);
    assert_refused(line, "the line says ssh-rsa and the key is ssh-ed25519");
    snprintf(line, sizeof line, "ssh-ed25519x%s", rest);
    assert_refused(line, "no kind of key");
    /* one character of base64 more, less, or other white space */
    snprintf(line, sizeof line, "%.*sA%s", 40, samples[0].line, samples[0].line + 40);
    assert_refused(line, "damaged");
    snprintf(line, sizeof line, "ssh-ed25519 \t %s", rest + 1);
    assert_int_equal(sshkey_read_line(line, &key), ERR_NONE);
}

static void a_comment_is_clean_and_fits(void **state)
{
    char line[5000];
    size_t length = strcspn(strchr(samples[0].line, ' ') + 1, " ") + strlen("ssh-ed25519 ");
    (void)state;
    snprintf(line, sizeof line, "%.*s   \033[2Ja\tb\r", (int)length, samples[0].line);
    assert_int_equal(sshkey_read_line(line, &key), ERR_NONE);
    assert_string_equal(key.comment, "?[2Ja b");
    snprintf(line, sizeof line, "%.*s", (int)length, samples[0].line);
    assert_int_equal(sshkey_read_line(line, &key), ERR_NONE);
    assert_string_equal(key.comment, "");
    memset(line + length, 'x', 3000);
    line[length] = ' ';
    line[length + 3000] = 0;
    assert_int_equal(sshkey_read_line(line, &key), ERR_NONE);
    assert_int_equal(strlen(key.comment), SSHKEY_COMMENT);
}

/* ---- blobs made here ---- */

static void add_string(struct buf *buf, const void *data, size_t size)
{
    buf_u32(buf, (uint32_t)size);
    buf_add(buf, data, size);
}

static enum err read_blob(const void *blob, size_t size)
{
    char text[9000];
    assert_non_null(sodium_bin2base64(text, sizeof text, blob, size, sodium_base64_VARIANT_ORIGINAL));
    return sshkey_read_base64(text, strlen(text), &key);
}

/* An RSA key of so many bits: lead is put before the modulus, and shows in its size. */
static enum err read_rsa(size_t bits, const char *lead, size_t lead_size, const char *exponent, size_t exponent_size)
{
    struct buf buf = { 0 };
    size_t bytes = (bits + 7) / 8;
    uint8_t *number = malloc(lead_size + bytes);
    memset(number, 0xa5, lead_size + bytes);
    memcpy(number, lead, lead_size);
    number[lead_size] = (uint8_t)(1u << ((bits - 1) % 8)); /* the highest bit, and no other of this byte */
    add_string(&buf, "ssh-rsa", 7);
    add_string(&buf, exponent, exponent_size);
    add_string(&buf, number, lead_size + bytes);
    enum err err = read_blob(buf.data, buf.size);
    free(number);
    buf_free(&buf);
    return err;
}

static void rsa_is_as_long_as_it_must_be(void **state)
{
    (void)state;
    assert_int_equal(read_rsa(2048, "\0", 1, "\1\0\1", 3), ERR_NONE);
    assert_int_equal(key.bits, 2048);
    assert_int_equal(read_rsa(2049, "", 0, "\3", 1), ERR_NONE);
    assert_int_equal(key.bits, 2049);
    assert_int_equal(read_rsa(16384, "\0", 1, "\1\0\1", 3), ERR_NONE);
    assert_int_equal(read_rsa(2047, "", 0, "\1\0\1", 3), ERR_KEY);
    assert_non_null(strstr(err_last_detail(), "2048 to 16384 bits here, and this one has 2047"));
    assert_int_equal(read_rsa(1024, "\0", 1, "\1\0\1", 3), ERR_KEY);
    assert_non_null(strstr(err_last_detail(), "1024"));
    assert_int_equal(read_rsa(16385, "", 0, "\1\0\1", 3), ERR_KEY);
    assert_int_equal(read_rsa(2048, "", 0, "\1\0\1", 3), ERR_KEY);      /* negative */
    assert_int_equal(read_rsa(2048, "\0\0", 2, "\1\0\1", 3), ERR_KEY);  /* a 0 byte too many: 1024 bits could look like 2048 */
    assert_int_equal(read_rsa(2047, "\0", 1, "\1\0\1", 3), ERR_KEY);
    assert_int_equal(read_rsa(2048, "\0", 1, "\1\0\2", 3), ERR_KEY);    /* even */
    assert_int_equal(read_rsa(2048, "\0", 1, "\1", 1), ERR_KEY);        /* 1: no secret at all */
    assert_int_equal(read_rsa(2048, "\0", 1, "", 0), ERR_KEY);
    assert_int_equal(read_rsa(2048, "\0", 1, "\x81", 1), ERR_KEY);
    assert_int_equal(read_rsa(2048, "\0", 1, "\1\1\1\1\1\1\1\1\1", 9), ERR_KEY);
}

/* Every cut of every sample, and every blob with a byte more: nothing is half read. */
static void whatever_is_not_whole_is_refused(void **state)
{
    uint8_t blob[SSHKEY_BLOB + 1];
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(sshkey_read_line(samples[i].line, &key), ERR_NONE);
        size_t size = key.size;
        memcpy(blob, key.blob, size);
        for (size_t cut = 0; cut < size; cut++)
            assert_int_equal(read_blob(blob, cut), ERR_KEY);
        assert_int_equal(read_blob(blob, size), ERR_NONE);
        blob[size] = 0;
        assert_int_equal(read_blob(blob, size + 1), ERR_KEY);
    }
}

/* Lengths that lie, types that are none, curves and points of another kind. */
static void parts_that_do_not_belong_are_refused(void **state)
{
    uint8_t blob[SSHKEY_BLOB];
    static const uint32_t lies[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc };
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(sshkey_read_line(samples[i].line, &key), ERR_NONE);
        size_t size = key.size;
        for (size_t at = 0; at + 4 <= size; at += 4 + be32(blob + at)) {
            memcpy(blob, key.blob, size);
            for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
                struct sshkey whole = key;
                for (int byte = 0; byte < 4; byte++)
                    blob[at + (size_t)byte] = (uint8_t)(lies[k] >> (24 - 8 * byte));
                assert_int_equal(read_blob(blob, size), ERR_KEY);
                key = whole;
            }
            memcpy(blob, key.blob, size);
        }
    }
    struct buf buf = { 0 };
    add_string(&buf, "ecdsa-sha2-nistp256", 19);
    add_string(&buf, "nistp384", 8);
    uint8_t point[97] = { 4 };
    add_string(&buf, point, 97);
    assert_int_equal(read_blob(buf.data, buf.size), ERR_KEY);
    buf_clear(&buf);
    add_string(&buf, "ecdsa-sha2-nistp256", 19);
    add_string(&buf, "nistp256", 8);
    point[0] = 2; /* compressed */
    add_string(&buf, point, 65);
    assert_int_equal(read_blob(buf.data, buf.size), ERR_KEY);
    buf_clear(&buf);
    add_string(&buf, "sk-ssh-ed25519@openssh.com", 26);
    add_string(&buf, point, 32);
    add_string(&buf, "", 0); /* no application */
    assert_int_equal(read_blob(buf.data, buf.size), ERR_KEY);
    buf_free(&buf);
}

/* Anything at all, and every sample with any few bytes changed: refused or read, and never beyond what is there. */
static void noise_breaks_nothing(void **state)
{
    uint8_t blob[SSHKEY_BLOB + 100];
    char line[400];
    int good = 0;
    (void)state;
    srand(7);
    for (int round = 0; round < 40000; round++) {
        size_t size = (size_t)rand() % sizeof blob;
        if (round % 2) {
            assert_int_equal(sshkey_read_line(samples[round / 2 % SAMPLES].line, &key), ERR_NONE);
            size = key.size;
            memcpy(blob, key.blob, size);
            for (int changes = 1 + rand() % 3; changes > 0; changes--)
                blob[(size_t)rand() % size] = (uint8_t)rand();
        } else {
            size %= 300;
            for (size_t i = 0; i < size; i++)
                blob[i] = (uint8_t)rand();
        }
        good += read_blob(blob, size) == ERR_NONE;
        size_t length = (size_t)rand() % (sizeof line - 1);
        for (size_t i = 0; i < length; i++)
            line[i] = (char)(1 + rand() % 255);
        line[length] = 0;
        assert_int_equal(sshkey_read_line(line, &key), ERR_KEY);
    }
    assert_true(good > 1000); /* a changed point is another key, and its owner's business */
    memset(blob, 'A', sizeof blob);
    assert_int_equal(read_blob(blob, sizeof blob), ERR_KEY); /* longer than any key */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_as_ssh_keygen_does), cmocka_unit_test(lines_that_are_no_key_say_why),
        cmocka_unit_test(a_comment_is_clean_and_fits), cmocka_unit_test(rsa_is_as_long_as_it_must_be),
        cmocka_unit_test(whatever_is_not_whole_is_refused), cmocka_unit_test(parts_that_do_not_belong_are_refused),
        cmocka_unit_test(noise_breaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
