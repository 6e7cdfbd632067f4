/* tool-guess PORT COUNT AT-ONCE - so many wrong passwords at an SSH door, from 200 addresses of this machine.
 *
 * A third are for a login that is there, the others for three names that nobody has, each on a connection of its own. Says
 * at the end "refused N  broken off N  in N": broken off is who was sent away before an answer, and `in` must be 0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../src/base/err.h"
#include "../../src/base/io.h"
#include "../../src/base/str.h"
#include "visitor.h"

enum { ADDRESSES = 200, NAMES = 3, AT_ONCE_MOST = 100 };
struct tally {
    int64_t refused, broken, in;
};

static void guess(int port, int64_t i, struct tally *tally)
{
    char login[40], password[40];
    struct visitor visitor;
    struct visit visit = { .port = port, .login = login, .password = password, .from = 10 + (int)(i % ADDRESSES) };
    snprintf(login, sizeof login, i / ADDRESSES % 3 ? "nobody%lld" : "counter1", (long long)(i % NAMES));
    snprintf(password, sizeof password, "wrong%lld", (long long)i);
    if (visitor_arrive(&visitor, &visit))
        tally->in++;
    else if (visitor.session && ssh_get_error_code(visitor.session) == SSH_REQUEST_DENIED)
        tally->refused++;
    else
        tally->broken++;
    visitor_leave(&visitor);
}

int main(int argc, char **argv)
{
    int64_t port, count, at_once;
    struct tally all = { 0, 0, 0 }, one;
    int ends[2];
    if (argc != 4 || !str_number(argv[1], 1, 65535, &port) || !str_number(argv[2], 1, 1000000, &count) ||
        !str_number(argv[3], 1, AT_ONCE_MOST, &at_once) || pipe(ends) != 0)
        die("usage: tool-guess PORT COUNT AT-ONCE");
    for (int64_t process = 0; process < at_once; process++) {
        if (fork() != 0)
            continue;
        struct tally own = { 0, 0, 0 };
        for (int64_t i = process; i < count; i += at_once)
            guess((int)port, i, &own);
        _exit(io_write(ends[1], &own, sizeof own) ? 0 : 1);
    }
    close(ends[1]);
    while (io_read(ends[0], &one, sizeof one)) {
        all.refused += one.refused;
        all.broken += one.broken;
        all.in += one.in;
    }
    while (wait(NULL) > 0)
        ;
    printf("refused %lld  broken off %lld  in %lld\n", (long long)all.refused, (long long)all.broken, (long long)all.in);
    return all.in ? 1 : 0;
}
