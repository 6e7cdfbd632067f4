/* load_photos.c - the files of a loaded shop's photos, out of any folder that has them under their names.
 *
 * A file is believed when its SHA-256 is its name. On the same file system it is linked, not copied: photo files are
 * never written to again. The small picture beside it (.rgb) has no hash; only its length is looked at.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "../base/str.h"
#include "keeper.h"
#include "sha256.h"

enum { CHUNK = 1 << 20, PATH_ROOM = PATH_MAX + 160 };

/* Copy what can be read (to may be -1) and hash it. */
static bool copy_hash(int from, int to, char hex[65])
{
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES], *chunk = xmalloc(CHUNK);
    ssize_t got;
    bool good = true;
    crypto_hash_sha256_init(&state);
    while (good && ((got = read(from, chunk, CHUNK)) > 0 || (got < 0 && errno == EINTR)))
        if (got > 0) {
            sha256_add(&state, chunk, (size_t)got);
            good = to < 0 || io_write(to, chunk, (size_t)got);
        }
    good = good && got == 0;
    crypto_hash_sha256_final(&state, hash);
    str_hex(hash, sizeof hash, hex);
    free(chunk);
    return good;
}

/* Linked, else copied; hex is the hash of what is there now. Nothing is left behind when it fails. */
static enum err take_file(const char *from, const char *to, char hex[65])
{
    bool linked = link(from, to) == 0;
    int out = linked ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int in = open(linked ? to : from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool good = in >= 0 && (linked || out >= 0) && copy_hash(in, out, hex);
    int error = errno;
    io_close(&in);
    good = (out < 0 || close(out) == 0) && good;
    if (!good)
        unlink(to);
    return good ? ERR_NONE : err_detail(ERR_DISK, "%.100s: %s", to, strerror(error));
}

/* Where that folder has a file of this name: a shop's photos, a shop, or all in one. */
static bool look(const char *folder, const char *name, char path[PATH_ROOM], struct stat *stat)
{
    for (int form = 0; form < 3; form++) {
        if (form == 1)
            snprintf(path, PATH_ROOM, "%s/%s", folder, name);
        else
            snprintf(path, PATH_ROOM, "%s/%s%.2s/%s", folder, form ? PATH_PHOTOS "/" : "", name, name);
        if (lstat(path, stat) == 0 && S_ISREG(stat->st_mode))
            return true;
    }
    return false;
}

static enum err take_photo(const char *shop, const char *folder, const struct stored_photo *photo, struct loaded *loaded)
{
    char from[PATH_ROOM], to[PATH_ROOM], name[80], hex[65];
    struct stat stat;
    if (*folder == 0 || !look(folder, photo->sha256, from, &stat)) {
        loaded->missing++;
        return ERR_NONE;
    }
    snprintf(to, sizeof to, "%s/" PATH_PHOTOS "/%.2s", shop, photo->sha256);
    enum err err = io_directory(to, 0700);
    if (err)
        return err;
    snprintf(to, sizeof to, "%s/" PATH_PHOTOS "/%.2s/%s", shop, photo->sha256, photo->sha256);
    err = take_file(from, to, hex);
    if (err)
        return err;
    if (strcmp(hex, photo->sha256) != 0) {
        unlink(to);
        printf("photo %s: the file of that name is another one or damaged; it was not taken\n", photo->sha256);
        loaded->missing++;
        return ERR_NONE;
    }
    loaded->photos++;
    snprintf(name, sizeof name, "%s.rgb", photo->sha256);
    snprintf(to, sizeof to, "%s/" PATH_PHOTOS "/%.2s/%s", shop, photo->sha256, name);
    int64_t expected = photo->thumb_width > 0 && photo->thumb_width < 10000 && photo->thumb_height > 0 &&
                       photo->thumb_height < 10000 ? photo->thumb_width * photo->thumb_height * 3 : -1;
    if (!look(folder, name, from, &stat) || stat.st_size != expected) {
        loaded->thumbs_missing++;
        return ERR_NONE;
    }
    return take_file(from, to, hex);
}

static enum err make_durable(const char *shop)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/" PATH_PHOTOS, shop);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && syncfs(fd) == 0;
    enum err err = good ? ERR_NONE : err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
    io_close(&fd);
    return err;
}

enum err load_photos(struct store *store, const char *shop, const char *folder, struct loaded *loaded)
{
    struct arena arena = { 0 };
    struct walk *walk = NULL;
    struct key key, target;
    enum err err = store_begin(store);
    if (err)
        return err;
    err = walk_open(store, TREE_PHOTO, key_none(), 0, false, &walk);
    bool end = false;
    while (!err && !end) {
        struct stored_photo photo;
        arena_reset(&arena);
        if ((err = walk_next(walk, &key, &target)) != ERR_NONE) {
            end = err == ERR_NOT_FOUND;
            break;
        }
        err = store_get(store, TREE_PHOTO, target, &photo, &arena);
        if (!err)
            err = take_photo(shop, folder, &photo, loaded);
        if (isatty(STDERR_FILENO) && loaded->photos % 100 == 1)
            fprintf(stderr, "\r%lld photos", (long long)loaded->photos);
    }
    walk_close(walk);
    store_abort(store);
    arena_free(&arena);
    if (err && !end)
        return err;
    return loaded->photos ? make_durable(shop) : ERR_NONE;
}
