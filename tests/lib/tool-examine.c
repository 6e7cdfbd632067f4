/* tool-examine PHOTO OUT - look at a photo as the shop does when one arrives: a worker in its sandbox decodes it whole and
 * writes its thumbnail (RGB rows) to OUT. Says what it found as JSON. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/client/worker.h"

int main(int argc, char **argv)
{
    struct arena arena = { 0 };
    struct buf text = { 0 };
    struct job job;
    struct job_result result, kind;
    char sentence[300];
    if (argc != 3)
        die("usage: tool-examine PHOTO OUT");
    int in = open(argv[1], O_RDONLY | O_CLOEXEC), out = open(argv[2], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (in < 0 || out < 0)
        die("tool-examine: cannot open %s or %s", argv[1], argv[2]);
    record_init(&job_type, &job);
    job.task = TASK_EXAMINE;
    enum err err = worker_jpeg(&in, &kind, &arena);
    if (!err)
        err = worker_job(&job, in, out, &result, &arena);
    if (err)
        die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    if (strcmp(kind.format, "jpeg") != 0) { /* what the original said, before it was converted */
        result.format = kind.format;
        result.taken = kind.taken;
        result.camera = kind.camera;
        result.profile = kind.profile;
    }
    if (*kind.damaged)
        result.damaged = kind.damaged;
    record_json(&job_result_type, &result, &text);
    printf("%.*s\n", (int)text.size, (const char *)text.data);
    buf_free(&text);
    arena_free(&arena);
    close(in);
    close(out);
    return 0;
}
