/* address.c - see address.h. Of IPv4 a key has its four bytes; one of IPv6 ends with a 6, so that they never meet. */
#include "address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { NETWORK = 8, MARK = 15 };

const char *address_text(const struct sockaddr_storage *address, char out[ADDRESS_TEXT])
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)address;
    bool mapped = address->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);
    const void *bytes = address->ss_family == AF_INET ? (const void *)&in->sin_addr
        : mapped ? (const void *)(in6->sin6_addr.s6_addr + 12) : (const void *)&in6->sin6_addr;
    return inet_ntop(mapped ? AF_INET : address->ss_family, bytes, out, ADDRESS_TEXT) ? out : strcpy(out, "?");
}

bool address_key(const char *address, struct address_key *key)
{
    struct in6_addr bytes;
    memset(key, 0, sizeof *key);
    if (inet_pton(AF_INET, address, key->bytes) == 1)
        return true;
    if (inet_pton(AF_INET6, address, &bytes) != 1)
        return false;
    memcpy(key->bytes, &bytes, NETWORK);
    key->bytes[MARK] = 6;
    return true;
}

const char *address_counted(const char *address, char out[ADDRESS_TEXT])
{
    struct address_key key;
    out[0] = 0;
    if (!address_key(address, &key))
        return out;
    bool network = key.bytes[MARK] == 6;
    key.bytes[MARK] = 0;
    if (inet_ntop(network ? AF_INET6 : AF_INET, key.bytes, out, ADDRESS_TEXT) && network)
        snprintf(out + strlen(out), ADDRESS_TEXT - strlen(out), "/64");
    return out;
}
