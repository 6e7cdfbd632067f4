/* check.c - is the shop sound? A hot copy of the store, looked through by a process of its own.
 *
 * Verifying beside a writer reports damage that is not there, and a damaged file can bring down whoever reads it:
 * hence the copy and the process. It prints each finding on a line; the keeper only reads that.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/path.h"
#include "../base/str.h"
#include "keeper.h"

/* ---- in the process of its own ---- */

/* The last line; whoever reads it knows that the check came to its end. */
#define FIGURES "%" PRId64 " records, %" PRId64 " photos looked at"

static int64_t look_at_photos(struct store *store, const char *shop, bool *sound)
{
    struct key from = key_text(""), found, target;
    struct arena arena = { 0 };
    struct walk *walk;
    int64_t count = 0;
    enum err err = store_begin(store);
    if (!err)
        err = walk_open(store, TREE_PHOTO, from, 0, false, &walk);
    if (err)
        return 0;
    while (walk_next(walk, &found, &target) == ERR_NONE) {
        struct stored_photo photo;
        struct stat stat_file;
        char path[PATH_MAX];
        arena_reset(&arena);
        if (store_get(store, TREE_PHOTO, target, &photo, &arena))
            continue; /* told already by store_check */
        count++;
        snprintf(path, sizeof path, "%s/" PATH_PHOTOS "/%.2s/%s", shop, photo.sha256, photo.sha256);
        bool there = stat(path, &stat_file) == 0;
        *sound = *sound && there && stat_file.st_size == photo.bytes;
        if (!there)
            printf("photo %s: its file is missing\n", photo.sha256);
        else if (stat_file.st_size != photo.bytes)
            printf("photo %s: its file has %lld bytes instead of %lld\n", photo.sha256, (long long)stat_file.st_size, (long long)photo.bytes);
    }
    walk_close(walk);
    store_abort(store);
    arena_free(&arena);
    return count;
}

enum err check_print(const char *shop, const char *copy, bool *sound)
{
    struct store *store;
    struct buf findings = { 0 };
    int64_t records = 0, photos = 0;
    enum err err = store_open(&store, copy, 16, false, NULL);
    if (err)
        return err;
    if ((err = store_check(store, &findings, &records)) == ERR_NONE) {
        fputs(buf_string(&findings), stdout);
        photos = look_at_photos(store, shop, sound);
        *sound = *sound && findings.size == 0;
        printf(FIGURES "\n", records, photos);
    }
    buf_free(&findings);
    store_close(store);
    return err;
}

/* ---- in the keeper ---- */

static void remove_copy(const char *directory)
{
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(directory);
}

static void read_findings(FILE *from, struct findings *findings, bool *complete, struct arena *arena)
{
    char line[512], clean[400];
    int64_t records, photos;
    while (fgets(line, sizeof line, from)) {
        line[strcspn(line, "\n")] = 0;
        if (sscanf(line, "%" SCNd64 " records, %" SCNd64 " photos looked at", &records, &photos) == 2) {
            findings->records = records;
            findings->photos = photos;
            *complete = true;
        } else if (findings->found++ < 200) {
            LIST_ADD(arena, &findings->findings, finding)->words = arena_text(arena, str_clean(line, clean, sizeof clean));
        }
    }
}

static enum err run_child(const char *shop, const char *copy, struct findings *findings, struct arena *arena)
{
    char program[PATH_MAX];
    int pipes[2], status = 0;
    pid_t pid;
    bool complete = false;
    posix_spawn_file_actions_t actions;
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return err_detail(ERR_LIMIT, "%s", strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    char *argv[] = { (char *)(uintptr_t)path_program("countersign-keeper", program, sizeof program),
                     (char *)(uintptr_t)shop, (char *)(uintptr_t) "--check", (char *)(uintptr_t)copy, NULL };
    int failed = posix_spawn(&pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes[1]);
    FILE *from = fdopen(pipes[0], "r");
    if (failed || from == NULL) {
        if (from == NULL)
            close(pipes[0]);
        else
            fclose(from);
        return err_detail(ERR_LIMIT, "%s", strerror(failed ? failed : errno));
    }
    read_findings(from, findings, &complete, arena);
    fclose(from);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!complete) {
        findings->found++;
        LIST_ADD(arena, &findings->findings, finding)->words = "the check itself ended early: the store may be damaged";
    }
    return ERR_NONE;
}

void check_run(struct keeper *keeper, struct call *call)
{
    struct findings *findings = arena_alloc(&call->arena, sizeof *findings);
    char copy[PATH_MAX + 32];
    record_init(&findings_type, findings);
    snprintf(copy, sizeof copy, "%s/" PATH_RUN "/check", keeper->shop);
    enum err err = store_copy(keeper->store, copy);
    if (!err)
        err = run_child(keeper->shop, copy, findings, &call->arena);
    remove_copy(copy);
    call->judged = (struct judgement){ .done = true, .err = err, .findings = findings };
    if (err)
        snprintf(call->judged.detail, sizeof call->judged.detail, "%s", err_last_detail());
}

enum err action_check(struct act *act)
{
    if (!act->judged.done)
        return act_later(act, LATER_CHECK, NULL, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    *(struct findings *)act->reply = *act->judged.findings;
    return ERR_NONE;
}
