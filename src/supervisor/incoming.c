/* incoming.c - the folders uploads write into: one for each order, flat, made by us and gone with their use.
 *
 * An upload gets its folder as a descriptor and nothing else of the disk. The kiosk's begins without an order: its folder
 * has a passing name until the keeper says which order the session opened. What was sent in part waits there for the
 * next session of the same ticket, for kiosk.half_sent_hours at most, or until the order takes no photos any more; a
 * folder of no order goes with its upload, after a power cut at the next start.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/random.h"
#include "supervisor.h"

static const char passing[] = "upload-", of_order[] = "order-", whole[] = "whole-";

static bool begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static DIR *open_folder(const struct supervisor *s, const char *folder)
{
    int fd = openat(s->incoming, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory == NULL)
        io_close(&fd);
    return directory;
}

void incoming_remove(struct supervisor *s, const char *folder)
{
    DIR *directory = open_folder(s, folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    if (unlinkat(s->incoming, folder, AT_REMOVEDIR) != 0 && errno != ENOENT)
        log_line(folder, "cannot be removed: %s", strerror(errno));
}

static bool in_use(const struct supervisor *s, const char *folder)
{
    for (const struct session *session = s->sessions; session; session = session->next)
        if (!session->gone && strcmp(session->folder, folder) == 0)
            return true;
    return false;
}

/* Does it hold a photo that its upload left whole? *changed is when something last changed in it. */
static bool look_into(const struct supervisor *s, const char *folder, time_t *changed)
{
    DIR *directory = open_folder(s, folder);
    bool found = false;
    struct stat stat;
    *changed = 0;
    if (directory == NULL)
        return false;
    if (fstat(dirfd(directory), &stat) == 0)
        *changed = stat.st_mtime;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        found |= begins(entry->d_name, whole);
        if (fstatat(dirfd(directory), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode) &&
            stat.st_mtime > *changed)
            *changed = stat.st_mtime;
    }
    closedir(directory);
    return found;
}

/* An order's folder that nobody writes to: what is whole in it is finished, and what waited too long goes. */
static void tidy(struct supervisor *s, const char *folder, bool finish)
{
    time_t changed;
    if (in_use(s, folder) || unlinkat(s->incoming, folder, AT_REMOVEDIR) == 0)
        return;
    if (look_into(s, folder, &changed) && finish)
        upload_finish(s, folder + sizeof of_order - 1);
    else if (changed < time(NULL) - s->conf.half_sent_hours * 3600)
        incoming_remove(s, folder);
}

void incoming_tidy(struct supervisor *s, bool starting)
{
    DIR *directory = open_folder(s, ".");
    if (directory == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (starting && begins(entry->d_name, passing))
            incoming_remove(s, entry->d_name);
        else if (!starting && begins(entry->d_name, of_order))
            tidy(s, entry->d_name, true);
    }
    closedir(directory);
}

enum err incoming_open(struct supervisor *s)
{
    char path[sizeof s->shop + 32];
    snprintf(path, sizeof path, "%s/%s", s->shop, PATH_INCOMING);
    enum err err = io_directory(path, 0700);
    if (err)
        return err;
    s->incoming = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (s->incoming < 0)
        return err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
    incoming_tidy(s, true);
    return ERR_NONE;
}

static bool name_folder(const char *code, char out[sizeof ((struct session *)0)->folder])
{
    size_t size = sizeof ((struct session *)0)->folder;
    return strspn(code, "0123456789") == strlen(code) && snprintf(out, size, "%s%s", of_order, code) < (int)size;
}

int incoming_make(struct supervisor *s, struct session *session)
{
    char name[sizeof session->folder];
    const char *code = session->identity.code;
    if (*code == 0 || !name_folder(code, name))
        /* The random part keeps a later upload of the same session number apart from one still being cleared away. */
        snprintf(name, sizeof name, "%s%lld-%08llx", passing, (long long)session->identity.session,
                 (unsigned long long)random_below(1ull << 32));
    if (mkdirat(s->incoming, name, 0700) != 0 && errno != EEXIST) {
        log_line(name, "cannot be made: %s", strerror(errno));
        return -1;
    }
    memcpy(session->folder, name, sizeof name);
    struct sandbox_user user = sandbox_user("upload", s->owner);
    if (geteuid() == 0 && fchownat(s->incoming, name, user.user, user.group, AT_SYMLINK_NOFOLLOW) != 0)
        log_line(name, "cannot be given to its user: %s", strerror(errno));
    return openat(s->incoming, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void incoming_named(struct supervisor *s, struct session *session)
{
    char name[sizeof session->folder];
    if (!begins(session->folder, passing) || *session->identity.code == 0 || !name_folder(session->identity.code, name))
        return;
    if (renameat(s->incoming, session->folder, s->incoming, name) == 0)
        memcpy(session->folder, name, sizeof name);
}

void incoming_left(struct supervisor *s, struct session *session, bool died)
{
    char folder[sizeof session->folder];
    memcpy(folder, session->folder, sizeof folder);
    session->folder[0] = 0;
    if (begins(folder, passing))
        incoming_remove(s, folder);
    else if (*folder)
        tidy(s, folder, died && !s->stop_ms);
}

void incoming_close(struct supervisor *s, const char *code)
{
    char folder[sizeof s->sessions->folder];
    if (*code && name_folder(code, folder))
        incoming_remove(s, folder);
}
