/* reader.h - a screen's line to the card in its terminal's reader: asks go out and answers come in without anybody waiting,
 * for a card may be slow, or gone. */
#ifndef CLIENT_READER_H
#define CLIENT_READER_H
#include "client.h"

struct reader {
    int fd;                  /* -1: the card is gone, or never was */
    bool asked;              /* an answer is still to come */
    struct arena memory;
    struct card_view view;   /* as it last stood */
};

/* For that open order. ERR_NO_READER at a terminal without one. */
enum err reader_open(struct reader *reader, struct client *client, const char *code) MUST_CHECK;
void reader_close(struct reader *reader);
/* Ask, with the page wanted back. What is asked while an answer is to come is sent all the same, except to look again. */
void reader_ask(struct reader *reader, const struct card_ask *ask);
/* Take what came; waits so long at most for an answer that is to come. */
void reader_hear(struct reader *reader, int wait_ms);
#endif
