/* card.c - looking through a card; see card.h.
 *
 * DCIM is where cameras put photos; a stick without it is looked through whole. The camera's order is read once all
 * photos are known.
 */
#include "card.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/record.h"

enum { AT_ONCE = 64 /* entries between two looks at the clock */ };

static const char *const photo_endings[] = { ".jpg", ".jpeg", ".jpe", ".mpo", ".heic", ".heif", ".png", ".webp" };
static const char *const order_paths[] = { "MISC/AUTPRINT.MRK", "misc/autprint.mrk", "Misc/Autprint.mrk" };

static bool is_photo(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && *name != '.' && i < sizeof photo_endings / sizeof *photo_endings; i++)
        if (strcasecmp(dot, photo_endings[i]) == 0)
            return true;
    return false;
}

static const char *path_at(const struct card *card, uint32_t at)
{
    return (const char *)card->names.data + at;
}

/* Keep folder/name; false when there is no room. */
static bool keep_path(struct card *card, uint32_t folder, const char *name, uint32_t *path)
{
    size_t before = strlen(path_at(card, folder)), length = strlen(name);
    if (card->names.size + before + length + 2 > CARD_NAMES) {
        card->cut = true;
        return false;
    }
    *path = (uint32_t)card->names.size;
    for (size_t i = 0; i < before; i++) /* the buffer may move: byte by byte from where it is then */
        buf_u8(&card->names, card->names.data[folder + i]);
    if (before > 0)
        buf_u8(&card->names, '/');
    buf_add(&card->names, name, length + 1);
    return true;
}

static void add_folder(struct card *card, uint32_t path, uint32_t depth, uint64_t inode)
{
    for (size_t i = 0; i < card->folder_count; i++)
        if (card->folders[i].inode == inode)
            return; /* a loop */
    if (card->folder_count < CARD_FOLDERS && depth <= CARD_DEPTH)
        card->folders[card->folder_count++] = (struct card_folder){ path, depth, inode };
    else
        card->cut = true;
}

static void add_photo(struct card *card, uint32_t path, const struct stat *stat)
{
    if (card->count == card->room) {
        card->room = card->room ? card->room * 2 : 1024;
        card->photos = xrealloc(card->photos, card->room * sizeof *card->photos);
    }
    card->photos[card->count++] = (struct card_photo){ .path = path, .bytes = stat->st_size, .at = stat->st_mtime };
    card->sorted = false;
}

static void add_entry(struct card *card, const char *name)
{
    struct stat stat;
    uint32_t path;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || fstatat(dirfd(card->open), name, &stat, AT_SYMLINK_NOFOLLOW) != 0 ||
        stat.st_dev != card->device)
        return;
    bool folder = S_ISDIR(stat.st_mode), photo = S_ISREG(stat.st_mode) && is_photo(name);
    if (!folder && !photo) {
        card->others += S_ISREG(stat.st_mode);
        return;
    }
    if (photo && card->count >= CARD_FILES) {
        card->cut = true;
        return;
    }
    uint32_t depth = card->in->depth;
    if (!keep_path(card, card->in->path, name, &path))
        return;
    if (folder)
        add_folder(card, path, depth + 1, stat.st_ino);
    else
        add_photo(card, path, &stat);
}

/* A folder or file by its path, no part of which may be a link: one step at a time. */
static int open_path(const struct card *card, const char *path, int flags)
{
    char part[NAME_MAX + 1];
    int at = fcntl(card->root, F_DUPFD_CLOEXEC, 0);
    while (at >= 0 && *path) {
        size_t length = strcspn(path, "/");
        bool last = path[length] == 0;
        if (length > NAME_MAX) {
            io_close(&at);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, path, length);
        part[length] = 0;
        int next = openat(at, part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? flags : O_DIRECTORY));
        int why = errno;
        io_close(&at);
        errno = why;
        at = next;
        path += length + !last;
    }
    return at;
}

