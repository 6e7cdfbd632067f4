/* delivery.h - the order that a session's photos go to, as the keeper knows it: opening, adding, listing, reading.
 *
 * A ticket's login has its order already. The kiosk's has none until its first photo is opened for writing: then an
 * order is made, and its code, password and expiry are said once on standard error, where scp and sftp show them.
 */
#ifndef UPLOAD_DELIVERY_H
#define UPLOAD_DELIVERY_H
#include "../client/client.h"
#include "tree.h"

enum { DELIVERY_SENTENCE = 480, DELIVERY_TEXTS = 2 };

struct shop_limits { /* as the shop's options say */
    int64_t photo_mb, order_mb, photos, reserve_mb;
};
struct delivery {
    struct client *client;
    struct shop_limits limits;    /* known once there is an order */
    char code[13], password[7];   /* "" while there is none, or it is not known */
    char command[128];            /* what opens this order's screen from outside; "" when not known */
    int64_t expires;
    enum order_state state;
    bool mute;                    /* nobody listens at standard error */
    bool listed;                  /* the order's photos stand in the tree */
    int64_t first;                /* number of the first photo this session brought; 0: none yet */
    struct buf said;              /* numbers of those whose damage was said */
    struct buf rejected;          /* REJECTED.txt */
};

void delivery_init(struct delivery *delivery, struct client *client);
/* Make sure there is an order. */
enum err delivery_open(struct delivery *delivery) MUST_CHECK;
/* Put the order's photos into the tree; asks only once. */
enum err delivery_list(struct delivery *delivery, struct tree *tree) MUST_CHECK;
/* A photo was taken in; under another name than this, or damaged: say so. */
void delivery_remark(struct delivery *delivery, const char *name, const struct photo *added);
/* A descriptor of the photo of that number. */
enum err delivery_read(struct delivery *delivery, int64_t photo, int *file) MUST_CHECK;
/* A photo was refused (the detail is the last one): note it in REJECTED.txt, say it on standard error. The sentence
 * goes to out. */
void delivery_reject(struct delivery *delivery, const char *name, enum err err, char out[DELIVERY_SENTENCE]);
/* The files we write for the customer, "/TICKET.txt" and "/REJECTED.txt", by number or by path (-1: none of them). */
const char *delivery_text_path(int text);
int delivery_text_find(const char *path);
/* What stands in it now; false when there is nothing to say yet. */
bool delivery_text(struct delivery *delivery, int text, struct buf *out);
/* At the end of a session: say which of its photos are damaged. They are checked beside the upload; a few that are not yet
 * are waited for, not longer than two seconds. */
void delivery_settle(struct delivery *delivery);
void delivery_free(struct delivery *delivery);
#endif
