/* logs.c - which log files go when: what neither recovery nor the next backup needs.
 *
 * The last backup's need is noted in the store's own directory, in the file "backup": the line of logs (a random name
 * that a restored store does not have, so that two stores never continue the same backup) and the first log file that
 * the backup has not got whole. Beyond store.backup_log_mb such logs go all the same, and so they do when deleted text
 * is wiped (compact.c): the next backup is a whole one then.
 *
 * If the lights go out between a backup's end and its note, fewer logs or more are kept than would be best; a backup
 * looks at the files themselves.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../src/base/io.h"
#include "../src/base/random.h"
#include "../src/base/str.h"
#include "inside.h"

enum { NOTE_LIMIT = 400 };

static bool note_path(const struct store *store, char path[PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%s/backup", store->directory) < PATH_MAX;
}

static void read_note(struct store *store)
{
    char path[PATH_MAX];
    struct kept_logs *kept = &store->kept;
    if (kept->known)
        return;
    char *text = note_path(store, path) ? io_file(path, NOTE_LIMIT, NULL) : NULL;
    if (text == NULL || sscanf(text, "line %32[0-9a-f]\nfrom log %" SCNu32 "\n", kept->line, &kept->from) != 2) {
        kept->line[0] = 0;
        kept->from = 0;
    }
    free(text);
    kept->known = true;
}

static enum err write_note(struct store *store)
{
    char path[PATH_MAX], text[NOTE_LIMIT];
    int size = snprintf(text, sizeof text, "line %s\nfrom log %" PRIu32 "\n", store->kept.line, store->kept.from);
    if (!note_path(store, path))
        return err_detail(ERR_TOO_LONG, "%.100s", store->directory);
    return io_replace(path, text, (size_t)size, 0600);
}

enum err logs_know_themselves(struct store *store, char line[LINE_SIZE])
{
    uint8_t name[(LINE_SIZE - 1) / 2];
    enum err err = ERR_NONE;
    read_note(store);
    if (store->kept.line[0] == 0) {
        random_bytes(name, sizeof name);
        str_hex(name, sizeof name, store->kept.line);
        err = write_note(store);
    }
    memcpy(line, store->kept.line, LINE_SIZE);
    return err;
}

static int64_t bytes_of(const struct store *store, const char *name)
{
    char path[PATH_MAX];
    struct stat stat_file;
    if (snprintf(path, sizeof path, "%s/%s", store->directory, name) >= (int)sizeof path || stat(path, &stat_file) != 0)
        return 0;
    return stat_file.st_size;
}

static int remove_log(const struct store *store, const char *name)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", store->directory, name) >= (int)sizeof path)
        return ENAMETOOLONG;
    return unlink(path) == 0 || errno == ENOENT ? 0 : errno;
}

int logs_remove(struct store *store)
{
    struct kept_logs *kept = &store->kept;
    char **names = NULL;
    int64_t waiting = 0;
    read_note(store);
    uint32_t from = kept->from && (kept->pinned == 0 || kept->from < kept->pinned) ? kept->from : kept->pinned;
    int code = store->env->log_archive(store->env, &names, 0);
    for (char **name = names; name && *name && !code; name++) {
        unsigned number;
        if (from == 0 || (sscanf(*name, "log.%10u", &number) == 1 && number < from))
            code = remove_log(store, *name);
        else
            waiting += bytes_of(store, *name);
    }
    if (!code && store->log_limit && waiting > store->log_limit) {
        for (char **name = names; *name && !code; name++)
            code = remove_log(store, *name);
        kept->from = kept->pinned = 0;
        if (!code && write_note(store))
            code = EIO;
    }
    free(names);
    return code;
}

enum err logs_not_kept(struct store *store)
{
    read_note(store);
    store->kept.pinned = 0;
    if (store->kept.from == 0)
        return ERR_NONE;
    store->kept.from = 0;
    return write_note(store);
}

void store_log_limit(struct store *store, int64_t mb)
{
    store->log_limit = mb << 20;
}

enum err store_backed_up(struct store *store, const struct backed_up *at)
{
    enum err err = ERR_NONE;
    pthread_mutex_lock(&store->copying);
    read_note(store);
    /* Not when the logs were wiped or went over the limit meanwhile. */
    if (store->kept.pinned == at->last && at->last) {
        store->kept.from = at->last;
        store->kept.pinned = 0;
        err = write_note(store);
    }
    pthread_mutex_unlock(&store->copying);
    return err;
}
