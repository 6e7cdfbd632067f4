/* hotfolder.c - a folder that a lab's own software watches: one driver, a row of convention.c for each maker.
 *
 * A print is written whole and made durable where the lab does not look yet (a hidden folder beside, or a name that it
 * leaves alone), and is given its name by one rename, which never replaces anything, when the producer says go.
 *
 * What a reader would not guess: hot folders are emptied by whoever reads them, so a print that is not there any more is
 * the usual case, not a riddle. What was staged is a note of its own: it was on disk before the producer wrote down that
 * it would send it, and only GO takes it out of the hidden folder. Not there any more means: sent. That counts only
 * while the hidden folder itself is there; a stick that was changed has none, and the answer is UNSURE.
 *
 * If the lights go out: before the rename FIND sees the staged print, removes it and says ABSENT; after it the print is
 * with the lab, FOUND. A folder that still lacks its last file is not the lab's yet, and goes too.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "../tbl/conventions.h"
#include "convention.h"
#include "drop.h"
#include "picture.h"
#include "printer.h"

enum { NAME_SIZE = NAME_MAX + 1, WAIT_US = 500000 };

static struct {
    char target[401], name[33];
    const struct convention *convention;
} hot;

/* Where one print is: the open folders and its names in them. */
struct spot {
    const struct convention *convention;
    int staged_dir, final_dir;
    char staged[NAME_SIZE], print[NAME_SIZE] /* without the beginning the lab knows it by */;
};
static struct spot staged = { .staged_dir = -1, .final_dir = -1 };

static void leave(struct spot *spot)
{
    io_close(&spot->staged_dir);
    io_close(&spot->final_dir);
}

