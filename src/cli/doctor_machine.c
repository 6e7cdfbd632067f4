/* doctor_machine.c - what the doctor looks at on the machine: programs, users, clock, terminals. */
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <unistd.h>
#include "../../screens/screen.h"
#include "../base/clock.h"
#include "../base/path.h"
#include "../tbl/roles.h"
#include "../tbl/terminals.h"
#include "doctor.h"

enum { SKEW_SECONDS = 120 };

/* Whose programs run as other users, those must be able to start them. */
void doctor_programs(struct doctor *doctor)
{
    static const char *const names[] = { "supervisor", "keeper", "door", "upload", "worker", "converter", "printer" };
    char path[PATH_MAX], name[40];
    struct stat stat_file;
    int bad = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(name, sizeof name, "countersign-%s", names[i]);
        if (path_find(name, path, sizeof path) == NULL) {
            doctor_wrong(doctor, "install countersign again", "%s is not there", name);
            bad++;
        } else if (stat(path, &stat_file) != 0 || (stat_file.st_mode & S_IXUSR) == 0 || (geteuid() == 0 && (stat_file.st_mode & S_IXOTH) == 0)) {
            doctor_wrong(doctor, doctor_text(doctor, "chmod 755 %s", path), "%s cannot be started by everybody who must", path);
            bad++;
        }
    }
    if (access("/usr/bin/ssh-keygen", X_OK) != 0)
        doctor_look(doctor, "apt-get install openssh-client", "ssh-keygen is not there: no new shop can be made");
    if (bad == 0)
        doctor_right(doctor, "all there");
}

static const char *const users[] = {
#define PROGRAM(name, user, memory, files, processes, file, parent, calls, paths) user,
    PROGRAM_ROWS(PROGRAM)
#undef PROGRAM
};

static bool named_before(size_t i)
{
    for (size_t before = 0; before < i; before++)
        if (strcmp(users[before], users[i]) == 0)
            return true;
    return false;
}

/* Opened by root, each program works as a user of its own; opened by anybody else there is only the one. */
void doctor_users(struct doctor *doctor)
{
    const struct passwd *owner = getpwuid(doctor->store.st_uid);
    int bad = 0;
    if (geteuid() != 0) {
        doctor_right(doctor, "all programs work as %s", owner ? owner->pw_name : "whoever opens the shop");
        return;
    }
    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        if (*users[i] == 0 || named_before(i) || getpwnam(users[i]))
            continue;
        doctor_look(doctor, doctor_text(doctor, "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin %s", users[i]),
                    "there is no user %s; opened by root, what is to work as it works as nobody", users[i]);
        bad++;
    }
    if (doctor->store.st_uid == 0) {
        doctor_look(doctor, doctor_text(doctor, "close the shop, then: chown -R countersign: %s", doctor->shop),
                    "the shop is root's own, so its keeper works as root");
        bad++;
    }
    if (bad == 0)
        doctor_right(doctor, "every program has its own");
}

/* An open shop has its own judgement; a closed one's store was written to in the past. */
void doctor_clock(struct doctor *doctor)
{
    static const char *const mend = "set it: timedatectl set-ntp true, or date -s";
    struct timex kernel = { .modes = 0 };
    char path[PATH_MAX], words[40], then[40];
    struct stat written;
    int64_t now = clock_now();
    snprintf(path, sizeof path, "%s/" PATH_STORE "/meta.db", doctor->shop);
    if (*doctor->status.alarm)
        doctor_wrong(doctor, "set it right, or believe it: countersign clock accept", "%s; nothing expires", doctor->status.alarm);
    else if (stat(path, &written) == 0 && written.st_mtime > now + SKEW_SECONDS)
        doctor_wrong(doctor, mend, "it says %s, and the store was written to %s", clock_words(now, words, sizeof words),
                     clock_words(written.st_mtime, then, sizeof then));
    else if (adjtimex(&kernel) >= 0 && (kernel.status & STA_UNSYNC))
        doctor_look(doctor, mend, "it says %s, and nothing keeps it right", clock_words(now, words, sizeof words));
    else
        doctor_right(doctor, "it says %s", clock_words(now, words, sizeof words));
}

void doctor_terminals(struct doctor *doctor)
{
    static const struct {
        const char *type, *terminfo, *package;
    } terminals[] = {
#define TERMINAL(type, terminfo, package) { type, terminfo, package },
        TERMINAL_ROWS(TERMINAL)
#undef TERMINAL
    };
    size_t bad = 0, count = sizeof terminals / sizeof *terminals;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(terminals[i].type, terminals[i].terminfo) != 0 || screen_knows(terminals[i].type))
            continue;
        doctor_wrong(doctor, doctor_text(doctor, "apt-get install %s", terminals[i].package), "nothing is known of %s: its screens cannot start",
                     terminals[i].type);
        bad++;
    }
    if (bad == 0)
        doctor_right(doctor, "all %zu kinds are known", count);
}
