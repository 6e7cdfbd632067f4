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
#include "drop.h"
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

/* ".PRINTER-TOKEN.part", the token escaped so that different tokens have different names. */
static enum err part_name(const char *token, char *out)
{
    char plain[PART_NAME];
    if (!drop_escape(token, plain, sizeof plain) ||
        snprintf(out, PART_NAME, ".%s-%s" PART_END, folder.name, plain) >= PART_NAME)
        return err_detail(ERR_PRINTER, "the token is too long for a file name");
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

enum err printer_folder_setup(const struct printer *printer, struct printer_message *reply)
{
    (void)reply;
    printer_folder_drop();
    if (drop_check_name(printer->name) || printer->target[0] == 0)
        return err_detail(ERR_PRINTER, "the printer has no name or no folder");
    snprintf(folder.target, sizeof folder.target, "%s", printer->target);
    snprintf(folder.name, sizeof folder.name, "%s", printer->name);
    int dir = open_directory(false, false);
    if (dir < 0)
        return drop_trouble();
    enum err err = faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) == 0 ? ERR_NONE : drop_trouble();
    int labels = open_directory(true, false);
    remove_stale(dir);
    if (labels >= 0)
        remove_stale(labels);
    io_close(&labels);
    close(dir);
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
    enum err err = drop_check_name(message->file);
    if (!err)
        err = part_name(message->token, folder.part);
    if (err)
        return err;
    snprintf(folder.file, sizeof folder.file, "%s", message->file);
    folder.label = message->label;
    folder.dir = open_directory(message->label, true);
    if (folder.dir < 0)
        return drop_trouble();
    err = drop_picture(folder.dir, folder.part, message, fd);
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

enum err printer_folder_go(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    (void)message;
    if (folder.dir < 0)
        return err_detail(ERR_PRINTER, "nothing is staged");
    if (!drop_rename(folder.dir, folder.part, folder.dir, folder.file)) {
        if (errno == EIO || errno == ETIMEDOUT)
            reply->step = PRINTER_UNSURE; /* a network disk may have done it all the same */
        enum err err = errno == EEXIST ? ERR_NONE : drop_trouble();
        if (!err && !drop_same_file(folder.dir, folder.part, folder.dir, folder.file))
            err = err_detail(ERR_PRINTER, "a file called \"%.60s\" is in the folder already", folder.file);
        if (err && reply->step != PRINTER_UNSURE)
            discard(); /* nothing was printed, and nothing will be of this one */
        if (err)
            return err;
        unlinkat(folder.dir, folder.part, 0); /* made before, and whoever asks again did not hear of it */
    }
    if (fsync(folder.dir) != 0) {
        reply->step = PRINTER_UNSURE;
        return drop_trouble();
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
    if (dir < 0 || drop_check_name(message->file)) {
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
