/* picture.c - copying a raster; see picture.h. It is read by position, since whoever sent the descriptor shares its
 * offset. */
#include "picture.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/io.h"

const char *picture_trouble(int number)
{
    static const struct {
        int number;
        const char *words;
    } rows[] = {
        { ENOENT, "the folder is missing" },    { ENOTDIR, "the folder is not a folder" },
        { EACCES, "the folder may not be written to" }, { EPERM, "the folder may not be written to" },
        { EROFS, "the folder is read-only" },   { ENOSPC, "no space left" },
        { EDQUOT, "no space left" },            { EFBIG, "the print is too large for the folder" },
        { EIO, "the disk does not answer" },    { ENAMETOOLONG, "the name is too long" },
        { ESTALE, "the folder is missing" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].number == number)
            return rows[i].words;
    return strerror(number);
}

enum err picture_copy(const struct printer_message *message, int fd, int out)
{
    struct stat stat;
    uint8_t bytes[65536];
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return err_detail(ERR_PRINTER, "the rendered picture is not a file");
    if (stat.st_size <= 0 || stat.st_size != message->bytes || stat.st_size > PICTURE_BYTES)
        return err_detail(ERR_PRINTER, "the rendered picture has %lld bytes where %lld were promised",
                          (long long)stat.st_size, (long long)message->bytes);
    for (off_t at = 0; at < stat.st_size;) {
        ssize_t got = pread(fd, bytes, sizeof bytes, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_detail(ERR_PRINTER, "the rendered picture could not be read whole");
        if (out >= 0 && !io_write(out, bytes, (size_t)got))
            return err_detail(ERR_PRINTER, "%s", picture_trouble(errno));
        at += got;
    }
    return ERR_NONE;
}
