/* folder.c - a printer that is a folder: one finished file a print, for an RIP or a person to take from there.
 *
 * A print is written to a hidden file beside its final name, made durable, and renamed when the producer says go. What
 * a reader would not guess: the final name is the proof. Names are unique by order, line, copy and attempt, so a file
 * of that name is that print, made; the rename never replaces one.
 *
 * If the lights go out: before the rename the hidden file is left, and FIND, which removes it, says ABSENT; after it FIND
 * says FOUND while the print lies there. When neither is there somebody took the print away, or the disk forgot: FIND says
 * UNSURE. The directory is synced before an answer is given.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "picture.h"
#include "printer.h"

#define LABELS "labels"
#define PART_END ".part"

enum { PART_NAME = NAME_MAX + 1, STALE_SECONDS = 7 * 86400 /* a hidden file that nobody will ask about any more */ };

/* One printer a process, one print at a time. */
static struct {
    char target[401], name[33];
    int dir; /* of the staged print; -1: nothing is staged */
    char part[PART_NAME], file[PART_NAME];
    bool label;
} folder = { .dir = -1 };

static enum err trouble(void)
{
    return err_detail(ERR_PRINTER, "%s", picture_trouble(errno));
}

/* The directory prints or labels go to, or -1. Opened anew each time: a stick may have been pulled out meanwhile. */
static int open_directory(bool label, bool make)
{
    int dir = open(folder.target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || !label)
        return dir;
    if (make && mkdirat(dir, LABELS, 0777) == 0)
        fsync(dir);
    int labels = openat(dir, LABELS, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int number = errno;
    close(dir);
    errno = number;
    return labels;
}

/* One name in the folder and nothing else: no path, not hidden. */
static enum err check_name(const char *file)
{
    if (*file == 0 || *file == '.' || strchr(file, '/'))
        return err_detail(ERR_PRINTER, "\"%.60s\" is not a name for a file", file);
    return ERR_NONE;
}

/* ".PRINTER-TOKEN.part", the token escaped so that different tokens have different names. */
static enum err part_name(const char *token, char *out)
{
    size_t used = (size_t)snprintf(out, PART_NAME, ".%s-", folder.name);
    for (; *token; token++) {
        bool plain = (*token >= '0' && *token <= '9') || (*token >= 'a' && *token <= 'z') ||
                     (*token >= 'A' && *token <= 'Z') || *token == '-' || *token == '_' || *token == '.';
        if (used + 3 + sizeof PART_END > PART_NAME)
            return err_detail(ERR_PRINTER, "the token is too long for a file name");
        used += (size_t)snprintf(out + used, PART_NAME - used, plain ? "%c" : "%%%02x", (unsigned char)*token);
    }
    snprintf(out + used, PART_NAME - used, PART_END);
    return ERR_NONE;
}

/* What a former child of this printer left behind. */
static void remove_stale(int dir)
{
    char start[40];
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    size_t length = (size_t)snprintf(start, sizeof start, ".%s-", folder.name);
    if (list == NULL) {
        io_close(&copy);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        size_t whole = strlen(entry->d_name), end = strlen(PART_END);
        struct stat stat;
        if (whole > length + end && strncmp(entry->d_name, start, length) == 0 &&
            strcmp(entry->d_name + whole - end, PART_END) == 0 && fstatat(dir, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
            stat.st_mtime < time(NULL) - STALE_SECONDS)
            unlinkat(dir, entry->d_name, 0);
    }
    closedir(list);
}

enum err printer_folder_setup(const struct printer *printer)
{
    printer_folder_drop();
    if (check_name(printer->name) || printer->target[0] == 0)
        return err_detail(ERR_PRINTER, "the printer has no name or no folder");
    snprintf(folder.target, sizeof folder.target, "%s", printer->target);
    snprintf(folder.name, sizeof folder.name, "%s", printer->name);
    int dir = open_directory(false, false);
    if (dir < 0)
        return trouble();
    enum err err = faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) == 0 ? ERR_NONE : trouble();
    int labels = open_directory(true, false);
    remove_stale(dir);
    if (labels >= 0)
        remove_stale(labels);
    io_close(&labels);
    close(dir);
    return err;
}

/* Write and sync the hidden file. */
static enum err write_part(const struct printer_message *message, int fd)
{
    int out = openat(folder.dir, folder.part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (out < 0)
        return trouble();
    enum err err = picture_copy(message, fd, out);
    if (!err && fsync(out) != 0)
        err = trouble();
    if (close(out) != 0 && !err)
        err = trouble();
    return err;
}

/* A folder has no job numbers: the file's name, as much of it as the row carries. */
static const char *job_name(struct arena *arena)
{
    char job[81];
    return arena_text(arena, str_clean(folder.file, job, sizeof job));
}

/* What is staged will never be asked for. */
static void discard(void)
{
    if (folder.dir >= 0)
        unlinkat(folder.dir, folder.part, 0);
    io_close(&folder.dir);
}

enum err printer_folder_stage(const struct printer_message *message, int fd, struct printer_message *reply,
                              struct arena *arena)
{
    discard(); /* the one before was withdrawn */
    enum err err = check_name(message->file);
    if (!err)
        err = part_name(message->token, folder.part);
    if (err)
        return err;
    snprintf(folder.file, sizeof folder.file, "%s", message->file);
    folder.label = message->label;
    folder.dir = open_directory(message->label, true);
    if (folder.dir < 0)
        return trouble();
    err = write_part(message, fd);
    if (err)
        discard();
    reply->job = job_name(arena);
    return err;
}

/* The full path of the final file, if the row can carry it; else the name alone. */
static const char *full_path(const char *file, bool label, struct arena *arena)
{
    char whole[PATH_MAX];
    if (realpath(folder.target, whole) == NULL)
        snprintf(whole, sizeof whole, "%s", folder.target);
    const char *path = arena_format(arena, "%s/%s%s", whole, label ? LABELS "/" : "", file);
    return strlen(path) <= 255 && str_is_clean(path, strlen(path)) ? path : arena_text(arena, file);
}

/* True when both are whole and the same, byte by byte. */
static bool same_file(int dir, const char *a, const char *b)
{
    char one[16384], two[16384];
    int fd_a = openat(dir, a, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int fd_b = openat(dir, b, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat stat_a, stat_b;
    bool same = fd_a >= 0 && fd_b >= 0 && fstat(fd_a, &stat_a) == 0 && fstat(fd_b, &stat_b) == 0 &&
                S_ISREG(stat_a.st_mode) && S_ISREG(stat_b.st_mode) && stat_a.st_size == stat_b.st_size;
    for (off_t left = same ? stat_a.st_size : 0; same && left > 0;) {
        size_t part = left > (off_t)sizeof one ? sizeof one : (size_t)left;
        same = io_read(fd_a, one, part) && io_read(fd_b, two, part) && memcmp(one, two, part) == 0;
        left -= (off_t)part;
    }
    io_close(&fd_a);
    io_close(&fd_b);
    return same;
}

/* Give the hidden file its name unless that is taken. Some network disks cannot refuse to replace; there a second
 * name is linked and the first removed. */
static bool put_in_place(void)
{
    if (renameat2(folder.dir, folder.part, folder.dir, folder.file, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (linkat(folder.dir, folder.part, folder.dir, folder.file, 0) != 0)
        return false;
    unlinkat(folder.dir, folder.part, 0);
    return true;
}

enum err printer_folder_go(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    (void)message;
    if (folder.dir < 0)
        return err_detail(ERR_PRINTER, "nothing is staged");
    if (!put_in_place()) {
        if (errno == EIO || errno == ETIMEDOUT)
            reply->step = PRINTER_UNSURE; /* a network disk may have done it all the same */
        enum err err = errno == EEXIST ? ERR_NONE : trouble();
        if (!err && !same_file(folder.dir, folder.part, folder.file))
            err = err_detail(ERR_PRINTER, "a file called \"%.60s\" is in the folder already", folder.file);
        if (err && reply->step != PRINTER_UNSURE)
            discard(); /* nothing was printed, and nothing will be of this one */
        if (err)
            return err;
        unlinkat(folder.dir, folder.part, 0); /* made before, and whoever asks again did not hear of it */
    }
    if (fsync(folder.dir) != 0) {
        reply->step = PRINTER_UNSURE;
        return trouble();
    }
    reply->file = full_path(folder.file, folder.label, arena);
    reply->job = job_name(arena);
    io_close(&folder.dir);
    return ERR_NONE;
}

enum printer_step printer_folder_find(const struct printer_message *message, struct printer_message *reply,
                                      struct arena *arena)
{
    char part[PART_NAME];
    struct stat stat;
    int dir = open_directory(message->label, true);
    if (dir < 0 || check_name(message->file)) {
        reply->why = dir < 0 ? picture_trouble(errno) : "the print has no name to look for";
        io_close(&dir);
        return PRINTER_UNSURE;
    }
    bool staged = part_name(message->token, part) == ERR_NONE && unlinkat(dir, part, 0) == 0;
    enum printer_step step = staged ? PRINTER_ABSENT : PRINTER_UNSURE;
    if (fstatat(dir, message->file, &stat, AT_SYMLINK_NOFOLLOW) == 0) {
        step = PRINTER_FOUND;
        reply->file = full_path(message->file, message->label, arena);
    } else if (errno != ENOENT) {
        step = PRINTER_UNSURE;
        reply->why = picture_trouble(errno);
    } else if (!staged) {
        reply->why = "it is not in the folder; was it taken out already?";
    }
    if (step != PRINTER_UNSURE && fsync(dir) != 0) {
        step = PRINTER_UNSURE;
        reply->why = picture_trouble(errno);
    }
    close(dir);
    return step;
}

/* The hidden file stays: it proves to FIND that nothing was printed. */
void printer_folder_drop(void)
{
    io_close(&folder.dir);
}