static int open_inside(int dir, const char *name, bool make)
{
    if (make && mkdirat(dir, name, 0777) == 0)
        fsync(dir);
    return openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* The folders of a print. make: also the hidden one; the lab's own folders are never made by us, for one that it does not
 * know would swallow prints. */
static enum err reach(const struct printer_message *message, bool make, struct spot *spot)
{
    char hidden[48], escaped[NAME_SIZE];
    *spot = (struct spot){ .staged_dir = -1, .final_dir = -1, .convention = hot.convention };
    const struct convention *how = spot->convention;
    if (how == NULL)
        return err_detail(ERR_PRINTER, "the printer is not set up");
    enum err err = drop_check_name(message->file);
    if (!err && how->by_size)
        err = drop_check_name(message->called);
    if (err)
        return err;
    snprintf(spot->print, sizeof spot->print, "%s", message->file);
    if (how->folder && strrchr(spot->print, '.'))
        *strrchr(spot->print, '.') = 0;
    int target = open(hot.target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (target < 0)
        return drop_trouble();
    snprintf(hidden, sizeof hidden, ".countersign-%s", hot.name);
    bool fits = how->before ? snprintf(spot->staged, sizeof spot->staged, "%s%s", how->before, spot->print) < NAME_SIZE
                            : drop_escape(message->token, escaped, sizeof escaped);
    if (how->before == NULL)
        memcpy(spot->staged, escaped, sizeof escaped);
    spot->staged_dir = how->before ? openat(target, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : open_inside(target, hidden, make);
    if (!fits)
        err = err_detail(ERR_PRINTER, "its name is too long");
    else if (spot->staged_dir < 0)
        err = drop_trouble();
    else if (!how->by_size)
        spot->final_dir = openat(target, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    else if ((spot->final_dir = open_inside(target, message->called, false)) < 0)
        err = errno == ENOENT ? err_detail(ERR_PRINTER, "the hot folder has no folder %.60s for this size", message->called) : drop_trouble();
    close(target);
    if (err)
        leave(spot);
    return err;
}

/* What the lab, or we, call it now. */
static const char *called(const struct spot *spot, const char *beginning, char out[NAME_SIZE])
{
    if (snprintf(out, NAME_SIZE, "%s%s", beginning ? beginning : "", spot->print) >= NAME_SIZE)
        out[NAME_SIZE - 1] = 0;
    return out;
}

enum err printer_hotfolder_setup(const struct printer *printer, struct printer_message *reply)
{
    (void)reply;
    const char *wanted = strcmp(printer->kind, "dpof") == 0 ? printer->kind : printer->convention;
    printer_hotfolder_drop();
    hot.convention = NULL;
    for (const struct convention *row = conventions; row->name; row++)
        if (strcmp(row->name, wanted) == 0)
            hot.convention = row;
    if (hot.convention == NULL)
        return err_detail(ERR_PRINTER, "there is no convention called \"%.16s\"; see printers.conf", wanted);
    if (drop_check_name(printer->name) || printer->target[0] == 0)
        return err_detail(ERR_PRINTER, "the printer has no name or no folder");
    snprintf(hot.target, sizeof hot.target, "%s", printer->target);
    snprintf(hot.name, sizeof hot.name, "%s", printer->name);
    int dir = open(hot.target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return drop_trouble();
    enum err err = faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) == 0 ? ERR_NONE : drop_trouble();
    close(dir);
    return err;
}

/* ---- staging ---- */

/* Open the folder that a path ("DCIM/100CSIGN/A.JPG") goes into, making it, and answer the last name. */
static int make_way(int dir, const char *path, const char **last)
{
    char name[NAME_SIZE];
    int at = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (const char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
        int next = open_inside(at, name, true);
        close(at);
        at = next;
    }
    *last = path;
    return at;
}

static enum err write_in(int dir, const char *path, const struct printer_message *message, int fd, const char *text)
{
    const char *name;
    int at = make_way(dir, path, &name);
    if (at < 0)
        return drop_trouble();
    enum err err = text ? drop_text(at, name, text) : drop_picture(at, name, message, fd);
    if (!err && fsync(at) != 0)
        err = drop_trouble();
    close(at);
    return err;
}

/* The text for the back as this lab takes it: whatever the keeper says, it ends no line and no quote. */
static const char *text_on_back(const struct convention *how, const char *wanted, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)how->back, wanted);
    for (char *at = out; *(at += strspn(at, BACK_CHARACTERS));)
        *at = ' ';
    return out;
}

static enum err write_folder(const struct spot *spot, const struct printer_message *message, int fd)
{
    const struct convention *how = spot->convention;
    const char *picture = how->picture ? how->picture : message->file;
    char back[NAME_SIZE];
    struct buf words = { 0 };
    if (mkdirat(spot->staged_dir, spot->staged, 0777) != 0)
        return drop_trouble();
    int dir = openat(spot->staged_dir, spot->staged, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return drop_trouble();
    enum err err = write_in(dir, picture, message, fd, NULL);
    if (!err && how->note) {
        how->words(message, picture, text_on_back(how, message->back, back, sizeof back), &words);
        err = write_in(dir, how->note, message, -1, buf_string(&words));
    }
    if (!err && fsync(dir) != 0)
        err = drop_trouble();
    buf_free(&words);
    close(dir);
    return err;
}

/* Nothing that still lies in the hidden folder will be asked about: the producer settles before it stages. */
static void sweep(const struct spot *spot)
{
    int copy = spot->convention->before ? -1 : openat(spot->staged_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    if (list == NULL) {
        io_close(&copy);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            drop_remove(spot->staged_dir, entry->d_name);
    closedir(list);
}

static void discard(void)
{
    if (staged.staged_dir >= 0)
        drop_remove(staged.staged_dir, staged.staged);
    leave(&staged);
}

/* A lab gives no numbers; the print's name, as much of it as the row carries. */
static const char *job_name(const struct spot *spot, struct arena *arena)
{
    char job[81];
    return arena_text(arena, str_clean(spot->print, job, sizeof job));
}

enum err printer_hotfolder_stage(const struct printer_message *message, int fd, struct printer_message *reply,
                                 struct arena *arena)
{
    discard(); /* the one before was withdrawn */
    enum err err = reach(message, true, &staged);
    if (err)
        return err;
    sweep(&staged);
    drop_remove(staged.staged_dir, staged.staged);
    if (staged.convention->folder)
        err = write_folder(&staged, message, fd);
    else
        err = drop_picture(staged.staged_dir, staged.staged, message, fd);
    if (!err && fsync(staged.staged_dir) != 0)
        err = drop_trouble();
    if (err)
        discard();
    else
        reply->job = job_name(&staged, arena);
    return err;
}

/* ---- going ---- */

static const char *full_path(const struct spot *spot, const char *beginning, struct arena *arena)
{
    char link[40], folder[PATH_MAX], name[NAME_SIZE];
    snprintf(link, sizeof link, "/proc/self/fd/%d", spot->final_dir);
    ssize_t length = readlink(link, folder, sizeof folder - 1);
    folder[length > 0 ? length : 0] = 0;
    const char *path = arena_format(arena, "%s/%s", folder, called(spot, beginning, name));
    return length > 0 && strlen(path) <= 255 && str_is_clean(path, strlen(path)) ? path : arena_text(arena, name);
}

/* It has its name; now the last file, if the lab waits for one, and the disk. */
static bool complete(const struct spot *spot, const char *name)
{
    const char *last = spot->convention->last;
    if (last) {
        int dir = openat(spot->final_dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        int fd = dir < 0 ? -1 : openat(dir, last, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        bool done = fd >= 0 && fsync(fd) == 0 && fsync(dir) == 0;
        io_close(&fd);
        io_close(&dir);
        if (!done)
            return false;
    }
    return fsync(spot->final_dir) == 0 && fsync(spot->staged_dir) == 0;
}

enum err printer_hotfolder_go(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    char name[NAME_SIZE];
    (void)message;
    if (staged.staged_dir < 0)
        return err_detail(ERR_PRINTER, "nothing is staged");
    const struct convention *how = staged.convention;
    called(&staged, how->after, name);
    if (!drop_rename(staged.staged_dir, staged.staged, staged.final_dir, name)) {
        bool taken = errno == EEXIST || errno == ENOTEMPTY, whole = taken && !how->folder &&
                     drop_same_file(staged.staged_dir, staged.staged, staged.final_dir, name);
        if (errno == EIO || errno == ETIMEDOUT)
            reply->step = PRINTER_UNSURE; /* a network disk may have done it all the same */
        enum err err = whole ? ERR_NONE : taken ? err_detail(ERR_PRINTER, "\"%.60s\" is in the hot folder already", name) : drop_trouble();
        if (reply->step != PRINTER_UNSURE)
            discard();
        if (err)
            return err;
    } else if (!complete(&staged, name)) {
        reply->step = PRINTER_UNSURE;
        return drop_trouble();
    }
    reply->file = full_path(&staged, how->after, arena);
    reply->job = job_name(&staged, arena);
    if (how->made)
        reply->step = PRINTER_SENT;
    leave(&staged);
    return ERR_NONE;
}

/* ---- asking ---- */

/* One that the lab waits for the last file of is not the lab's yet. */
static bool is_complete(const struct spot *spot, const char *name)
{
    if (spot->convention->last == NULL)
        return true;
    int dir = openat(spot->final_dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    bool there = dir >= 0 && drop_exists(dir, spot->convention->last);
    io_close(&dir);
    return there;
}

/* Whatever shows what became of it. ABSENT removes what there is of it. */
static enum printer_step look(const struct spot *spot, const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    const struct convention *how = spot->convention;
    char name[NAME_SIZE];
    if (drop_exists(spot->staged_dir, spot->staged))
        return drop_remove(spot->staged_dir, spot->staged) ? PRINTER_ABSENT : PRINTER_UNSURE;
    if (drop_exists(spot->final_dir, called(spot, how->after, name))) {
        if (!is_complete(spot, name))
            return drop_remove(spot->final_dir, name) ? PRINTER_ABSENT : PRINTER_UNSURE;
        reply->file = full_path(spot, how->after, arena);
        return how->made ? PRINTER_SENT : PRINTER_FOUND;
    }
    if (how->made && drop_exists(spot->final_dir, called(spot, how->made, name))) {
        reply->file = full_path(spot, how->made, arena);
        return PRINTER_FOUND;
    }
    if (how->made && drop_exists(spot->final_dir, called(spot, how->refused, name))) {
        reply->why = message->step == PRINTER_WAIT ? "the lab answered with an error; its own screen says why"
                                                   : "the lab answered with an error; look whether it was printed";
        return message->step == PRINTER_WAIT ? PRINTER_FAILED : PRINTER_UNSURE;
    }
    if (how->made) {
        reply->why = "the lab took it away and did not answer";
        return PRINTER_UNSURE;
    }
    return PRINTER_FOUND; /* the lab has taken it, as it should */
}

static enum printer_step ask(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    struct spot spot;
    if (reach(message, false, &spot)) {
        reply->why = arena_text(arena, err_last_detail());
        return PRINTER_UNSURE;
    }
    enum printer_step step = look(&spot, message, reply, arena);
    if (step != PRINTER_SENT && (fsync(spot.final_dir) != 0 || fsync(spot.staged_dir) != 0)) {
        step = PRINTER_UNSURE;
        reply->why = picture_trouble(errno);
    }
    leave(&spot);
    return step;
}

enum printer_step printer_hotfolder_find(const struct printer_message *message, struct printer_message *reply,
                                         struct arena *arena)
{
    leave(&staged);
    return ask(message, reply, arena);
}

/* A hot folder that is out of reach for a moment does not make a print doubtful: the lab has it. */
enum printer_step printer_hotfolder_wait(const struct printer_message *message, struct printer_message *reply,
                                         struct arena *arena)
{
    struct spot spot;
    usleep(WAIT_US);
    if (reach(message, false, &spot)) {
        reply->why = arena_text(arena, err_last_detail());
        return PRINTER_SENT;
    }
    leave(&spot);
    enum printer_step step = ask(message, reply, arena);
    return step == PRINTER_FOUND ? PRINTER_DONE : step == PRINTER_ABSENT ? PRINTER_FAILED : step;
}

/* What is staged stays: it proves to FIND that nothing was printed. */
void printer_hotfolder_drop(void)
{
    leave(&staged);
}
