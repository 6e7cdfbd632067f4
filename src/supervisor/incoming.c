/* incoming.c - the folder an upload writes into: made fresh, flat, and gone with the upload.
 *
 * The upload gets the folder as a descriptor and nothing else of the disk. What a power cut left behind is removed at
 * the next start, before anything runs that could use it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/log.h"
#include "../base/path.h"
#include "../base/random.h"
#include "supervisor.h"

static const char prefix[] = "upload-";

void incoming_remove(struct supervisor *s, const char *folder)
{
    int fd = openat(s->incoming, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory == NULL) {
        io_close(&fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    if (unlinkat(s->incoming, folder, AT_REMOVEDIR) != 0)
        log_line(folder, "cannot be removed: %s", strerror(errno));
}

static void sweep(struct supervisor *s)
{
    int fd = openat(s->incoming, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory == NULL) {
        io_close(&fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) == 0)
            incoming_remove(s, entry->d_name);
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
    sweep(s);
    return ERR_NONE;
}

int incoming_make(struct supervisor *s, struct session *session)
{
    char name[sizeof session->folder];
    /* The random part keeps a later upload of the same session number apart from one still being cleared away. */
    snprintf(name, sizeof name, "%s%lld-%08llx", prefix, (long long)session->identity.session,
             (unsigned long long)random_below(1ull << 32));
    if (mkdirat(s->incoming, name, 0700) != 0) {
        log_line(name, "cannot be made: %s", strerror(errno));
        return -1;
    }
    memcpy(session->folder, name, sizeof name);
    struct sandbox_user user = sandbox_user("upload", s->owner);
    if (geteuid() == 0 && fchownat(s->incoming, name, user.user, user.group, AT_SYMLINK_NOFOLLOW) != 0)
        log_line(name, "cannot be given to its user: %s", strerror(errno));
    return openat(s->incoming, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}
