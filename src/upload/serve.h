/* serve.h - one SFTP session: requests in, replies out.
 *
 * A photo counts once it was closed, or renamed, under its last name: it is whole then, and goes to the keeper beside
 * the session, which goes on meanwhile. The session ends only when the keeper has judged all of them, so that a client
 * that waits for its end knows. What was sent in part stays in the order's folder for the next session.
 */
#ifndef UPLOAD_SERVE_H
#define UPLOAD_SERVE_H
#include "delivery.h"
#include "folder.h"
#include "sftp.h"

enum {
    SERVE_HANDLES = 16, SERVE_HALF_SENT = 64, /* so many photos may be half sent; above, the oldest goes */
    SERVE_REST_MS = 2000                      /* a client silent for so long lets another session go on with its photos */
};

enum handle_kind { HANDLE_FREE, HANDLE_FOLDER, HANDLE_TEXT, HANDLE_PHOTO, HANDLE_INCOMING };
struct handle {
    enum handle_kind kind;
    uint32_t turn;           /* counts reuses, so that an old handle is not taken for a new one */
    int file;                /* PHOTO, INCOMING */
    struct node *node;       /* INCOMING */
    enum err trouble;        /* INCOMING: why it cannot become a photo any more */
    bool resting;            /* INCOMING: its lock was let go; then its file looked like this: */
    int64_t rested_size, rested_ns;
    struct buf text;         /* TEXT: what stood in it at the open; FOLDER: its path */
    size_t position;         /* FOLDER: in the tree, after the texts */
    uint64_t space_checked;  /* INCOMING: up to where there was found to be room */
    uint64_t total;          /* INCOMING: how large it will be, where the client said so */
};
/* One write whose bytes are still coming. */
struct writing {
    struct handle *handle;
    uint32_t id;
    uint64_t offset;
    enum sftp_status status;
    char why[DELIVERY_SENTENCE];
};
enum { TAKING_AT_ONCE = 1 };
struct taking { /* taking.c */
    struct asked {
        struct node *node;   /* NULL: free */
        uint64_t id;
        int file;
        char path[TREE_PATH_LIMIT]; /* what it will be in the order */
    } asked[TAKING_AT_ONCE];
    unsigned wirings;        /* of the keeper that was asked */
    uint64_t next_turn;
    bool refused;            /* something was not taken */
};
struct sending { /* sending.c */
    int64_t told_ms;
    uint64_t bytes, told_bytes;
    int64_t files;
    bool shown;
    const struct handle *last; /* what was written to last */
};
struct serve {
    struct tree tree;
    struct delivery delivery;
    struct handle handles[SERVE_HANDLES];
    struct folder folder;
    struct writing writing;
    struct taking taking;
    struct sending sending;
    /* a photo was judged: its number in the order, or a sentence why it has none; may be NULL */
    void (*judged)(void *data, const struct node *node, int64_t photo, const char *sentence);
    void *judged_data;
    bool greeted, looked;    /* looked: what earlier sessions left in the folder stands in the tree */
};

enum served { SERVE_DONE, SERVE_LATER /* the same packet again, once a photo was judged */, SERVE_OVER };
/* Answer one packet. SERVE_OVER when the session is over: no greeting, or nothing that can be answered. */
enum served serve_packet(struct serve *serve, struct bytes packet, struct buf *out);
/* The order's photos, and what earlier sessions left, into the tree; once. */
enum err serve_look(struct serve *serve) MUST_CHECK;
/* Let go of everything; what may be useful to a later session stays in the folder. */
void serve_end(struct serve *serve);
/* Answer with the sentence of a failure; its detail is the last one. */
void serve_put_err(struct buf *out, uint32_t id, enum err err);

/* file.c: what is done with bytes. Each answers the request; path is NULL for those that have none. */
enum served file_open(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
enum served file_read(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
enum served file_close(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
/* Attributes set on an open file: only its size matters. */
enum served file_set(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
/* A photo is whole, if it has its last name and no trouble; answers the close or rename that made it so, now or later. */
void file_done(struct serve *serve, struct node *node, enum err trouble, uint32_t request, struct buf *out);
void file_drop(struct serve *serve, struct node *node);
/* Is there room for one more photo, in the order and on the disk? */
enum err file_may_add(struct serve *serve, const char *name) MUST_CHECK;
/* A node whose file another session may have written to: its size as it is now. */
void file_look(struct serve *serve, struct node *node);
/* A write, as its bytes come: begin, each part, end with the answer. */
void file_write_begin(struct serve *serve, const struct sftp_request *request);
void file_write_part(struct serve *serve, struct bytes part);
void file_write_end(struct serve *serve, struct buf *out);
/* The client is silent: let other sessions go on with what it has open. */
void file_rest(struct serve *serve);

/* taking.c: whole photos on their way into the order. */
/* This one is whole. The client waits for what becomes of it, under that request, where `awaited`. */
void taking_add(struct serve *serve, struct node *node, bool awaited, uint32_t request);
/* Ask the keeper for as many as it may be asked for at once. Answers that need no asking go to out. */
void taking_go_on(struct serve *serve, struct buf *out);
/* One message of the keeper. */
void taking_hear(struct serve *serve, struct msg *msg, struct buf *out);
/* Does the keeper have anything left to judge? */
bool taking_is_idle(struct serve *serve);
/* Do these bytes begin like a photo that the shop takes? Of others the client hears at once what becomes of them. */
bool taking_promises(struct serve *serve, const struct node *node);

/* sending.c: what the order's screen is told meanwhile. */
void sending_tell(struct serve *serve, int64_t now_ms);

/* handle.c */
struct handle *handle_new(struct serve *serve, enum handle_kind kind);
struct handle *handle_find(struct serve *serve, struct bytes name);
void handle_put(struct serve *serve, const struct handle *handle, uint32_t id, struct buf *out);
void handle_close(struct handle *handle);
#endif
