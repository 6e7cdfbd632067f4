/* keyline - a line of authorized_keys as staff paste it: a key that is taken has a fingerprint and reads back. */
#include "../../src/base/str.h"
#include "../../src/model/sshkey.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sshkey key;
    char *text = fuzz_text(data, size), print[SSHKEY_PRINT];
    if (sshkey_read_line(text, &key) == ERR_NONE) {
        fuzz_holds(key.size > 0 && key.size <= SSHKEY_BLOB && key.type != NULL);
        fuzz_holds(strlen(key.comment) <= SSHKEY_COMMENT && str_is_clean(key.comment, strlen(key.comment)));
        sshkey_fingerprint(key.blob, key.size, print);
        fuzz_holds(strlen(print) == SSHKEY_PRINT - 1);
    }
    if (sshkey_read_base64(text, strlen(text), &key) == ERR_NONE)
        fuzz_holds(key.size > 0 && key.size <= SSHKEY_BLOB);
    free(text);
    return 0;
}
