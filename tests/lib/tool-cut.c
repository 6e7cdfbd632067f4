/* tool-cut.c - a power cut for one file system: from here on nothing more reaches its disk.
 *
 *   tool-cut FOLDER      FOLDER is on an ext4 of its own, mounted for this purpose; needs root
 *
 * What a reader would not guess: the kernel's shutdown call with NOLOGFLUSH throws away the journal that is still in
 * memory and all pages not yet written, which is what a plug pulled out does. Only umount works afterwards.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <unistd.h>

#define SHUTDOWN _IOR('X', 125, uint32_t)
enum { NOLOGFLUSH = 2, EXT4 = 0xEF53 };

int main(int argc, char **argv)
{
    uint32_t how = NOLOGFLUSH;
    struct statfs system, root;
    int fd = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd < 0 || fstatfs(fd, &system) != 0 || statfs("/", &root) != 0 || system.f_type != EXT4 ||
        memcmp(&system.f_fsid, &root.f_fsid, sizeof root.f_fsid) == 0) {
        fputs("usage: tool-cut FOLDER (on an ext4 that is not the machine's own)\n", stderr);
        return 2;
    }
    if (ioctl(fd, SHUTDOWN, &how) != 0) {
        fprintf(stderr, "tool-cut: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    close(fd);
    return 0;
}
