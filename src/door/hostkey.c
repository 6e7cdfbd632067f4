/* hostkey.c - the key and the algorithms of this shop; see hostkey.h.
 *
 * The lists are ours and complete: what libssh or a file under /etc/ssh would allow beside them is never asked
 * (SSH_BIND_OPTIONS_PROCESS_CONFIG 0).
 */
#include "hostkey.h"
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include "../base/err.h"

enum { KEY_LIMIT = 16 * 1024, RSA_BITS = 2048 };

#define CIPHERS "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr"
#define MACS "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"

static const struct option_row {
    enum ssh_bind_options_e option;
    const char *value;
} option_rows[] = {
    { SSH_BIND_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org,"
                                     "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512" },
    { SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519,rsa-sha2-512,rsa-sha2-256" },
    { SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES, "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,"
      "ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256" },
    { SSH_BIND_OPTIONS_CIPHERS_C_S, CIPHERS },
    { SSH_BIND_OPTIONS_CIPHERS_S_C, CIPHERS },
    { SSH_BIND_OPTIONS_HMAC_C_S, MACS },
    { SSH_BIND_OPTIONS_HMAC_S_C, MACS },
};

static ssh_key read_key(int file)
{
    char text[KEY_LIMIT];
    ssh_key key = NULL;
    ssize_t size = pread(file, text, sizeof text - 1, 0);
    if (size <= 0)
        die("The shop's SSH host key cannot be read. Restore keys/host_ed25519 from a backup.");
    text[size] = 0;
    int result = ssh_pki_import_privkey_base64(text, NULL, NULL, NULL, &key);
    explicit_bzero(text, sizeof text);
    if (result != SSH_OK)
        die("The shop's SSH host key is damaged. Restore keys/host_ed25519 from a backup.");
    return key;
}

/* Do once what the library would otherwise do again in every connection, where the pages could not be shared. */
static void warm_up(void)
{
    ssh_key key = NULL;
    if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK)
        ssh_key_free(key);
}

ssh_bind hostkey_bind(int file)
{
    int no = 0, bits = RSA_BITS;
    if (ssh_init() != SSH_OK)
        die("The SSH library does not start. Install libssh 0.10 or newer.");
    ssh_bind bind = ssh_bind_new();
    bool good = bind != NULL && ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no) == SSH_OK &&
                ssh_bind_options_set(bind, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &bits) == SSH_OK;
    for (size_t i = 0; good && i < sizeof option_rows / sizeof *option_rows; i++)
        good = ssh_bind_options_set(bind, option_rows[i].option, option_rows[i].value) == SSH_OK;
    if (!good)
        die("The SSH library does not know the algorithms we insist on: %s", bind ? ssh_get_error(bind) : "no memory");
    if (ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, read_key(file)) != SSH_OK)
        die("The shop's SSH host key is of a kind we do not use: %s", ssh_get_error(bind));
    warm_up();
    return bind;
}
