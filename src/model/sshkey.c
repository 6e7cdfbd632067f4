/* sshkey.c - public keys, read strictly; see sshkey.h.
 *
 * A blob is a row of strings, each a length and so many bytes. What a reader would not guess: the type stands in the line
 * and again in the blob, and only the blob's counts; a line whose two differ is refused.
 */
#include "sshkey.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "../base/buf.h"
#include "../base/str.h"

enum { RSA_LEAST = 2048, RSA_MOST = 16384, EXPONENT_BYTES = 8, ED25519_BYTES = 32, APPLICATION_MOST = 64, UNCOMPRESSED = 4 };

static const struct kind {
    const char *type;
    const char *curve;    /* ECDSA's; NULL: none */
    size_t point;         /* bytes of the public point; 0: RSA */
    int64_t bits;
    bool hardware;        /* the application follows ("ssh:") */
} kinds[] = {
    { "ssh-ed25519", NULL, ED25519_BYTES, 256, false },
    { "sk-ssh-ed25519@openssh.com", NULL, ED25519_BYTES, 256, true },
    { "ecdsa-sha2-nistp256", "nistp256", 65, 256, false },
    { "ecdsa-sha2-nistp384", "nistp384", 97, 384, false },
    { "ecdsa-sha2-nistp521", "nistp521", 133, 521, false },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, 256, true },
    { "ssh-rsa", NULL, 0, 0, false },
};

struct string { /* one string of the blob */
    const uint8_t *data;
    size_t size;
};

struct reader {
    const uint8_t *at;
    size_t left;
};

static bool next(struct reader *reader, struct string *out)
{
    if (reader->left < 4)
        return false;
    uint32_t size = be32(reader->at);
    if (size > reader->left - 4)
        return false;
    *out = (struct string){ reader->at + 4, size };
    reader->at += 4 + size;
    reader->left -= 4 + size;
    return true;
}

static bool says(const struct string *string, const char *text)
{
    return string->size == strlen(text) && memcmp(string->data, text, string->size) == 0;
}

static const struct kind *kind_of(const char *type, size_t length)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].type) == length && memcmp(kinds[i].type, type, length) == 0)
            return &kinds[i];
    return NULL;
}

/* A positive whole number (mpint) without a 0 byte too many; answers its bits, 0 when it is none. */
static int64_t number_bits(const struct string *number)
{
    const uint8_t *data = number->data;
    size_t size = number->size;
    if (size == 0 || data[0] & 0x80)
        return 0;
    if (data[0] == 0) {
        if (size == 1 || !(data[1] & 0x80))
            return 0;
        data++;
        size--;
    }
    int64_t bits = (int64_t)size * 8;
    for (uint8_t top = data[0]; !(top & 0x80); top = (uint8_t)(top << 1))
        bits--;
    return bits;
}

static enum err broken(void)
{
    return err_detail(ERR_KEY, "it is damaged or not whole");
}

static enum err read_rsa(struct reader *reader, struct sshkey *key)
{
    struct string exponent, modulus;
    if (!next(reader, &exponent) || !next(reader, &modulus))
        return broken();
    int64_t exponent_bits = number_bits(&exponent);
    key->bits = number_bits(&modulus);
    if (key->bits == 0 || exponent_bits < 2 || exponent.size > EXPONENT_BYTES || !(exponent.data[exponent.size - 1] & 1))
        return broken();
    if (key->bits < RSA_LEAST || key->bits > RSA_MOST)
        return err_detail(ERR_KEY, "RSA keys have %d to %d bits here, and this one has %lld", RSA_LEAST, RSA_MOST, (long long)key->bits);
    return ERR_NONE;
}

static enum err read_point(struct reader *reader, const struct kind *kind)
{
    struct string curve, point, application;
    if (kind->curve && (!next(reader, &curve) || !says(&curve, kind->curve)))
        return broken();
    if (!next(reader, &point) || point.size != kind->point || (kind->curve && point.data[0] != UNCOMPRESSED))
        return broken();
    if (kind->hardware && (!next(reader, &application) || application.size == 0 || application.size > APPLICATION_MOST ||
                           !str_is_clean((const char *)application.data, application.size)))
        return broken();
    return ERR_NONE;
}

enum err sshkey_read_base64(const char *text, size_t length, struct sshkey *key)
{
    struct string type;
    *key = (struct sshkey){ .type = "" };
    if (sodium_base642bin(key->blob, sizeof key->blob, text, length, NULL, &key->size, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return broken();
    struct reader reader = { key->blob, key->size };
    if (!next(&reader, &type))
        return broken();
    const struct kind *kind = kind_of((const char *)type.data, type.size);
    if (kind == NULL)
        return err_detail(ERR_KEY, "it is of a kind that is not used here");
    key->type = kind->type;
    key->bits = kind->bits;
    enum err err = kind->point ? read_point(&reader, kind) : read_rsa(&reader, key);
    return !err && reader.left ? broken() : err;
}

static const char *word_end(const char *at)
{
    return at + strcspn(at, " \t");
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Why a line that does not begin with a kind of key is none. */
static enum err not_a_key(const char *line, size_t length)
{
    static const char certificate[] = "-cert-v01@openssh.com";
    size_t tail = sizeof certificate - 1;
    if (strncmp(line, "-----BEGIN", 10) == 0)
        return err_detail(ERR_KEY, "that is a private key, which nobody else may see");
    if (strncmp(line, "---- BEGIN", 10) == 0)
        return err_detail(ERR_KEY, "it is not in one line (ssh-keygen -i turns it into one)");
    if (strncmp(line, "ssh-dss", length) == 0 && length == 7)
        return err_detail(ERR_KEY, "DSA is too weak");
    if (length > tail && memcmp(line + length - tail, certificate, tail) == 0)
        return err_detail(ERR_KEY, "certificates are not used here");
    for (const char *at = line; *at; at = skip_blanks(word_end(at)))
        if (kind_of(at, (size_t)(word_end(at) - at)))
            return err_detail(ERR_KEY, "options before a key (from=, command=) are not used here; leave them out");
    return err_detail(ERR_KEY, "the line begins with no kind of key that is used here");
}

enum err sshkey_read_line(const char *line, struct sshkey *key)
{
    char clean[sizeof key->comment];
    line = skip_blanks(line);
    const char *end = word_end(line), *base64 = skip_blanks(end), *base64_end = word_end(base64);
    const struct kind *kind = kind_of(line, (size_t)(end - line));
    if (kind == NULL)
        return not_a_key(line, (size_t)(end - line));
    enum err err = sshkey_read_base64(base64, (size_t)(base64_end - base64), key);
    if (err)
        return err;
    if (key->type != kind->type)
        return err_detail(ERR_KEY, "the line says %s and the key is %s", kind->type, key->type);
    str_clean(skip_blanks(base64_end), clean, sizeof clean);
    memcpy(key->comment, clean, sizeof clean);
    for (size_t length = strlen(key->comment); length > 0 && key->comment[length - 1] == ' '; length--)
        key->comment[length - 1] = 0;
    return ERR_NONE;
}

void sshkey_fingerprint(const uint8_t *blob, size_t size, char out[SSHKEY_PRINT])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    static const char prefix[] = "SHA256:";
    memcpy(out, prefix, sizeof prefix);
    crypto_hash_sha256(hash, blob, size);
    sodium_bin2base64(out + sizeof prefix - 1, SSHKEY_PRINT - sizeof prefix + 1, hash, sizeof hash,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}