void card_open(struct card *card, int root)
{
    struct stat stat;
    uint32_t path = 0;
    *card = (struct card){ .root = root, .looking = true, .folders = xcalloc(CARD_FOLDERS, sizeof *card->folders) };
    if (fstat(root, &stat) == 0)
        card->device = stat.st_dev;
    buf_u8(&card->names, 0); /* the root's path is empty */
    static const char *const dcim[] = { "DCIM", "dcim", "Dcim" };
    for (size_t i = 0; i < sizeof dcim / sizeof *dcim && card->folder_count == 0; i++)
        if (fstatat(root, dcim[i], &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(stat.st_mode) && keep_path(card, 0, dcim[i], &path))
            add_folder(card, path, 1, stat.st_ino);
    if (card->folder_count == 0 && fstat(root, &stat) == 0)
        add_folder(card, 0, 0, stat.st_ino);
}

void card_close(struct card *card)
{
    if (card->open)
        closedir(card->open);
    io_close(&card->root);
    buf_free(&card->names);
    free(card->photos);
    free(card->folders);
    dpof_free(&card->order);
}

static const struct card *sorting; /* qsort() hands nothing through */

static int newer(const void *a, const void *b)
{
    const struct card_photo *one = a, *two = b;
    if (one->at != two->at)
        return one->at < two->at ? 1 : -1;
    return strcmp(path_at(sorting, two->path), path_at(sorting, one->path));
}

struct card_photo *card_photo(struct card *card, size_t rank)
{
    if (!card->sorted) {
        sorting = card;
        if (card->count)
            qsort(card->photos, card->count, sizeof *card->photos, newer);
        card->sorted = true;
    }
    return rank < card->count ? &card->photos[rank] : NULL;
}

const char *card_path(const struct card *card, const struct card_photo *photo)
{
    return path_at(card, photo->path);
}

int card_file(const struct card *card, const struct card_photo *photo)
{
    struct stat stat;
    int file = open_path(card, card_path(card, photo), 0);
    if (file >= 0 && (fstat(file, &stat) != 0 || !S_ISREG(stat.st_mode))) {
        io_close(&file);
        errno = EINVAL;
    }
    return file;
}

static int by_spelling(const void *a, const void *b)
{
    const struct card_photo *one = *(const struct card_photo *const *)a, *two = *(const struct card_photo *const *)b;
    return strcasecmp(path_at(sorting, one->path), path_at(sorting, two->path));
}

/* The photo with that path; NULL when the card has none. */
static struct card_photo *find_photo(const struct card *card, struct card_photo *const *index, const char *path)
{
    size_t low = 0, high = card->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcasecmp(path_at(card, index[middle]->path), path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < card->count && dpof_same_path(path_at(card, index[low]->path), path) ? index[low] : NULL;
}

static void add_copies(int16_t *sum, int copies)
{
    if (*sum + copies <= DPOF_COPIES)
        *sum = (int16_t)(*sum + copies);
}

/* What the camera ordered, on the photos it names. */
static void apply_order(struct card *card)
{
    struct card_photo **index = xcalloc(card->count + 1, sizeof(struct card_photo *));
    for (size_t i = 0; i < card->count; i++)
        index[i] = &card->photos[i];
    sorting = card;
    qsort(index, card->count, sizeof(struct card_photo *), by_spelling);
    for (size_t i = 0; i < card->order.job_count; i++) {
        const struct dpof_job *job = &card->order.jobs[i];
        bool is_index = job->type == DPOF_INDEX, any = false;
        for (size_t k = 0; k < job->count; k++) {
            struct card_photo *photo = find_photo(card, index, card->order.images[job->first + k].path);
            any = any || photo;
            if (photo == NULL)
                card->order_missing++;
            else if (is_index)
                photo->indexed = photo->indexed || job->copies > 0;
            else
                add_copies(&photo->copies, job->copies);
        }
        if (is_index && any)
            add_copies(&card->index_copies, job->copies);
    }
    free(index);
}

static void read_order(struct card *card)
{
    uint8_t *text = xmalloc(DPOF_FILE_LIMIT);
    int file = -1;
    size_t size = 0;
    (void)card_photo(card, 0); /* ranks stay from here on */
    for (size_t i = 0; i < sizeof order_paths / sizeof *order_paths && file < 0; i++)
        file = open_path(card, order_paths[i], 0);
    for (ssize_t got; file >= 0 && size < DPOF_FILE_LIMIT && (got = read(file, text + size, DPOF_FILE_LIMIT - size)) > 0;)
        size += (size_t)got;
    io_close(&file);
    if (size > 0 && dpof_parse((struct bytes){ text, size }, &card->order))
        apply_order(card);
    free(text);
}

void card_look(struct card *card, int64_t until_ms)
{
    for (int n = 1; card->looking; n++) {
        struct dirent *entry = card->open ? readdir(card->open) : NULL;
        if (entry) {
            add_entry(card, entry->d_name);
        } else {
            if (card->open)
                closedir(card->open);
            card->open = NULL;
            if (card->folder_next == card->folder_count) {
                card->looking = false;
                read_order(card);
                return;
            }
            card->in = &card->folders[card->folder_next++];
            int folder = open_path(card, path_at(card, card->in->path), O_DIRECTORY);
            card->open = folder >= 0 ? fdopendir(folder) : NULL;
            if (card->open == NULL)
                io_close(&folder);
        }
        if (n % AT_ONCE == 0 && clock_ms() >= until_ms)
            return;
    }
}
