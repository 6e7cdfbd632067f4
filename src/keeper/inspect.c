/* inspect.c - the check's own process: looks through a store, then through the shop's photos, and says what it finds a
 * line at a time (client/checking.h). It runs at the lowest priority: the shop may be open beside it.
 *
 * The store may be a copy and so be older than the folders: what is younger than the sweep's grace period is let be, and
 * whoever asked for the check looks again whether a photo that has no file still has a record.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/path.h"
#include "../base/str.h"
#include "../client/checking.h"
#include "keeper.h"
#include "sha256.h"

enum {
    CACHE_MB = 16, CHUNK = 256 * 1024, TELL_MS = 500, THUMB_MOST = 4096,
    GRACE_SECONDS = 2 * PHOTO_GRACE_SECONDS + 300, /* the sweep comes once in a grace period, and takes its time */
    UPLOAD_SECONDS = 86400                         /* half sent: as long as its session lasts */
};

struct inspection {
    const char *shop;
    struct store *store;
    bool aloud;     /* what is found goes to a person; otherwise everything goes to another program */
    bool whole;     /* every photo is read */
    bool sound;
    int64_t photos, photos_read, of, told_ms;
    struct findings figures;
    struct arena memory;
};

static void found(struct inspection *inspection, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void found(struct inspection *inspection, const char *format, ...)
{
    va_list list;
    inspection->sound = false;
    if (!inspection->aloud)
        putchar(CHECKING_FINDING);
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
}

static void say_where(const char *where, int64_t done, int64_t of)
{
    printf("%c%" PRId64 " %" PRId64 " %s\n", CHECKING_WHERE, done, of, where);
    fflush(stdout);
}

static void where_in_store(const char *where, int64_t done)
{
    say_where(where, done, 0);
}

/* ---- records against files ---- */

/* Its bytes, hashed; false when it cannot be read to the end. */
static bool read_whole(const char *path, char sha256[65])
{
    static uint8_t chunk[CHUNK];
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    crypto_hash_sha256_init(&state);
    while (fd >= 0 && ((got = read(fd, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR)))
        sha256_add(&state, chunk, got > 0 ? (size_t)got : 0);
    if (fd >= 0)
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* the shop's own pages must not make room for these */
    bool good = fd >= 0 && got == 0;
    io_close(&fd);
    crypto_hash_sha256_final(&state, hash);
    str_hex(hash, sizeof hash, sha256);
    return good;
}

/* "photo 0123…: its file is missing"; the engine takes such a line back when the photo is purged meanwhile. */
static bool look_at_file(struct inspection *inspection, const struct stored_photo *photo, const char *suffix,
                         const char *what, int64_t bytes, char path[PATH_MAX])
{
    struct stat stat_file;
    if (snprintf(path, PATH_MAX, "%s/" PATH_PHOTOS "/%.2s/%s%s", inspection->shop, photo->sha256, photo->sha256,
                 suffix) >= PATH_MAX)
        return false;
    if (lstat(path, &stat_file) != 0 || !S_ISREG(stat_file.st_mode))
        found(inspection, "photo %s: its %s is missing", photo->sha256, what);
    else if (stat_file.st_size != bytes)
        found(inspection, "photo %s: its %s has %lld bytes instead of %lld", photo->sha256, what,
              (long long)stat_file.st_size, (long long)bytes);
    else
        return true;
    return false;
}

static void look_at_photo(struct inspection *inspection, const struct stored_photo *photo)
{
    char path[PATH_MAX], sha256[65];
    bool small = photo->thumb_width >= 0 && photo->thumb_width <= THUMB_MOST && photo->thumb_height >= 0 &&
                 photo->thumb_height <= THUMB_MOST;
    int64_t thumb = small ? photo->thumb_width * photo->thumb_height * 3 : 0;
    inspection->photos++;
    if (clock_ms() - inspection->told_ms >= TELL_MS && !inspection->aloud) {
        inspection->told_ms = clock_ms();
        say_where("photos", inspection->photos, inspection->of);
    }
    if (thumb > 0)
        look_at_file(inspection, photo, ".rgb", "thumbnail", thumb, path);
    if (!look_at_file(inspection, photo, "", "file", photo->bytes, path) || !inspection->whole)
        return;
    inspection->photos_read++;
    if (!read_whole(path, sha256))
        found(inspection, "photo %s: its file cannot be read (%s)", photo->sha256, strerror(errno));
    else if (strcmp(sha256, photo->sha256) != 0)
        found(inspection, "photo %s: its file was changed (its bytes are %.12s...)", photo->sha256, sha256);
}

static enum err look_at_photos(struct inspection *inspection)
{
    struct arena arena = { 0 };
    struct key key, target;
    struct walk *walk;
    enum err err = walk_open(inspection->store, TREE_PHOTO, key_none(), 0, false, &walk);
    if (err)
        return err;
    while ((err = walk_next(walk, &key, &target)) == ERR_NONE) {
        struct stored_photo photo;
        arena_reset(&arena);
        if (store_get(inspection->store, TREE_PHOTO, target, &photo, &arena) == ERR_NONE) /* else told by store_audit */
            look_at_photo(inspection, &photo);
    }
    walk_close(walk);
    arena_free(&arena);
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

/* ---- files against records ---- */

static bool is_named(struct inspection *inspection, const char *name, const char *folder)
{
    struct arena arena = { 0 };
    struct stored_photo photo;
    char sha256[65];
    if (!photo_name(name, sha256) || strncmp(sha256, folder, 2) != 0)
        return false;
    enum err err = store_get(inspection->store, TREE_PHOTO, key_text(sha256), &photo, &arena);
    arena_free(&arena);
    return err != ERR_NOT_FOUND; /* one that cannot be read was told by store_audit */
}

/* Every file of a folder that is old enough and belongs to nobody. photos: the folder of this prefix. */
static void look_through(struct inspection *inspection, const char *folder, const char *photos, int64_t grace)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", inspection->shop, folder) >= (int)sizeof path)
        return;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 || stat.st_mtime > time(NULL) - grace)
            continue;
        bool folder_of_photos = strcmp(folder, PATH_PHOTOS) == 0 && S_ISDIR(stat.st_mode) && strlen(entry->d_name) == 2 &&
                                strspn(entry->d_name, "0123456789abcdef") == 2;
        if (!folder_of_photos && (photos == NULL || !S_ISREG(stat.st_mode) || !is_named(inspection, entry->d_name, photos)))
            found(inspection, "%s/%s: nobody names it", folder, entry->d_name);
    }
    closedir(dir);
}

