/* taking.c - whole photos on their way into the order: the keeper is asked beside the session, for a few at a time, in
 * the order in which they became whole; see serve.h.
 *
 * A client's close is answered at once where the bytes begin like a photo: its next photo is on its way while this one
 * is judged, and what was wrong with one stands in REJECTED.txt, on standard error, and in the exit status. The file
 * waits in the order's folder under a name that says it is whole, and goes only when the keeper has it, on disk: should
 * this process die, the next one of the same order finishes (folder.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/io.h"
#include "serve.h"

enum { COMPARE = 64 * 1024 };

bool taking_promises(struct serve *serve, const struct node *node)
{
    static const uint8_t jpeg[3] = { 0xff, 0xd8, 0xff };
    uint8_t start[sizeof jpeg];
    int file = folder_file(&serve->folder, node->id, false, O_RDONLY);
    bool good = file >= 0 && pread(file, start, sizeof start, 0) == (ssize_t)sizeof start && memcmp(start, jpeg, sizeof jpeg) == 0;
    io_close(&file);
    return good;
}

void taking_add(struct serve *serve, struct node *node, bool awaited, uint32_t request)
{
    node->kind = NODE_WHOLE;
    node->turn = ++serve->taking.next_turn;
    node->awaited = awaited;
    node->request = request;
    (void)folder_settle(&serve->folder, node->id); /* where it cannot be renamed it cannot be opened either: refused then */
}

/* Whether two files have the same bytes from the start to the end. */
static bool same_bytes(int a, int b)
{
    static uint8_t one[COMPARE], two[COMPARE];
    for (off_t at = 0;;) {
        ssize_t got = pread(a, one, sizeof one, at), other = pread(b, two, sizeof two, at);
        if (got < 0 || got != other || memcmp(one, two, (size_t)got) != 0)
            return false;
        if (got == 0)
            return true;
        at += got;
    }
}

/* Sent again after a lost connection, or another photo that a camera gave the same name? The bytes tell. True when
 * the order has this very photo; otherwise path is the name to take it in under. A damaged one makes way. */
static bool is_there(struct serve *serve, const struct node *node, int file, char path[TREE_PATH_LIMIT], int64_t *photo)
{
    for (unsigned number = 1; number <= TREE_LIMIT; number++) {
        tree_variant(node->path, number, path);
        const struct node *taken = tree_find_kind(&serve->tree, path, NODE_TAKEN);
        int old = -1;
        if (taken == NULL)
            return false;
        bool same = taken->size == node->size && !delivery_read(&serve->delivery, taken->photo, &old) &&
                    same_bytes(old, file);
        io_close(&old);
        *photo = taken->photo;
        if (same)
            return true;
        if (taken->damaged)
            return false;
    }
    return false;
}

/* Whoever waits for it hears what became of a photo. */
static void tell(struct serve *serve, const struct node *node, int64_t photo, const char *sentence, struct buf *out)
{
    enum sftp_status status = *sentence ? SFTP_FAILURE : SFTP_OK;
    if (serve->judged)
        serve->judged(serve->judged_data, node, photo, sentence);
    if (node->awaited)
        sftp_put_status(out, node->request, status, sentence);
}

static void refuse(struct serve *serve, struct node *node, enum err err, struct buf *out)
{
    char sentence[DELIVERY_SENTENCE];
    delivery_reject(&serve->delivery, tree_name(node->path), err, sentence);
    serve->taking.refused = true;
    tell(serve, node, 0, sentence, out);
    file_drop(serve, node);
}

static void taken_in(struct serve *serve, struct asked *asked, const struct photo *photo, struct buf *out)
{
    struct node *node = asked->node, *old = tree_find_kind(&serve->tree, asked->path, NODE_TAKEN);
    delivery_remark(&serve->delivery, tree_name(asked->path), photo);
    folder_drop(&serve->folder, node->id);
    tell(serve, node, photo->n, "", out);
    if (old && old->photo == photo->n)
        tree_remove(old);
    tree_rename(node, asked->path);
    node->kind = NODE_TAKEN;
    node->photo = photo->n;
    node->damaged = *photo->damaged;
}

static void end(struct asked *asked)
{
    io_close(&asked->file);
    asked->node = NULL;
}

/* Ask for this one. False when the keeper cannot be asked now. */
static void ask(struct serve *serve, struct asked *asked)
{
    struct args args = client_args();
    args.code = serve->delivery.code;
    args.name = tree_name(asked->path);
    (void)!client_ask_fd(serve->delivery.client, ACTION_PHOTO_ADD, &args, asked->file, &asked->id);
}

static void begin(struct serve *serve, struct asked *asked, struct node *node, struct buf *out)
{
    int file = folder_file(&serve->folder, node->id, true, O_RDONLY);
    int64_t photo;
    if (file < 0) {
        refuse(serve, node, err_detail(ERR_IO, "%s: %s", tree_name(node->path), strerror(errno)), out);
    } else if (is_there(serve, node, file, asked->path, &photo)) {
        tell(serve, node, photo, "", out);
        file_drop(serve, node);
        io_close(&file);
    } else {
        node->asked = true;
        asked->node = node;
        asked->id = 0;
        asked->file = file;
        ask(serve, asked);
    }
}

/* The one that became whole first, and has no namesake that is being judged. */
static struct node *next(struct serve *serve)
{
    struct node *first = NULL;
    for (size_t i = 0; i < serve->tree.count; i++) {
        struct node *node = &serve->tree.nodes[i];
        bool namesake = false;
        if (node->kind != NODE_WHOLE || node->asked || (first && first->turn < node->turn))
            continue;
        for (int k = 0; k < TAKING_AT_ONCE; k++) {
            const struct node *other = serve->taking.asked[k].node;
            namesake |= other && strcmp(other->path, node->path) == 0;
        }
        if (!namesake)
            first = node;
    }
    return first;
}

void taking_go_on(struct serve *serve, struct buf *out)
{
    struct taking *taking = &serve->taking;
    struct client *client = serve->delivery.client;
    for (int i = 0; i < TAKING_AT_ONCE && client->keeper >= 0; i++) {
        struct asked *asked = &taking->asked[i];
        struct node *node;
        if (asked->node && taking->wirings != client->wirings)
            ask(serve, asked); /* a keeper that died over it; the next is asked under the same id */
        while (asked->node == NULL && client->keeper >= 0 && (node = next(serve)) != NULL)
            begin(serve, asked, node, out);
    }
    if (client->keeper >= 0)
        taking->wirings = client->wirings;
}

void taking_hear(struct serve *serve, struct msg *msg, struct buf *out)
{
    struct asked *asked = NULL;
    struct arena arena = { 0 };
    struct photo photo;
    for (int i = 0; i < TAKING_AT_ONCE && msg->kind == MSG_REPLY; i++)
        if (serve->taking.asked[i].node && serve->taking.asked[i].id == msg->id)
            asked = &serve->taking.asked[i];
    if (asked == NULL) {
        msg_close(msg);
        return;
    }
    enum err err = client_answer(msg, ACTION_PHOTO_ADD, &photo, &arena);
    if (err)
        refuse(serve, asked->node, err, out);
    else
        taken_in(serve, asked, &photo, out);
    end(asked);
    arena_free(&arena);
}

bool taking_is_idle(struct serve *serve)
{
    return tree_count(&serve->tree, NODE_WHOLE) == 0;
}
