/* order_new.c - an order placed from the command line, as a kiosk would: open, photos, lines, place.
 *
 * What was opened is discarded again when a later step is refused, so nothing half done is left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "cli.h"

enum { STDIN_LIMIT = 256 << 20 };

struct placing { /* what was asked for on the command line */
    struct wish wish;
    const char *pin;
    char **photos;
    int photo_count;
    unsigned calls; /* so far, for their request ids */
};

static int read_placing(struct cli *cli, int argc, char **argv, struct placing *placing)
{
    int status = syntax_take_request(cli, &argc, argv);
    if (status)
        return status;
    enum err err = lines_take(cli, &argc, argv, &placing->wish);
    const char *pin_file = syntax_take(&argc, argv, "--pin-file");
    if (!err && pin_file)
        err = secret_read(pin_file, "", &placing->pin, &cli->arena);
    if (err)
        return cli_refuse(err);
    for (int i = 0; i < argc; i++)
        if (strncmp(argv[i], "--", 2) == 0)
            return cli_usage("order new", ORDER_NEW_SYNTAX);
    placing->photos = argv;
    placing->photo_count = argc;
    if (argc == 0)
        return cli_usage("order new", ORDER_NEW_SYNTAX);
    err = lines_fit(&placing->wish, (size_t)argc);
    return err ? cli_refuse(err) : EXIT_DONE;
}

/* The next call of this command, under an id of its own that a retry gives again. */
static void number_call(struct cli *cli, struct placing *placing)
{
    cli->client.next_request = syntax_request(cli, placing->calls++);
}

/* Standard input as a file: what comes is collected in memory, no more than a photo may have. */
static int open_stdin(void)
{
    enum { CHUNK = 65536 };
    int fd = memfd_create("photo", MFD_CLOEXEC);
    uint8_t *chunk = xmalloc(CHUNK);
    size_t total = 0;
    for (ssize_t got; fd >= 0 && (got = read(STDIN_FILENO, chunk, CHUNK)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        total += got > 0 ? (size_t)got : 0;
        if (got < 0 || total > STDIN_LIMIT || !io_write(fd, chunk, (size_t)got))
            io_close(&fd);
    }
    free(chunk);
    return fd;
}

static enum err add_photo(struct cli *cli, const char *code, const char *path, struct photo *photo)
{
    struct args args = client_args();
    char name[256];
    bool standard = strcmp(path, "-") == 0;
    if (cli->remote && !standard)
        return err_detail(ERR_REMOTE, "a photo comes as - (standard input)");
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    int fd = standard ? open_stdin() : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return err_detail(ERR_IO, "%.120s: %s", path, strerror(errno));
    args.code = code;
    args.name = standard ? "photo" : str_clean(base, name, sizeof name);
    enum err err = client_call_fd(&cli->client, ACTION_PHOTO_ADD, &args, photo, &cli->arena, fd, NULL);
    close(fd);
    return err;
}

/* Photos are checked beside their upload; what was found is said before the order is placed. */
static enum err tell_damage(struct cli *cli, const char *code)
{
    struct args args = client_args();
    struct photos damaged;
    args.code = code;
    enum err err = client_call(&cli->client, ACTION_PHOTO_WAIT, &args, &damaged, &cli->arena);
    for (size_t i = 0; !err && i < damaged.photos.n; i++)
        fprintf(stderr, "%s is damaged (%s). Send it again, or the order will wait.\n", damaged.photos.v[i].name,
                damaged.photos.v[i].damaged);
    return err;
}

static enum err identify(struct cli *cli, const struct placing *placing)
{
    struct args args = client_args();
    if (placing->pin == NULL || *placing->wish.edit.customer == 0)
        return ERR_NONE;
    args.customer = placing->wish.edit.customer;
    args.pin = placing->pin;
    return client_call(&cli->client, ACTION_IDENTIFY, &args, NULL, &cli->arena);
}

static enum err fill(struct cli *cli, struct placing *placing, const char *code)
{
    struct wish *wish = &placing->wish;
    struct order order;
    enum err err = identify(cli, placing);
    wish->edit.code = code;
    for (int i = 0; i < placing->photo_count && !err; i++) {
        struct photo photo;
        number_call(cli, placing);
        if ((err = add_photo(cli, code, placing->photos[i], &photo)) == ERR_NONE)
            err = lines_pair(cli, wish, (size_t)i, photo.n);
    }
    if (!err)
        err = tell_damage(cli, code);
    number_call(cli, placing);
    if (!err && wish->edit.fields)
        err = client_call(&cli->client, ACTION_EDIT, &wish->edit, &order, &cli->arena);
    return err;
}

int order_new_run(struct cli *cli, int argc, char **argv)
{
    struct placing *placing = arena_alloc(&cli->arena, sizeof *placing);
    struct args args = client_args();
    struct ticket opened, placed;
    placing->wish.edit = client_args();
    int status = read_placing(cli, argc, argv, placing);
    if (status)
        return status;
    enum err err = cli_connect(cli);
    number_call(cli, placing);
    if (!err)
        err = client_call(&cli->client, ACTION_OPEN, &args, &opened, &cli->arena);
    if (err)
        return cli_refuse(err);
    args.code = opened.code;
    err = fill(cli, placing, opened.code);
    number_call(cli, placing);
    if (!err)
        err = client_call(&cli->client, ACTION_PLACE, &args, &placed, &cli->arena);
    cli->client.next_request = 0;
    if (err) {
        status = cli_refuse(err);
        if (client_call(&cli->client, ACTION_DISCARD, &args, NULL, &cli->arena))
            fprintf(stderr, "The order %s stays open until it expires.\n", opened.code);
        return status;
    }
    placed.password = opened.password;
    cli_show(cli, &ticket_type, &placed);
    return EXIT_DONE;
}
