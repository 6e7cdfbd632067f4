/* card.h - the photos on a card: found folder by folder, kept newest first. Cards are only read.
 *
 * Every name comes from a file system that anybody may have made: links are not followed, other file systems not entered,
 * no folder looked into twice, and there is an end to depth, folders, files and memory.
 */
#ifndef UPLOAD_CARD_H
#define UPLOAD_CARD_H
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include "dpof.h"

enum {
    CARD_FILES = 100000, CARD_FOLDERS = 2000, CARD_DEPTH = 8, CARD_NAMES = 16 << 20 /* bytes of all paths */
};
struct card_photo {
    uint32_t path;         /* where its path begins in names */
    int64_t bytes, at;
    bool marked;
    uint8_t state;         /* enum card_state */
    int16_t copies;        /* by the camera's order; 0: no print of it alone */
    bool indexed;          /* the camera ordered it on an index print */
    int64_t photo;         /* its number in the order, once taken */
};
struct card {
    int root;
    uint64_t device;
    struct buf names;      /* paths from the root, each with its NUL */
    struct card_photo *photos;
    size_t count, room, others;
    struct card_folder {
        uint32_t path;     /* in names */
        uint32_t depth;
        uint64_t inode;
    } *folders;            /* those still to come from folder_next on */
    size_t folder_count, folder_next;
    DIR *open;             /* the folder that is read now */
    const struct card_folder *in;
    bool looking, cut, sorted;
    struct dpof order;     /* what the camera ordered; of no images when there is nothing */
    int16_t index_copies;  /* index prints that it ordered */
    size_t order_missing;  /* images of it that are not on the card */
};

/* Begin with that directory, which is taken. */
void card_open(struct card *card, int root);
void card_close(struct card *card);
/* Go on looking through it until that moment (clock_ms) or until all is seen. */
void card_look(struct card *card, int64_t until_ms);
/* By rank, newest first. */
struct card_photo *card_photo(struct card *card, size_t rank);
const char *card_path(const struct card *card, const struct card_photo *photo);
/* Its bytes, -1 (errno) when they cannot be had. */
int card_file(const struct card *card, const struct card_photo *photo);
#endif
