/* staff_key.c - the keys of a login: listed, added from a file as ~/.ssh/authorized_keys or id_ed25519.pub are, removed.
 *
 * A file may hold several keys, a line each; empty lines and those with a # are passed over. All are tried, each that is
 * not taken is named with its line, and only when every one was taken is the exit status 0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "cli.h"

enum { FILE_MOST = 64 * 1024 };

/* The whole file, - for standard input; over ssh that alone. */
static enum err read_keys(struct cli *cli, const char *name, char **text)
{
    size_t used = 0;
    ssize_t got = 0;
    if (cli->remote && strcmp(name, "-") != 0)
        return err_detail(ERR_REMOTE, "only - (standard input) can be read");
    int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return err_detail(ERR_IO, "%.150s", name);
    *text = arena_alloc(&cli->arena, FILE_MOST + 1);
    while (used < FILE_MOST && (got = read(fd, *text + used, FILE_MOST - used)) > 0)
        used += (size_t)got;
    if (fd != STDIN_FILENO)
        close(fd);
    if (got < 0)
        return err_detail(ERR_IO, "%.150s", name);
    if (used == FILE_MOST)
        return err_detail(ERR_TOO_LONG, "%.150s has more than %d KB", name, FILE_MOST / 1024);
    return strlen(*text) == used ? ERR_NONE : err_detail(ERR_KEY, "%.150s is not text", name);
}

static void say_line(int number, enum err err)
{
    char sentence[400];
    fprintf(stderr, "Line %d: %s\n", number, err_sentence(err, err_last_detail(), sentence, sizeof sentence));
}

/* Every line of the text; answers the exit status. */
static int add_keys(struct cli *cli, struct args *args, char *text, struct staff_keys *keys)
{
    size_t length = strlen(text) + 1;
    char *clean = arena_alloc(&cli->arena, length);
    int number = 0, given = 0, taken = 0;
    for (char *line = text, *after; line; line = after) {
        after = strchr(line, '\n');
        if (after)
            *after++ = 0;
        number++;
        line += strspn(line, " \t\r");
        line[strcspn(line, "\r")] = 0;
        if (*line == 0 || *line == '#')
            continue;
        args->key = str_clean(line, clean, length);
        cli->client.next_request = syntax_request(cli, (unsigned)given++);
        enum err err = client_call(&cli->client, ACTION_STAFF_KEY_ADD, args, keys, &cli->arena);
        taken += !err;
        if (err)
            say_line(number, err);
    }
    if (given == 0)
        return cli_refuse(err_detail(ERR_KEY, "there is none in what was given"));
    return taken == given ? EXIT_DONE : EXIT_REFUSED;
}

int staff_key_run(struct cli *cli, int argc, char **argv)
{
    struct args args = client_args();
    struct staff_keys keys;
    char *text = NULL;
    int status = syntax_take_request(cli, &argc, argv);
    if (status)
        return status;
    const char *add = syntax_take(&argc, argv, "--add-file"), *remove = syntax_take(&argc, argv, "--remove");
    if (argc != 1 || strncmp(argv[0], "--", 2) == 0 || (add && remove))
        return cli_usage("staff key", STAFF_KEY_SYNTAX);
    args.login = argv[0];
    args.fingerprint = remove ? remove : "";
    record_init(&staff_keys_type, &keys);
    enum err err = add ? read_keys(cli, add, &text) : ERR_NONE;
    if (!err)
        err = cli_connect(cli);
    if (err)
        return cli_refuse(err);
    cli->client.next_request = cli->request;
    if (add)
        status = add_keys(cli, &args, text, &keys);
    else
        err = client_call(&cli->client, remove ? ACTION_STAFF_KEY_REMOVE : ACTION_STAFF_KEYS, &args, &keys, &cli->arena);
    if (err)
        return cli_refuse(err);
    if (!status || keys.keys.n)
        cli_show(cli, &staff_keys_type, &keys);
    return status;
}
