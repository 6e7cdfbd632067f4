/* cpu-count - runs a server and knows, to the nanosecond, the processor time of it and of all that came from it.
 *
 *   cpu-count run SOCKET COMMAND...     runs the command; answers on that socket until the command ends
 *   cpu-count read SOCKET               the nanoseconds so far
 *
 * The kernel's counter is inherited by every process and thread that the command starts, however deep, living or dead,
 * waited for or not. /proc would lose those that nobody waits for, and counts in ticks that a short life slips through.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/err.h"

enum { BREATH_MS = 500 };

static int address(const char *path, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof out->sun_path)
        die("cpu-count: %s is too long for a socket", path);
    strcpy(out->sun_path, path);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int count_from_exec(pid_t pid)
{
    struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_TASK_CLOCK,
                                    .inherit = 1, .disabled = 1, .enable_on_exec = 1 };
    int counter = (int)syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (counter < 0)
        die("cpu-count: the kernel does not count for us: %s", strerror(errno));
    return counter;
}

static volatile sig_atomic_t ended;
static pid_t pid;

static void on_signal(int signal)
{
    if (signal == SIGCHLD)
        ended = 1;
    else
        kill(pid, signal); /* who ends the counting ends what is counted */
}

static int run(const char *path, char **command)
{
    struct sockaddr_un to;
    struct sigaction action = { .sa_handler = on_signal };
    int listener = address(path, &to), go[2], status;
    char byte = 0;
    unlink(path);
    if (bind(listener, (struct sockaddr *)&to, sizeof to) != 0 || listen(listener, 8) != 0 || pipe(go) != 0)
        die("cpu-count: %s: %s", path, strerror(errno));
    pid = fork();
    if (pid == 0) {
        close(go[1]);
        if (read(go[0], &byte, 1) == 1)
            execvp(command[0], command);
        _exit(127);
    }
    sigaction(SIGCHLD, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int counter = count_from_exec(pid);
    struct pollfd polled = { .fd = listener, .events = POLLIN };
    if (write(go[1], &byte, 1) != 1)
        die("cpu-count: %s does not start", command[0]);
    while (!ended) {
        uint64_t ns;
        int fd = poll(&polled, 1, BREATH_MS) == 1 ? accept(listener, NULL, NULL) : -1;
        if (fd >= 0 && read(counter, &ns, sizeof ns) == sizeof ns && write(fd, &ns, sizeof ns) < 0)
            break;
        if (fd >= 0)
            close(fd);
    }
    waitpid(pid, &status, 0);
    unlink(path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
    struct sockaddr_un from;
    uint64_t ns;
    if (argc > 3 && strcmp(argv[1], "run") == 0)
        return run(argv[2], argv + 3);
    if (argc != 3 || strcmp(argv[1], "read") != 0)
        die("usage: cpu-count run SOCKET COMMAND... | cpu-count read SOCKET");
    int fd = address(argv[2], &from);
    if (connect(fd, (struct sockaddr *)&from, sizeof from) != 0 || read(fd, &ns, sizeof ns) != sizeof ns)
        die("cpu-count: nothing is counted at %s", argv[2]);
    printf("%llu\n", (unsigned long long)ns);
    return 0;
}
