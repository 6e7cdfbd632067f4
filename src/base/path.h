/* path.h - where our programs are, and what lies where in a shop. The only place that knows either. */
#ifndef BASE_PATH_H
#define BASE_PATH_H
#include <stddef.h>
/* The full path of one of our programs ("countersign-keeper"): beside this executable, or in ../libexec/countersign.
 * Returns out; dies when it is in neither. */
const char *path_program(const char *name, char *out, size_t size);
/* The same, but NULL when it is in neither. */
const char *path_find(const char *name, char *out, size_t size);

#define PATH_SERVICE "/srv/shop" /* SHOPDIR of etc/countersign.service */

/* Inside SHOPDIR. */
#define PATH_CONF "countersign.conf"
#define PATH_CATALOGUE "catalogue"
#define PATH_PRINTERS_CONF "printers.conf"
#define PATH_STORE "store"           /* Berkeley DB; only db/ looks inside */
#define PATH_PHOTOS "photos"         /* ab/SHA256, ab/SHA256.rgb (thumbnail), ab/SHA256.jpg (of a photo that is no JPEG) */
#define PATH_INCOMING "incoming"     /* what uploads write before it is a photo */
#define PATH_SPOOL "spool"           /* rendered prints on their way */
#define PATH_PRINTERS "printers"     /* folder printers of the demo shop */
#define PATH_KEYS "keys"             /* host_ed25519, the SSH host key */
#define PATH_RUN "run"               /* socket, lock */
#define PATH_SOCKET "run/socket"
#define PATH_LOCK "run/lock"
#endif
