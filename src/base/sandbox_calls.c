/* sandbox_calls.c - the system call filter of a program, made of the sets of tbl/calls.h.
 *
 * A classic BPF program of about a hundred steps, written here rather than by libseccomp: a connection installs its own
 * a moment after it was forked, and a library that every screen would have to load costs more than this file. The kernel
 * remembers which calls are always allowed, so in use it costs nothing.
 */
#include "sandbox.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include "../tbl/roles.h"
#include "err.h"

#if defined(__x86_64__)
#define OUR_PROCESSOR AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_PROCESSOR AUDIT_ARCH_AARCH64
#else
#error "name this processor's AUDIT_ARCH here, and look whether tbl/calls.h has all it needs"
#endif

enum { STEPS_LIMIT = 700 };

struct guard {
    uint32_t set;
    int call, argument; /* argument -1: any */
    uint32_t mask, value;
};

static const struct guard guards[] = {
#define CALL(SET, name) { CALLS_##SET, __NR_##name, -1, 0, 0 },
#define GUARD(SET, name, n, mask, value) { CALLS_##SET, __NR_##name, n, mask, value },
#define ABSENT(name)
#include "../tbl/calls.h"
#undef CALL
#undef GUARD
#undef ABSENT
};

static const int absent[] = {
#define CALL(SET, name)
#define GUARD(SET, name, n, mask, value)
#define ABSENT(name) __NR_##name,
#include "../tbl/calls.h"
#undef CALL
#undef GUARD
#undef ABSENT
};

struct filter {
    struct sock_filter steps[STEPS_LIMIT];
    unsigned short count;
};

static void step(struct filter *filter, uint16_t code, uint32_t value, uint8_t yes, uint8_t no)
{
    if (filter->count == STEPS_LIMIT)
        panic("a filter of more than %d steps", STEPS_LIMIT);
    filter->steps[filter->count++] = (struct sock_filter){ code, yes, no, value };
}

static void load(struct filter *filter, size_t offset)
{
    step(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(struct filter *filter, uint32_t what)
{
    step(filter, BPF_RET | BPF_K, what, 0, 0);
}

/* Compare what is loaded; when it differs leave out the next `skip` steps. */
static void expect(struct filter *filter, uint32_t value, uint8_t skip)
{
    step(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

static void allow(struct filter *filter, const struct guard *guard)
{
    if (guard->argument < 0) {
        expect(filter, (uint32_t)guard->call, 1);
        answer(filter, SECCOMP_RET_ALLOW);
        return;
    }
    expect(filter, (uint32_t)guard->call, 5);
    load(filter, offsetof(struct seccomp_data, args) + (size_t)guard->argument * sizeof(uint64_t)); /* its low half */
    step(filter, BPF_ALU | BPF_AND | BPF_K, guard->mask, 0, 0);
    expect(filter, guard->value, 1);
    answer(filter, SECCOMP_RET_ALLOW);
    load(filter, offsetof(struct seccomp_data, nr));
}

static void build(struct filter *filter, uint32_t sets)
{
    load(filter, offsetof(struct seccomp_data, arch));
    step(filter, BPF_JMP | BPF_JEQ | BPF_K, OUR_PROCESSOR, 1, 0);
    answer(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr)); /* those of the x32 table have a high bit and match no row */
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++)
        if (guards[i].set & sets)
            allow(filter, &guards[i]);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        expect(filter, (uint32_t)absent[i], 1);
        answer(filter, SECCOMP_RET_ERRNO | ENOSYS);
    }
    answer(filter, SECCOMP_RET_KILL_PROCESS);
}

void sandbox_calls(uint32_t sets)
{
    struct filter filter = { .count = 0 };
    build(&filter, sets);
    struct sock_fprog program = { filter.count, filter.steps };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        die("cannot limit system calls: is this kernel built with CONFIG_SECCOMP_FILTER?");
}
