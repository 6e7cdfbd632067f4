/* serve.h - one SFTP session: requests in, replies out.
 *
 * A photo counts when it was closed under its last name: then its bytes go to the keeper, and the client's close (or
 * rename) is answered with what the keeper said. What was not closed when the session ends is thrown away.
 */
#ifndef UPLOAD_SERVE_H
#define UPLOAD_SERVE_H
#include "delivery.h"
#include "sftp.h"

enum { SERVE_HANDLES = 16, SERVE_PHOTO_MB = 250 };

enum handle_kind { HANDLE_FREE, HANDLE_FOLDER, HANDLE_TEXT, HANDLE_PHOTO, HANDLE_INCOMING };
struct handle {
    enum handle_kind kind;
    uint32_t turn;           /* counts reuses, so that an old handle is not taken for a new one */
    int file;                /* PHOTO, INCOMING */
    struct node *node;     /* INCOMING */
    enum err trouble;        /* INCOMING: why it cannot become a photo any more */
    struct buf text;         /* TEXT: what stood in it at the open; FOLDER: its path */
    size_t position;         /* FOLDER: in the tree, after the texts */
    uint64_t space_checked;  /* INCOMING: up to where the disk was found to have room */
};
struct serve {
    struct tree tree;
    struct delivery delivery;
    struct handle handles[SERVE_HANDLES];
    int incoming;            /* directory for the files; all names in it are numbers of ours */
    unsigned next_file;
    bool greeted;
};

/* Answer one packet. False when the session is over: no greeting, or nothing that can be answered. */
bool serve_packet(struct serve *serve, struct bytes packet, struct buf *out);
/* Throw away what was not finished. */
void serve_end(struct serve *serve);

/* file.c: what is done with bytes. Each answers the request; path is NULL for those that have none. */
void file_open(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
void file_read(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
void file_write(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
void file_close(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
/* Attributes set on an open file: only its size matters. */
void file_set(struct serve *serve, const struct sftp_request *request, const char *path, struct buf *out);
void file_drop(struct serve *serve, struct node *node);
/* Give a complete incoming photo to the order. On failure the node is gone and the sentence is in out. */
enum err file_take_in(struct serve *serve, struct node *node, char out[DELIVERY_SENTENCE]);

/* handle.c */
struct handle *handle_new(struct serve *serve, enum handle_kind kind);
struct handle *handle_find(struct serve *serve, struct bytes name);
void handle_put(struct serve *serve, const struct handle *handle, uint32_t id, struct buf *out);
void handle_close(struct handle *handle);

/* Answer with the sentence of a failure; its detail is the last one. */
void serve_put_err(struct buf *out, uint32_t id, enum err err);
#endif
