/* lab-render.c - what two render workers reach alone: the same jobs as a lab's, one after the other into memory, nothing
 * else. Prints a line: prints, seconds, prints a minute.
 *
 *   lab-render WORKER WIDTH HEIGHT PRINTS PHOTO...
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/clock.h"
#include "../../src/base/io.h"
#include "../../src/base/msg.h"

enum { WORKERS = 2, JOB_MS = 60000 };

static struct job job;
static char **photos;
static int photo_count;
static atomic_int next_print;
static int prints;

static int start_worker(const char *program, pid_t *pid)
{
    int control[2], jobs[2];
    struct identity identity;
    record_init(&identity_type, &identity);
    identity.role = ROLE_MACHINE;
    if (io_pair(control) || io_pair(jobs))
        panic("sockets");
    *pid = fork();
    if (*pid == 0) {
        char *argv[] = { (char *)program, NULL }, *env[] = { "PATH=/usr/bin:/bin", NULL };
        setsid(); /* as the supervisor does: a system may share its processors out by session */
        if (dup2(control[1], MSG_CONTROL_FD) < 0)
            _exit(127);
        execve(program, argv, env);
        _exit(127);
    }
    close(control[1]);
    if (*pid < 0 || msg_send_record(control[0], MSG_KEEPER, 0, 0, &identity_type, &identity, &jobs[1], 1))
        panic("the worker does not start");
    close(jobs[1]);
    return jobs[0]; /* its control socket stays open with us: it ends when we do */
}

static void *drive(void *data)
{
    int socket = *(int *)data, number;
    struct arena arena = { 0 };
    while ((number = atomic_fetch_add(&next_print, 1)) < prints) {
        struct msg msg;
        struct job_result result;
        int in = open(photos[number % photo_count], O_RDONLY | O_CLOEXEC), out = memfd_create("print", MFD_CLOEXEC);
        if (in < 0 || out < 0 || msg_send_record(socket, MSG_JOB, 0, 1, &job_type, &job, (int[]){ in, out }, 2) ||
            msg_receive(socket, &msg, &arena, JOB_MS) || msg_record(&msg, &job_result_type, &result, &arena) || result.err)
            panic("print %d failed", number);
        close(in);
        close(out);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return NULL;
}

int main(int argc, char **argv)
{
    pid_t pids[WORKERS];
    int sockets[WORKERS];
    pthread_t threads[WORKERS];
    if (argc < 6) {
        fputs("usage: lab-render WORKER WIDTH HEIGHT PRINTS PHOTO...\n", stderr);
        return 2;
    }
    record_init(&job_type, &job);
    job.task = TASK_RENDER;
    job.width = atoi(argv[2]);
    job.height = atoi(argv[3]);
    job.dpi = 300;
    prints = atoi(argv[4]);
    photos = argv + 5;
    photo_count = argc - 5;
    for (int i = 0; i < WORKERS; i++)
        sockets[i] = start_worker(argv[1], &pids[i]);
    int64_t since = clock_ms();
    for (int i = 0; i < WORKERS; i++)
        if (pthread_create(&threads[i], NULL, drive, &sockets[i]))
            panic("a thread");
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
    double seconds = (double)(clock_ms() - since) / 1000;
    for (int i = 0; i < WORKERS; i++) {
        kill(pids[i], SIGTERM);
        waitpid(pids[i], NULL, 0);
    }
    printf("%d %.2f %.1f\n", prints, seconds, prints / seconds * 60);
    return 0;
}
