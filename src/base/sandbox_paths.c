/* sandbox_paths.c - what a program can open by name, held by the kernel's Landlock (5.13 and newer).
 *
 * The newer the kernel, the more kinds of access it can hold; what a version has is asked for by its number. Where it
 * also knows how (6.7, 6.12), a program held here connects to nothing and signals nobody.
 */
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../tbl/roles.h"
#include "err.h"

#define READ_FILE LANDLOCK_ACCESS_FS_READ_FILE
#define READ (READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILL (READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
#define TRUNCATE (1u << 14) /* version 3 */

/* struct landlock_ruleset_attr as of version 6; a kernel is given as much of it as it knows. */
struct rules {
    uint64_t files, network, scope;
};

static const char *const system_paths[] = { "/usr", "/lib", "/lib64", "/etc/terminfo", "/etc/localtime" };

static int make_rules(long version)
{
    static const int kinds[] = { 13, 14, 15, 15, 16 }; /* of access to files, by version */
    struct rules rules = { (1u << kinds[version < 5 ? version - 1 : 4]) - 1, 3, 3 };
    size_t members = version >= 6 ? 3 : version >= 4 ? 2 : 1;
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, members * sizeof(uint64_t), 0);
    if (fd < 0)
        die("cannot limit paths: %s", strerror(errno));
    return fd;
}

/* A rule about a single file must not speak of folders. */
static void permit(int rules, int fd, uint64_t access)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        die("cannot limit paths: %s", strerror(errno));
    struct landlock_path_beneath_attr beneath = { S_ISDIR(stat.st_mode) ? access : access & READ_FILE, fd };
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        die("cannot limit paths: %s", strerror(errno));
}

static void permit_system(int rules)
{
    for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++) {
        int fd = open(system_paths[i], O_PATH | O_CLOEXEC);
        if (fd < 0)
            continue;
        permit(rules, fd, READ);
        close(fd);
    }
}

void sandbox_paths(int paths, int folder)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return; /* not in this kernel, or switched off at boot */
    int rules = make_rules(version);
    if (paths == PATHS_SYSTEM)
        permit_system(rules);
    if (paths == PATHS_CARD)
        permit(rules, folder + 1, READ);
    if (paths == PATHS_FOLDER || paths == PATHS_CARD)
        permit(rules, folder, version >= 3 ? FILL | TRUNCATE : FILL);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        die("cannot limit paths: %s", strerror(errno));
    close(rules);
}