static void look_at_folders(struct inspection *inspection)
{
    char folder[32], prefix[3];
    look_through(inspection, PATH_PHOTOS, NULL, GRACE_SECONDS);
    for (int i = 0; i < 256; i++) {
        snprintf(prefix, sizeof prefix, "%02x", (unsigned)i);
        snprintf(folder, sizeof folder, PATH_PHOTOS "/%s", prefix);
        if (!inspection->aloud)
            say_where("folders of photos", i, 256);
        look_through(inspection, folder, prefix, GRACE_SECONDS);
    }
    look_through(inspection, PATH_SPOOL, NULL, GRACE_SECONDS);
    look_through(inspection, PATH_INCOMING, NULL, UPLOAD_SECONDS);
}

/* ---- the whole ---- */

static void say_figures(const struct inspection *inspection)
{
    const struct findings *figures = &inspection->figures;
    if (inspection->aloud) {
        printf("%" PRId64 " records, %" PRId64 " photos looked at\n", figures->records, inspection->photos);
        return;
    }
    for (size_t i = 0; i < figures->kinds.n; i++)
        printf("%ckinds %s %" PRId64 "\n", CHECKING_TALLY, figures->kinds.v[i].name, figures->kinds.v[i].count);
    for (size_t i = 0; i < figures->states.n; i++)
        printf("%cstates %s %" PRId64 "\n", CHECKING_TALLY, figures->states.v[i].name, figures->states.v[i].count);
    const struct { const char *name; int64_t value; } numbers[] = {
        { "records", figures->records }, { "photos", inspection->photos }, { "photo_bytes", figures->photo_bytes },
        { "photos_read", inspection->photos_read }, { "entries", figures->entries }, { "taken_minor", figures->taken_minor },
        { "currency_decimals", figures->currency_decimals },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        printf("%c%s %" PRId64 "\n", CHECKING_FIGURE, numbers[i].name, numbers[i].value);
    printf("%chead %s\n%ccurrency %s\n%c\n", CHECKING_FIGURE, figures->head, CHECKING_FIGURE, figures->currency,
           CHECKING_END);
}

static void say_lines(struct inspection *inspection, const char *lines)
{
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        length = strcspn(lines, "\n");
        found(inspection, "%.*s", (int)length, lines);
    }
}

/* Photos can only be looked for in a tree that can be read. */
static enum err look_at_disk(struct inspection *inspection, const char *findings)
{
    for (size_t i = 0; i < inspection->figures.kinds.n; i++)
        if (strcmp(inspection->figures.kinds.v[i].name, "photo") == 0)
            inspection->of = inspection->figures.kinds.v[i].count;
    if (strstr(findings, "photo: its pages are damaged") || store_begin(inspection->store))
        return ERR_NONE;
    enum err err = look_at_photos(inspection);
    if (!err)
        look_at_folders(inspection);
    store_abort(inspection->store);
    return err;
}

static enum err inspect(const char *shop, const char *store, bool aloud, bool whole, bool *sound)
{
    struct inspection inspection = { .shop = shop, .aloud = aloud, .whole = whole, .sound = true };
    struct buf findings = { 0 };
    setvbuf(stdout, NULL, _IOLBF, 0);
    record_init(&findings_type, &inspection.figures);
    enum err err = store_open(&inspection.store, store, CACHE_MB, false, NULL);
    if (err)
        return err;
    if (!aloud)
        store_check_tell(where_in_store);
    if ((err = store_audit(inspection.store, &findings, &inspection.figures, &inspection.memory)) == ERR_NONE) {
        say_lines(&inspection, buf_string(&findings));
        err = look_at_disk(&inspection, buf_string(&findings));
    }
    if (!err)
        say_figures(&inspection);
    *sound = inspection.sound;
    buf_free(&findings);
    arena_free(&inspection.memory);
    store_close(inspection.store);
    return err;
}

/* For other programs: what cannot even be opened is a finding as well. */
static enum err inspect_quietly(const char *shop, const char *store, bool whole, bool *sound)
{
    enum { NICE = 15, IO_PROCESS = 1, IO_IDLE = 3 << 13 };
    char sentence[400];
    setpriority(PRIO_PROCESS, 0, NICE);
    syscall(SYS_ioprio_set, IO_PROCESS, 0, IO_IDLE);
    enum err err = inspect(shop, store, false, whole, sound);
    if (!err)
        return ERR_NONE;
    *sound = false;
    printf("%c%s\n%c\n", CHECKING_FINDING, err_sentence(err, err_last_detail(), sentence, sizeof sentence), CHECKING_END);
    return ERR_NONE;
}

enum err check_store(const char *shop, const char *store, bool *sound)
{
    return inspect_quietly(shop, store, false, sound);
}

enum err check_store_photos(const char *shop, const char *store, bool *sound)
{
    return inspect_quietly(shop, store, true, sound);
}

enum err check_print(const char *shop, const char *store, bool *sound)
{
    return inspect(shop, store, true, false, sound);
}
