/* check.c - is the shop sound? A hot copy of the store, looked through by a process of its own (inspect.c).
 *
 * Verifying beside a writer reports damage that is not there, and a damaged file can bring down whoever reads it, or
 * keep it for ever: hence the copy, the process, and a limit to its silence. The copy is made by a thread that yields to
 * all others, and only where it leaves the reserve to the orders.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/copy.h"
#include "../base/path.h"
#include "../client/checking.h"
#include "keeper.h"

static int64_t size_mb(const char *directory)
{
    int64_t bytes = 0;
    DIR *dir = opendir(directory);
    if (dir == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat stat;
        if (fstatat(dirfd(dir), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat.st_mode))
            bytes += stat.st_size;
    }
    closedir(dir);
    return (bytes >> 20) + 1;
}

/* Low, not idle: while it copies a page, the engine may have to wait for that page. */
static void yield_to_others(void)
{
    enum { NICE = 5, IO_PROCESS = 1, IO_LOWEST = 2 << 13 | 7 };
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    syscall(SYS_ioprio_set, IO_PROCESS, 0, IO_LOWEST);
}

struct asker {
    struct keeper *keeper;
    const struct call *call;
};

static void tell_asker(void *data, const char *where, int64_t done, int64_t of)
{
    const struct asker *asker = data;
    char words[120];
    snprintf(words, sizeof words, "%s %lld", where, (long long)done);
    later_progress(asker->keeper, asker->call, of > 0 ? where : words, of > 0 ? done * 100 / of : -1);
}

static enum err look(struct keeper *keeper, struct call *call, const char *copy, struct findings *findings)
{
    char store[PATH_MAX + 32];
    struct asker asker = { keeper, call };
    struct checking checking = {
        .shop = keeper->shop, .store = copy, .photos = call->args.photos, .tell = tell_asker, .data = &asker
    };
    snprintf(store, sizeof store, "%s/" PATH_STORE, keeper->shop);
    copy_remove_directory(copy); /* what a keeper left that ended over it */
    enum err err = space_for(keeper, size_mb(store), "a copy of the store to check");
    if (!err)
        err = store_copy(keeper->store, copy);
    checking.silence_ms = checking_silence_ms(copy);
    return err ? err : checking_run(&checking, findings, &call->arena);
}

void check_run(struct keeper *keeper, struct call *call)
{
    struct findings *findings = arena_alloc(&call->arena, sizeof *findings);
    char copy[PATH_MAX + 32];
    int64_t begun = clock_ms();
    yield_to_others();
    record_init(&findings_type, findings);
    snprintf(copy, sizeof copy, "%s/" PATH_RUN "/check", keeper->shop);
    enum err err = look(keeper, call, copy, findings);
    copy_remove_directory(copy);
    findings->seconds = (double)(clock_ms() - begun) / 1000;
    call->judged = (struct judgement){ .done = true, .err = err, .findings = findings };
    if (err)
        snprintf(call->judged.detail, sizeof call->judged.detail, "%s", err_last_detail());
}

/* "photo SHA256: ...": has the store let go of it since the copy was made? */
static bool gone_since(struct act *act, const char *words)
{
    static const char start[] = "photo ";
    struct stored_photo stored;
    char sha256[65];
    if (strncmp(words, start, sizeof start - 1) != 0)
        return false;
    snprintf(sha256, sizeof sha256, "%.64s", words + sizeof start - 1);
    return photo_name(sha256, sha256) &&
           store_get(act->store, TREE_PHOTO, key_text(sha256), &stored, act->arena) == ERR_NOT_FOUND;
}

enum err action_check(struct act *act)
{
    struct findings *findings = act->reply;
    size_t kept = 0;
    if (!act->judged.done)
        return act_later(act, LATER_CHECK, NULL, NULL);
    if (act->judged.err)
        return err_detail(act->judged.err, "%s", act->judged.detail);
    *findings = *act->judged.findings;
    for (size_t i = 0; i < findings->findings.n; i++)
        if (!gone_since(act, findings->findings.v[i].words))
            findings->findings.v[kept++] = findings->findings.v[i];
    findings->found -= (int64_t)(findings->findings.n - kept);
    findings->findings.n = kept;
    return ERR_NONE;
}
