/* sum - the SHA-256 of files as the keeper makes it, and nothing else: sum FILE... ; for `spend`. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/str.h"
#include "../../src/keeper/sha256.h"

int main(int argc, char **argv)
{
    static uint8_t chunk[256 * 1024];
    for (int i = 1; i < argc; i++) {
        crypto_hash_sha256_state state;
        uint8_t hash[crypto_hash_sha256_BYTES];
        char hex[65];
        ssize_t got;
        int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            die("sum: cannot open %s", argv[i]);
        crypto_hash_sha256_init(&state);
        while ((got = read(fd, chunk, sizeof chunk)) > 0)
            sha256_add(&state, chunk, (size_t)got);
        crypto_hash_sha256_final(&state, hash);
        str_hex(hash, sizeof hash, hex);
        puts(hex);
        close(fd);
    }
    return 0;
}
