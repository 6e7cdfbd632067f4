/* tree.h - the folder an SFTP client believes to be in: names it chose, which are keys here and nothing else.
 *
 * No name of a client ever reaches the file system. Folders exist only as names: a photo in one is the order's photo
 * under the last part of its path.
 */
#ifndef UPLOAD_TREE_H
#define UPLOAD_TREE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/mem.h"

enum { TREE_LIMIT = 2200, TREE_PATH_LIMIT = 1024, TREE_NAME_LIMIT = 255 };

enum node_kind {
    NODE_FREE,
    NODE_FOLDER,
    NODE_INCOMING, /* being sent, sent in part, or sent under a name that is not its last one */
    NODE_WHOLE,    /* whole, and on its way into the order */
    NODE_TAKEN     /* a photo of the order */
};
struct node {
    enum node_kind kind;
    char *path;      /* "/100CANON/IMG_0001.JPG"; clean text */
    uint64_t size;
    int64_t at;
    int64_t photo;   /* NODE_TAKEN: its number in the order */
    char id[17];     /* NODE_INCOMING, NODE_WHOLE: of its file (folder.h) */
    bool writing;    /* NODE_INCOMING: a handle writes to it */
    bool damaged;    /* NODE_TAKEN: the same name sent again takes its place */
    bool asked;      /* NODE_WHOLE: the keeper is at it */
    uint64_t turn;   /* NODE_WHOLE: in this order they became so */
    bool awaited;    /* NODE_WHOLE: the client waits for what becomes of it, under this request: */
    uint32_t request;
    int64_t card;    /* which photo of a card it is, from 1; 0: none */
};
struct tree { /* nodes never move: pointers to them stay good until tree_remove() */
    struct node nodes[TREE_LIMIT];
    size_t count;    /* high-water mark */
};

/* The absolute path a client means, without "." and "..", cleaned for showing. False when it is too long or holds NUL.
 * ".." above the root stays at the root. */
bool tree_path(struct bytes raw, char out[TREE_PATH_LIMIT]);
/* The last part of a path. */
const char *tree_name(const char *path);
/* Programs that send under a passing name and rename when done: "x.jpg.part", ".in.x.jpg". */
bool tree_is_temporary(const char *path);

/* What has this path; of several the one that came last. NULL if nothing. */
struct node *tree_find(struct tree *tree, const char *path);
struct node *tree_find_kind(struct tree *tree, const char *path, enum node_kind kind);
/* A new node; NULL when the tree is full. */
struct node *tree_add(struct tree *tree, enum node_kind kind, const char *path);
void tree_rename(struct node *node, const char *path);
void tree_remove(struct node *node);
size_t tree_count(const struct tree *tree, enum node_kind kind);
/* True for the root, folders that were made, and folders that something lies in. */
bool tree_is_folder(struct tree *tree, const char *path);
/* The next node that lies directly in that folder, from *position on; NULL at the end. Start at 0. */
struct node *tree_next(struct tree *tree, const char *folder, size_t *position);
/* The same path for another photo of that name: "/a.jpg" with 2 becomes "/a (2).jpg", with 1 it stays. */
void tree_variant(const char *path, unsigned number, char out[TREE_PATH_LIMIT]);
void tree_free(struct tree *tree);
#endif
