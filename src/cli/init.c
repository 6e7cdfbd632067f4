/* init.c - a new shop: its folders, default files, SSH host key and store.
 *
 * The store is the keeper's and the key ssh-keygen's to make; this only arranges them, in an empty or new directory. Root
 * works on as the owner of the directory, so that a shop in the service's directory is the service's.
 * If it is cut short the directory is not empty and a second init refuses: remove it and begin again.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "../base/sandbox.h"
#include "../conf/conf.h"
#include "cli.h"

enum err init_empty(const char *shop)
{
    struct dirent *entry;
    if (mkdir(shop, 0700) == 0)
        return ERR_NONE;
    if (errno != EEXIST)
        return err_detail(ERR_DIRECTORY, "%.120s: %s", shop, strerror(errno));
    DIR *dir = opendir(shop);
    if (dir == NULL)
        return err_detail(ERR_DIRECTORY, "%.120s: %s", shop, strerror(errno));
    bool empty = true;
    while ((entry = readdir(dir)) != NULL)
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    enum err err = empty ? sandbox_become_owner(shop) : err_detail(ERR_DIRECTORY, "%.120s is not empty", shop);
    closedir(dir);
    return err;
}

enum err init_folders(const char *shop)
{
    static const char *const folders[] = { PATH_STORE, PATH_PHOTOS, PATH_INCOMING, PATH_SPOOL, PATH_KEYS, PATH_RUN, PATH_PRINTERS,
                                           PATH_PRINTERS "/folder-1", PATH_PRINTERS "/folder-1/labels" };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s", shop, folders[i]);
        enum err err = io_directory(path, 0700);
        if (err)
            return err;
    }
    return ERR_NONE;
}

static enum err make_files(const char *shop)
{
    static const char *const names[] = { PATH_CONF, PATH_CATALOGUE, PATH_PRINTERS_CONF };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = conf_standard_file(names[i]);
        snprintf(path, sizeof path, "%s/%s", shop, names[i]);
        enum err err = io_replace(path, text, strlen(text), 0600);
        if (err)
            return err;
    }
    return ERR_NONE;
}

/* Run a program to its end; its own words tell what went wrong. */
static enum err run(const char *program, char *const argv[])
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execvp(program, argv);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        return err_detail(ERR_LIMIT, "%s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_detail(ERR_NOT_FOUND, "the program %s (package openssh-client)", program);
    return status == 0 ? ERR_NONE : err_detail(ERR_IO, "%s failed", argv[0]);
}

enum err init_key(const char *shop)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/" PATH_KEYS "/host_ed25519", shop);
    char *argv[] = { "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "countersign", "-f", path, NULL };
    return run("ssh-keygen", argv);
}

static enum err make_store(const char *shop, bool demo)
{
    char program[PATH_MAX];
    char *argv[] = { "countersign-keeper", (char *)(uintptr_t)shop, demo ? "--init-demo" : "--init", NULL };
    return run(path_program("countersign-keeper", program, sizeof program), argv);
}

/* What comes next here: a service where systemd runs and the shop is the unit's. */
static void say_next(const char *shop, bool demo)
{
    char open[160];
    bool service = strcmp(shop, PATH_SERVICE) == 0 && access("/run/systemd/system", F_OK) == 0;
    snprintf(open, sizeof open, service ? "systemctl start countersign" : "countersign -d %s serve", shop);
    printf("The shop is made in %s. Next:\n"
           "  %-34s open it (its port and address: %s/" PATH_CONF ")\n"
           "  %-34s the customer's kiosk\n"
           "  ssh -p 4022 %-22s the counter; the password is %s\n", shop, open, shop, "ssh -p 4022 kiosk@127.0.0.1",
           demo ? "counter1@127.0.0.1" : "boss@127.0.0.1", demo ? "counter1" : "the one above");
}

int init_run(struct cli *cli, int argc, char **argv)
{
    const char *shop = NULL;
    bool demo = false;
    (void)cli;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--demo") == 0)
            demo = true;
        else if (shop == NULL && *argv[i] != '-')
            shop = argv[i];
        else
            return cli_usage("init", "SHOPDIR [--demo]");
    }
    if (shop == NULL && access(PATH_SERVICE, F_OK) == 0)
        shop = PATH_SERVICE;
    if (shop == NULL)
        return cli_usage("init", "SHOPDIR [--demo]");
    if (strlen(shop) > 80) /* the socket inside must fit a socket address */
        return cli_refuse(err_detail(ERR_TOO_LONG, "the shop's path"));
    umask(077);
    enum err err = init_empty(shop);
    if (!err)
        err = init_folders(shop);
    if (!err)
        err = make_files(shop);
    if (!err)
        err = init_key(shop);
    if (!err)
        err = make_store(shop, demo);
    if (err)
        return cli_refuse(err);
    say_next(shop, demo);
    return EXIT_DONE;
}
