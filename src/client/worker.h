/* worker.h - one job by a worker of our own, in the same sandbox as in production, which is gone afterwards. */
#ifndef CLIENT_WORKER_H
#define CLIENT_WORKER_H
#include "../base/record.h"

/* in and out stay the caller's. Errors are the job's, or ERR_RENDER when the worker takes too long or dies of it. */
enum err worker_job(const struct job *job, int in, int out, struct job_result *result, struct arena *arena) MUST_CHECK;
/* Look at a photo's header and, if it is no JPEG, have it converted: *in is then closed and is the JPEG instead. result says
 * what it was. */
enum err worker_jpeg(int *in, struct job_result *result, struct arena *arena) MUST_CHECK;
#endif
