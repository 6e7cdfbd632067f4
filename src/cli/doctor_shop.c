/* doctor_shop.c - what the doctor looks at in the shop: files, rights, whether it opens, its port, disk and backup.
 *
 * Who works as whom is roles.h: what the shop keeps is its owner's alone, and uploads are handed a descriptor, so no
 * other user ever needs a right on a path in it.
 */
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/path.h"
#include "doctor.h"

enum { TIGHT_MB = 1000 /* above the reserve: look */, INODES_LEFT = 10000 };

void doctor_configuration(struct doctor *doctor)
{
    struct buf mistakes = { 0 };
    doctor->configured = conf_load(&doctor->conf, doctor->shop, &mistakes) == ERR_NONE;
    char *at = NULL, *text = arena_text(&doctor->cli->arena, buf_string(&mistakes));
    for (char *line = strtok_r(text, "\n", &at); line; line = strtok_r(NULL, "\n", &at))
        doctor_wrong(doctor, doctor_text(doctor, "edit that line of the file in %s, then: countersign -d %s check-config", doctor->shop, doctor->shop),
                     "%s", line);
    if (doctor->configured)
        doctor_right(doctor, "%zu products, %zu service classes, %zu printers", doctor->conf.product_count, doctor->conf.class_count,
                     doctor->conf.printer_count);
    buf_free(&mistakes);
}

/* What must be there, and which rights nobody but the owner may have. */
static const struct {
    const char *path;
    mode_t never;
} kept[] = {
    { ".", 022 },          { PATH_STORE, 077 },    { PATH_PHOTOS, 077 },    { PATH_INCOMING, 022 },
    { PATH_SPOOL, 022 },   { PATH_KEYS, 077 },     { PATH_RUN, 022 },       { PATH_KEYS "/host_ed25519", 077 },
    { PATH_CONF, 022 },    { PATH_CATALOGUE, 022 }, { PATH_PRINTERS_CONF, 022 },
};

static int look_at(struct doctor *doctor, const char *name, mode_t never)
{
    char path[PATH_MAX];
    struct stat stat;
    snprintf(path, sizeof path, "%s/%s", doctor->shop, name);
    if (lstat(path, &stat) != 0) {
        doctor_wrong(doctor, "put it back from a backup: countersign restore DIR SHOPDIR", "%s: %s", path, strerror(errno));
        return 1;
    }
    if (S_ISLNK(stat.st_mode)) {
        doctor_wrong(doctor, doctor_text(doctor, "put what it points to in its place: %s", path), "%s is a symbolic link", path);
        return 1;
    }
    int bad = 0;
    bool readable = stat.st_uid == doctor->store.st_uid || (never == 022 && stat.st_uid == 0 && (stat.st_mode & 04));
    if (!readable) {
        doctor_wrong(doctor, doctor_text(doctor, "chown %u:%u %s", doctor->store.st_uid, doctor->store.st_gid, path),
                     "%s belongs to user %u, the shop to user %u", path, stat.st_uid, doctor->store.st_uid);
        bad++;
    }
    if (stat.st_mode & never) {
        doctor_wrong(doctor, doctor_text(doctor, "chmod %s %s", never == 077 ? "go=" : "go-w", path), "others may %s %s (mode %04o)",
                     never == 077 && (stat.st_mode & 044) ? "read" : "write", path, stat.st_mode & 07777);
        bad++;
    }
    if ((stat.st_mode & S_IRUSR) == 0 || (S_ISDIR(stat.st_mode) && (stat.st_mode & S_IRWXU) != S_IRWXU)) {
        doctor_wrong(doctor, doctor_text(doctor, "chmod %s %s", S_ISDIR(stat.st_mode) ? "u=rwx" : "u=rw", path), "%s is closed to its owner (mode %04o)",
                     path, stat.st_mode & 07777);
        bad++;
    }
    return bad;
}

void doctor_rights(struct doctor *doctor)
{
    int bad = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        bad += look_at(doctor, kept[i].path, kept[i].never);
    if (bad == 0)
        doctor_right(doctor, "everything is its owner's alone");
}

