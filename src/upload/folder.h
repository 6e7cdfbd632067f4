/* folder.h - the order's folder in incoming/: what was sent in part, and what is whole and not in the order yet.
 *
 * A file is known by sixteen digits of ours: half-ID or whole-ID has the bytes, name-ID the path it was sent under. No
 * name of a client is ever a name here. Sessions of one ticket share the folder, so a photo that was cut off in one
 * goes on in the next; flock() on the bytes says who writes them.
 */
#ifndef UPLOAD_FOLDER_H
#define UPLOAD_FOLDER_H
#include <stdbool.h>
#include <stdint.h>
#include "../base/err.h"

enum { FOLDER_ID = 16 };
struct folder {
    int fd;
    bool alone; /* no other session had it when this one began: what is whole is ours to finish */
};
struct folder_file {
    char id[FOLDER_ID + 1];
    bool whole;
    uint64_t size;
    int64_t at;
    const char *path; /* clean, absolute */
};

/* Takes the directory's descriptor, which may be O_PATH. */
void folder_open(struct folder *folder, int fd);
void folder_close(struct folder *folder);
/* Show every file that has its name beside it; what has none is removed. False from `show` ends it. */
void folder_list(const struct folder *folder, bool (*show)(void *data, const struct folder_file *file), void *data);
/* A new empty file under that path; its descriptor, locked, or -1 (errno). */
int folder_make(const struct folder *folder, const char *path, char id[FOLDER_ID + 1]);
/* The bytes of one, -1 (errno) when they cannot be had. */
int folder_file(const struct folder *folder, const char *id, bool whole, int flags);
/* It has another path from now on. */
bool folder_name(const struct folder *folder, const char *id, const char *path);
/* It is whole. */
bool folder_settle(const struct folder *folder, const char *id);
void folder_drop(const struct folder *folder, const char *id);
/* Below this much the disk must not fall: is there room for more? */
bool folder_has_room(const struct folder *folder, int64_t reserve_mb);
#endif
