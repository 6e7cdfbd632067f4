/* worker.h - one job by a worker of our own, in the same sandbox as in production, which is gone afterwards. */
#ifndef CLIENT_WORKER_H
#define CLIENT_WORKER_H
#include "../base/record.h"

/* in and out stay the caller's. Errors are the job's, or ERR_RENDER when the worker takes too long or dies of it. */
enum err worker_job(const struct job *job, int in, int out, struct job_result *result, struct arena *arena) MUST_CHECK;
/* Have a photo that does not begin like a JPEG converted to one: *in is then closed and is the JPEG instead. result says what
 * it was; of a JPEG only that, for a look at its header would be one more process for every print. */
enum err worker_jpeg(int *in, struct job_result *result, struct arena *arena) MUST_CHECK;
#endif
