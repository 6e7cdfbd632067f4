/* backup.h - what lies in the directory of a backup, shared by who makes one and who restores from it. */
#ifndef KEEPER_BACKUP_H
#define KEEPER_BACKUP_H
#include <limits.h>
#include "../../db/store.h"

#define BACKUP_FILE "BACKUP" /* what the backup holds; see backup.c */

struct backup { /* that file */
    char shop[17];       /* which shop: from its ticket key, which a restored shop still has */
    char store[32];      /* the directory of its store inside; "" while no backup was finished */
    struct backed_up at;
};
/* ERR_NOT_FOUND when there is none, ERR_MALFORMED when it is none of ours. */
enum err backup_read(const char *directory, struct backup *backup) MUST_CHECK;
enum err backup_write(const char *directory, const struct backup *backup) MUST_CHECK;
/* "directory/name"; ERR_TOO_LONG. */
enum err path_in(char path[PATH_MAX], const char *directory, const char *name) MUST_CHECK;
/* The paths of the same name in two directories. */
struct two_paths { char from[PATH_MAX], to[PATH_MAX]; };
enum err paths_in(struct two_paths *paths, const char *from, const char *to, const char *name) MUST_CHECK;
/* Nothing in it but the lost+found of a new disk. */
bool is_empty_directory(const char *directory);

/* What somebody who waits hears: "photos", percent. */
struct listener {
    void (*tell)(void *data, const char *words, int64_t percent);
    void *data;
};
void backup_tell(const struct listener *listener, const char *words, int64_t percent);
/* The directory for ourselves as long as *fd is open. ERR_LIMIT when another backup or restore is at it. */
enum err backup_lock(const char *directory, bool alone, int *fd) MUST_CHECK;

/* Photos of one directory of a shop or backup that another has not: linked or copied. Counts them. */
enum err backup_add_photos(const char *from, const char *to, const struct listener *listener, int64_t *added) MUST_CHECK;
/* Photos that the shop does not have any more. */
enum err backup_remove_purged(const char *shop, const char *directory, int64_t *removed) MUST_CHECK;
/* Keys, configuration, and the folders (not the files) of folder printers. */
enum err backup_copy_settings(const char *from, const char *to) MUST_CHECK;
#endif
