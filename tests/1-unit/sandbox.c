/* sandbox.c - each row of roles.h in a child of its own: what it may not do ends it, what it may do works. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "src/base/sandbox.h"

enum { FOLDER = 4, FINE = 0, REFUSED = 1, ELSE = 2 };

static int folder = -1; /* moves to FOLDER in the child */
static pid_t tests;     /* this process; its number is known beforehand, for asking for it may end a program too */

static int answer(long result)
{
    return result >= 0 ? FINE : errno == EACCES || errno == EPERM ? REFUSED : ELSE;
}

static int open_password_file(void) { return answer(open("/etc/passwd", O_RDONLY)); }
static int open_terminal_type(void) { return answer(open("/usr/share/terminfo", O_RDONLY | O_DIRECTORY)); }
static int write_system(void) { return answer(open("/usr/here", O_WRONLY | O_CREAT, 0600)); }
static int write_folder(void) { return answer(openat(FOLDER, "1", O_RDWR | O_CREAT | O_EXCL, 0600)); }
static int write_around(void) { return answer(openat(FOLDER, "../2", O_RDWR | O_CREAT, 0600)); }
static int link_out(void) { return answer(symlinkat("/etc/passwd", FOLDER, "3")); }
static int run(void) { return answer(execl("/bin/true", "true", NULL)); }
static int divide(void) { return answer(fork()); }
static int connect_out(void) { return answer(socket(AF_INET, SOCK_STREAM, 0)); }
static int watch_parent(void) { return answer(syscall(SYS_ptrace, 16L, (long)tests, 0L, 0L)); }
static int signal_parent(void) { return answer(kill(tests, 0)); }
static int type_for_terminal(void) { return answer(ioctl(0, TIOCSTI, "x")); }
static int old_table(void) { return answer(syscall(0x40000000L + SYS_getpid)); }
static int new_thread_or_process(void) { return syscall(SYS_clone3, NULL, 0L) < 0 && errno == ENOSYS ? FINE : ELSE; }

static int make_code(void)
{
    return answer(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
}

static int make_code_later(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? ELSE : answer(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

/* Everyday work: memory, the library's own, and no core left behind. */
static int work(void)
{
    void *page = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *block = malloc(300000);
    bool good = page != MAP_FAILED && block != NULL && munmap(page, 1 << 20) == 0;
    free(block);
    return good && write(1, "", 0) == 0 ? FINE : ELSE;
}

static int dump_core(void)
{
    struct rlimit core;
    return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 ? REFUSED : FINE;
}

static int in_child(const char *program, int (*act)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        dup2(folder, FOLDER);
        sandbox_enter(program);
        _exit(act());
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

#define ENDS (-SIGSYS)

static const struct expectation {
    const char *program, *what;
    int (*act)(void);
    int result;
} expectations[] = {
#define HELD(program) \
    { program, "run another program", run, ENDS }, { program, "make code", make_code, ENDS }, \
    { program, "make code of data", make_code_later, ENDS }, { program, "watch its parent", watch_parent, ENDS }, \
    { program, "signal its parent", signal_parent, ENDS }, { program, "calls of the x32 table", old_table, ENDS }, \
    { program, "type for its terminal", type_for_terminal, ENDS }, { program, "ask for clone3", new_thread_or_process, FINE }, \
    { program, "work", work, FINE }
    HELD("connection"), HELD("screen"), HELD("upload"), HELD("worker"),
    { "keeper", "work", work, FINE }, { "keeper", "dump core", dump_core, REFUSED },
    { "connection", "open a file", open_password_file, ENDS }, { "connection", "fork", divide, ENDS },
    { "connection", "make a socket", connect_out, ENDS },
    { "worker", "open a file", open_password_file, ENDS }, { "worker", "fork", divide, ENDS },
    { "worker", "make a socket", connect_out, ENDS },
    { "screen", "read a terminal's description", open_terminal_type, FINE },
    { "screen", "read anything else", open_password_file, REFUSED }, { "screen", "write", write_system, REFUSED },
    { "screen", "fork", divide, ENDS }, { "screen", "make a socket", connect_out, ENDS },
    { "upload", "write in its folder", write_folder, FINE }, { "upload", "write beside it", write_around, REFUSED },
    { "upload", "read anything else", open_password_file, REFUSED }, { "upload", "make a link", link_out, ENDS },
    { "upload", "fork", divide, ENDS }, { "upload", "make a socket", connect_out, ENDS },
    { "door", "open a file", open_password_file, ENDS }, { "door", "run another program", run, ENDS },
};

static void every_row_holds(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the sanitizer itself does what the rows forbid: base/sandbox.c leaves them out */
#endif
    bool landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        const struct expectation *row = &expectations[i];
        if (!landlock && row->result == REFUSED)
            continue;
        int result = in_child(row->program, row->act);
        if (result != row->result)
            fail_msg("%s, %s: %d instead of %d", row->program, row->what, result, row->result);
    }
}

/* A connection goes on without the door that made it; everything else ends with its parent. */
static void who_dies_with_its_parent(void **state)
{
    static const struct { const char *program; bool dies; } rows[] = {
        { "connection", false }, { "screen", true }, { "upload", true }, { "worker", true }, { "keeper", true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int line[2];
        char byte;
        assert_int_equal(pipe(line), 0);
        pid_t parent = fork();
        if (parent == 0) {
            pid_t child = fork();
            if (child == 0) {
                dup2(folder, FOLDER);
                sandbox_enter(rows[i].program);
                alarm(20);
                if (write(line[1], "x", 1) == 1)
                    for (int k = 0; k < 50; k++)
                        if (poll(NULL, 0, 200) == 0 && !rows[i].dies && write(line[1], "y", 1) != 1)
                            break;
                _exit(0);
            }
            _exit(read(line[0], &byte, 1) == 1 ? 0 : 1);
        }
        close(line[1]);
        assert_int_equal(waitpid(parent, NULL, 0), parent);
        assert_int_equal(read(line[0], &byte, 1), rows[i].dies ? 0 : 1);
        close(line[0]); /* and that ends the one that went on: nobody reads it */
    }
}

/* In a container the supervisor may be init, and its programs run all the same. */
static void init_may_be_the_parent(void **state)
{
    int status;
    (void)state;
    pid_t outside = fork();
    if (outside == 0) {
        if (unshare(CLONE_NEWPID) != 0)
            _exit(REFUSED);
        pid_t init = fork();
        if (init == 0)
            _exit(in_child("worker", work) == FINE ? FINE : ELSE);
        waitpid(init, &status, 0);
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : ELSE);
    }
    assert_int_equal(waitpid(outside, &status, 0), outside);
    if (status == REFUSED << 8)
        skip(); /* only root can try it */
    assert_int_equal(status, FINE);
}

static int set_up(void **state)
{
    static char name[] = "/tmp/countersign-sandbox.XXXXXX";
    *state = mkdtemp(name);
    folder = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    tests = getpid();
    signal(SIGPIPE, SIG_DFL);
    return folder < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0;
}

static int tear_down(void **state)
{
    unlinkat(folder, "1", 0);
    return rmdir(*state);
}

int main(void)
{
    static const struct CMUnitTest table[] = {
        cmocka_unit_test(every_row_holds), cmocka_unit_test(who_dies_with_its_parent), cmocka_unit_test(init_may_be_the_parent),
    };
    return cmocka_run_group_tests(table, set_up, tear_down);
}
