/* serve.h - the life of a process that decodes what customers send: a job comes on a socket with one descriptor to read
 * and one to write, its result goes back.
 */
#ifndef WORKER_SERVE_H
#define WORKER_SERVE_H
#include "../base/record.h"

/* What a kind of job may cost before its process gives up on it, and itself. */
struct patience {
    int64_t cpu_ms; /* of all its threads */
    int64_t wall_ms; /* 0: only CPU counts, so that a busy machine refuses nobody */
};
struct trade { /* what a program does */
    const char *name; /* in the log, and its row in tbl/roles.h */
    struct patience (*patience)(const struct job *job, int64_t bytes);
    enum err (*work)(const struct job *job, int in, int out, struct job_result *result, struct arena *arena);
};
/* Take jobs until the supervisor goes or says stop. Descriptors above the control socket are closed first. */
void serve(const struct trade *trade);
#endif
