/* lock.c - one owner at a time; see lock.h. */
#include "lock.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum err lock_take(const char *path, int *fd)
{
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0)
        return err_detail(ERR_DISK, "%.100s: %s", path, strerror(errno));
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return ERR_NONE;
    close(*fd);
    *fd = -1;
    return err_detail(ERR_OPEN_ALREADY, "%.100s is locked", path);
}
