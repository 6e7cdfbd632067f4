/* address.h - where a client comes from, as everything counts it that counts clients: an IPv4 address, or the network (/64)
 * of an IPv6 one, which is the least that a customer gets and in which every address is his.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT = 64 };

struct address_key {
    uint8_t bytes[16];
};
/* A socket's address as text, without the port. A door that listens on IPv6 meets those of IPv4 as ::ffff:192.0.2.1, all
 * of them in one network: that becomes 192.0.2.1. */
const char *address_text(const struct sockaddr_storage *address, char out[ADDRESS_TEXT]);
/* False, and all zero, for a text that is no address. */
bool address_key(const char *address, struct address_key *key);
/* The same as a text, to count by: "192.0.2.1", "2001:db8:0:1::/64"; "" for a text that is no address. */
const char *address_counted(const char *address, char out[ADDRESS_TEXT]);
#endif
