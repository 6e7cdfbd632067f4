/* blind - a worker that looks at nothing: it says of every file at once that it is a whole JPEG of 24 megapixels. What an
 * upload costs without checking is measured with it in countersign-worker's place; it speaks and is held like that one. */
#include "../../src/worker/serve.h"

static struct patience patience(const struct job *job, int64_t bytes)
{
    (void)job;
    (void)bytes;
    return (struct patience){ .cpu_ms = 1000 };
}

static enum err work(const struct job *job, int in, int out, struct job_result *result, struct arena *arena)
{
    (void)job;
    (void)in;
    (void)out;
    (void)arena;
    record_init(&job_result_type, result);
    result->format = "jpeg";
    result->width = 6000;
    result->height = 4000;
    return ERR_NONE;
}

int main(void)
{
    static const struct trade trade = { "worker", patience, work };
    serve(&trade);
    return 0;
}
