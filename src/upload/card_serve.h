/* card_serve.h - a card for one screen: what the screen asks, and the photos it wants on their way into the order. */
#ifndef UPLOAD_CARD_SERVE_H
#define UPLOAD_CARD_SERVE_H
#include "card.h"
#include "serve.h"

enum { CARD_CHUNK = 512 * 1024, CARD_WAITING = 4 /* so many photos may be whole and not judged */ };

struct card_serve {
    struct serve serve;
    struct card card;
    bool taking, by_order, listed;
    int64_t taken, refused;
    char words[DELIVERY_SENTENCE];  /* what was last refused */
    struct card_photo *now;         /* what is read now, from: */
    struct node *node;              /* to here */
    int from, to;
    size_t next;                    /* rank of the one after; it counts down: oldest first */
    int64_t rate_ms;
    uint64_t rate_bytes, per_second;
};

/* Run until the screen closes its socket (descriptor 0). The card is this directory, which is taken. */
int card_serve(struct client *client, int folder, int root);
#endif