void doctor_open(struct doctor *doctor)
{
    struct args args = client_args();
    enum err err = cli_connect(doctor->cli);
    if (!err)
        err = client_call(&doctor->cli->client, ACTION_STATUS, &args, &doctor->status, &doctor->cli->arena);
    doctor->open = !err;
    if (err == ERR_CLOSED) {
        doctor_look(doctor, doctor_text(doctor, "countersign -d %s serve, or: systemctl start countersign", doctor->shop), "the shop is closed");
    } else if (err) {
        char sentence[400];
        doctor_wrong(doctor, "look into its log (journalctl -u countersign), and close and open it again", "it does not answer: %s",
                     err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    } else {
        char since[40];
        doctor_right(doctor, "since %s, %lld sessions", clock_words(doctor->status.opened, since, sizeof since),
                     (long long)doctor->status.sessions);
    }
}

/* Could the door be opened there now? */
static enum err try_port(const struct doctor *doctor)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *found = NULL;
    const char *address = strcmp(doctor->conf.listen, "localhost") == 0 ? "127.0.0.1" : doctor->conf.listen;
    char port[8];
    int one = 1;
    snprintf(port, sizeof port, "%d", (int)doctor->conf.port);
    if (getaddrinfo(address, port, &hints, &found) != 0)
        return err_detail(ERR_IO, "it is no address");
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    enum err err = fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0 ? ERR_NONE : err_detail(ERR_IO, "%s", strerror(errno));
    io_close(&fd);
    freeaddrinfo(found);
    return err;
}

void doctor_port(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->status.processes.n; i++)
        if (doctor->open && strcmp(doctor->status.processes.v[i].name, "door") == 0 && doctor->status.processes.v[i].pid) {
            doctor_right(doctor, "the door is open");
            return;
        }
    if (doctor->open)
        doctor_wrong(doctor, "look into its log: journalctl -u countersign", "the shop is open, its door is not");
    else if (try_port(doctor) == ERR_NONE)
        doctor_right(doctor, "%s port %lld is free", doctor->conf.listen, (long long)doctor->conf.port);
    else
        doctor_wrong(doctor, doctor_text(doctor, "see who has it (ss -ltnp), or set port and listen in %s/" PATH_CONF, doctor->shop),
                     "%s port %lld cannot be had: %s", doctor->conf.listen, (long long)doctor->conf.port, err_last_detail());
}

void doctor_disk(struct doctor *doctor)
{
    struct statvfs space;
    if (statvfs(doctor->shop, &space) != 0) {
        doctor_wrong(doctor, "look at the disk: dmesg", "%s", strerror(errno));
        return;
    }
    long long there = (long long)(space.f_bavail * (space.f_frsize >> 10) >> 10), reserve = doctor->conf.reserve_mb;
    const char *mend = doctor_text(doctor, "free space on the disk of %s: du -xh %s | sort -h", doctor->shop, doctor->shop);
    if (space.f_flag & ST_RDONLY)
        doctor_wrong(doctor, "see why (dmesg), then: mount -o remount,rw", "the disk cannot be written to");
    else if (there < reserve)
        doctor_wrong(doctor, mend, "%lld MB are free, less than the %lld MB kept for orders: no photos are taken in", there, reserve);
    else if (there < reserve + TIGHT_MB)
        doctor_look(doctor, mend, "%lld MB are free; below %lld MB no photos are taken in", there, reserve);
    else if (space.f_files && space.f_favail < INODES_LEFT)
        doctor_wrong(doctor, mend, "room for %llu more files only", (unsigned long long)space.f_favail);
    else
        doctor_right(doctor, "%lld MB free, %lld MB of them kept for orders", there, reserve);
}

/* Only the open shop can tell: the store says when. */
void doctor_backup(struct doctor *doctor)
{
    char when[40];
    const char *mend = doctor_text(doctor, "countersign -d %s backup DIR, every day", doctor->shop);
    if (!doctor->open)
        return;
    if (doctor->status.backed_up == 0)
        doctor_look(doctor, mend, "there is none yet");
    else if (*doctor->status.backup_alarm)
        doctor_look(doctor, mend, "%s", doctor->status.backup_alarm);
    else
        doctor_right(doctor, "%s", clock_words(doctor->status.backed_up, when, sizeof when));
}
