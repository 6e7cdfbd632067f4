/* printer_child.c - a printer child and its producer; see printer_child.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../../src/base/msg.h"
#include "../../src/printer/printer.h"
#include "printer_child.h"

enum { HEAR_MS = 20000, ID = 7 };

static struct arena arena;

void printer_child_give_keeper(struct printer_child *child)
{
    int pair[2];
    struct identity identity;
    record_init(&identity_type, &identity);
    assert_int_equal(io_pair(pair), ERR_NONE);
    enum err err = msg_send_record(child->control, MSG_KEEPER, 0, 0, &identity_type, &identity, &pair[1], 1);
    assert_int_equal(err, ERR_NONE);
    close(pair[1]);
    child->keeper = pair[0];
}

struct printer_child printer_child_start(void)
{
    struct printer_child child = { .keeper = -1 };
    int pair[2];
    assert_int_equal(io_pair(pair), ERR_NONE);
    fflush(NULL);
    child.pid = fork();
    assert_true(child.pid >= 0);
    if (child.pid == 0) {
        close(pair[0]);
        printer_talk(pair[1]);
        _exit(0);
    }
    close(pair[1]);
    child.control = pair[0];
    printer_child_give_keeper(&child);
    return child;
}

void printer_child_finish(struct printer_child *child)
{
    int status;
    io_close(&child->keeper);
    io_close(&child->control);
    assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void printer_child_slay(struct printer_child *child)
{
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
    io_close(&child->keeper);
    io_close(&child->control);
}

void printer_child_tell(struct printer_child *child, const struct printer_message *what, int fd)
{
    enum err err = msg_send_record(child->keeper, MSG_PRINTER, 0, ID, &printer_message_type, what, &fd, fd >= 0);
    assert_int_equal(err, ERR_NONE);
    if (fd >= 0)
        close(fd);
}

struct printer_message printer_child_hear(struct printer_child *child)
{
    struct msg msg;
    struct printer_message reply;
    assert_int_equal(msg_receive(child->keeper, &msg, &arena, HEAR_MS), ERR_NONE);
    assert_int_equal(msg.kind, MSG_PRINTER);
    assert_int_equal(msg.id, ID);
    assert_int_equal(msg_record(&msg, &printer_message_type, &reply, &arena), ERR_NONE);
    return reply;
}

struct printer_message printer_child_ask(struct printer_child *child, struct printer_message what, int fd)
{
    printer_child_tell(child, &what, fd);
    return printer_child_hear(child);
}

void printer_child_forget(void)
{
    arena_free(&arena);
}

int printer_child_picture(const void *bytes, size_t size)
{
    int fd = memfd_create("picture", MFD_CLOEXEC);
    assert_true(fd >= 0 && io_write(fd, bytes, size));
    return fd;
}
