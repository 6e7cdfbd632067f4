/* calls.h - the system calls of each set that a row of roles.h may name. No #include guard: base/sandbox_calls.c reads
 * it several times, once for each of
 *
 *   CALL(SET, name)                      may be called
 *   GUARD(SET, name, n, mask, value)     may be called when argument n, masked, has that value (32 bits are looked at)
 *   ABSENT(name)                         answers "not implemented", for all: the C library then takes another way
 *
 * What a program's sets do not have ends it at once. Calls that this processor does not have are left out.
 */
/* PLAIN: memory, time, signals, bytes of what is open. Nothing here opens or starts anything; newfstatat, which
 * is the C library's fstat, can tell whether a name is there. */
CALL(PLAIN, read) CALL(PLAIN, write) CALL(PLAIN, readv) CALL(PLAIN, writev) CALL(PLAIN, close) CALL(PLAIN, fcntl)
CALL(PLAIN, lseek) CALL(PLAIN, fstat) CALL(PLAIN, newfstatat) CALL(PLAIN, dup) CALL(PLAIN, dup3) CALL(PLAIN, ppoll) CALL(PLAIN, brk)
CALL(PLAIN, munmap) CALL(PLAIN, mremap) CALL(PLAIN, madvise) CALL(PLAIN, futex) CALL(PLAIN, getrandom)
CALL(PLAIN, getpid) CALL(PLAIN, gettid) CALL(PLAIN, getuid) CALL(PLAIN, geteuid) CALL(PLAIN, getgid) CALL(PLAIN, getegid) CALL(PLAIN, clock_gettime)
CALL(PLAIN, clock_nanosleep) CALL(PLAIN, nanosleep) CALL(PLAIN, gettimeofday) CALL(PLAIN, rt_sigaction)
CALL(PLAIN, rt_sigprocmask) CALL(PLAIN, rt_sigreturn) CALL(PLAIN, restart_syscall) CALL(PLAIN, exit)
CALL(PLAIN, exit_group) CALL(PLAIN, setitimer) CALL(PLAIN, sched_yield) CALL(PLAIN, sysinfo)
#ifdef __NR_poll /* the older names, which newer processors never had */
CALL(PLAIN, poll) CALL(PLAIN, dup2) CALL(PLAIN, alarm) CALL(PLAIN, time)
#endif
GUARD(PLAIN, mmap, 2, PROT_EXEC, 0)
GUARD(PLAIN, mprotect, 2, PROT_EXEC, 0)
/* TALK: messages over sockets that are there, descriptors with them; long ones travel in a file in memory, a dump in a pipe. */
CALL(TALK, sendto) CALL(TALK, recvfrom) CALL(TALK, sendmsg) CALL(TALK, recvmsg) CALL(TALK, shutdown)
CALL(TALK, pipe2) CALL(TALK, getsockopt) CALL(TALK, setsockopt) CALL(TALK, memfd_create) CALL(TALK, ftruncate)
GUARD(TALK, ioctl, 1, ~0u, FIONREAD)
/* SIZE: tell a terminal how large it is. */
GUARD(SIZE, ioctl, 1, ~0u, TIOCSWINSZ)
/* TERMINAL: sit at one. Typing for it (TIOCSTI) is not here. */
GUARD(TERMINAL, ioctl, 1, ~0u, TCGETS) GUARD(TERMINAL, ioctl, 1, ~0u, TCSETS) GUARD(TERMINAL, ioctl, 1, ~0u, TCSETSW)
GUARD(TERMINAL, ioctl, 1, ~0u, TCSETSF) GUARD(TERMINAL, ioctl, 1, ~0u, TCFLSH) GUARD(TERMINAL, ioctl, 1, ~0u, TCXONC)
GUARD(TERMINAL, ioctl, 1, ~0u, TIOCGWINSZ) GUARD(TERMINAL, ioctl, 1, ~0u, TIOCOUTQ)
/* BYTES: all that can be done with an open file. */
CALL(BYTES, pread64) CALL(BYTES, pwrite64) CALL(BYTES, preadv) CALL(BYTES, pwritev) CALL(BYTES, ftruncate)
CALL(BYTES, fsync) CALL(BYTES, fdatasync) CALL(BYTES, fadvise64) CALL(BYTES, fallocate) CALL(BYTES, sendfile)
CALL(BYTES, copy_file_range) CALL(BYTES, fstatfs) CALL(BYTES, splice) CALL(BYTES, sync_file_range)
/* READ: open and look, where the row's paths allow it. */
CALL(READ, openat) CALL(READ, statx) CALL(READ, faccessat) CALL(READ, faccessat2)
CALL(READ, readlinkat) CALL(READ, getdents64) CALL(READ, getcwd) CALL(READ, pread64) CALL(READ, statfs)
#ifdef __NR_open
CALL(READ, open) CALL(READ, stat) CALL(READ, lstat) CALL(READ, access) CALL(READ, readlink)
#endif
/* WRITE: make, name and remove files, where the row's paths allow it. */
CALL(WRITE, renameat2) CALL(WRITE, renameat) CALL(WRITE, unlinkat) CALL(WRITE, mkdirat) CALL(WRITE, linkat)
CALL(WRITE, fchmod) CALL(WRITE, utimensat) CALL(WRITE, flock)
#ifdef __NR_rename
CALL(WRITE, rename) CALL(WRITE, unlink) CALL(WRITE, mkdir) CALL(WRITE, rmdir) CALL(WRITE, link)
#endif
/* THREADS: more of the same process, never another one. */
GUARD(THREADS, clone, 0, CLONE_THREAD, CLONE_THREAD)
CALL(THREADS, set_robust_list) CALL(THREADS, rseq) CALL(THREADS, sched_getaffinity) CALL(THREADS, sched_setscheduler)
CALL(THREADS, prctl) CALL(THREADS, membarrier)
/* NETWORK: sockets of one's own. */
CALL(NETWORK, socket) CALL(NETWORK, connect) CALL(NETWORK, bind) CALL(NETWORK, getsockname) CALL(NETWORK, getpeername)
CALL(NETWORK, ioctl) CALL(NETWORK, uname) CALL(NETWORK, sendmmsg)
/* WELCOME: take a client in, in a process of its own, and hold that process tighter. */
CALL(WELCOME, accept4) CALL(WELCOME, clone) CALL(WELCOME, wait4) CALL(WELCOME, pipe2) CALL(WELCOME, set_robust_list)
CALL(WELCOME, rseq) CALL(WELCOME, close_range) CALL(WELCOME, prctl) CALL(WELCOME, prlimit64) CALL(WELCOME, seccomp)
CALL(WELCOME, landlock_create_ruleset) CALL(WELCOME, landlock_add_rule) CALL(WELCOME, landlock_restrict_self)
CALL(WELCOME, getpeername)
/* Whether a new process is only a thread stands in memory, which no filter can read; clone has it in its arguments. */
ABSENT(clone3)
