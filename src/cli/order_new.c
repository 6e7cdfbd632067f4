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

enum { LINES = 2000, STDIN_LIMIT = 256 << 20 };

struct wish { /* what was asked for on the command line */
    struct args edit;
    const char *pin;
    char *lines[LINES], **photos;
    int line_count, photo_count;
};

/* PRODUCT[/SURFACE][:COPIES][:MODE] */
static enum err read_line(const char *text, struct line *line, struct arena *arena)
{
    char *copy = arena_text(arena, text), *rest = copy;
    line->product = strsep(&rest, ":");
    char *surface = strchr(copy, '/');
    line->surface = surface ? surface + 1 : "glossy";
    if (surface)
        *surface = 0;
    line->copies = 1;
    for (char *part; (part = strsep(&rest, ":")) != NULL;) {
        int mode = word_find(&crop_mode_words, part);
        if (mode >= 0)
            line->mode = (enum crop_mode)mode;
        else if (!str_number(part, 1, 999, &line->copies))
            return err_detail(ERR_COPIES, "%.60s", part);
    }
    return ERR_NONE;
}

static int read_wish(struct cli *cli, int argc, char **argv, struct wish *wish)
{
    static const struct {
        const char *option, *field;
        enum edit edit;
    } fields[] = { { "--customer", "customer", EDIT_CUSTOMER }, { "--name", "name", EDIT_NAME }, { "--phone", "phone", EDIT_PHONE },
                   { "--class", "class", EDIT_CLASS }, { "--note", "note", EDIT_NOTE } };
    enum err err = ERR_NONE;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !err; i++) {
        const char *value = syntax_take(&argc, argv, fields[i].option);
        if (value == NULL)
            continue;
        err = record_set(&args_type, &wish->edit, fields[i].field, value, &cli->arena);
        wish->edit.fields |= BIT(fields[i].edit);
    }
    const char *pin_file = syntax_take(&argc, argv, "--pin-file");
    if (!err && pin_file)
        err = secret_read(pin_file, "", &wish->pin, &cli->arena);
    for (const char *line; !err && (line = syntax_take(&argc, argv, "--line")) != NULL;) {
        if (wish->line_count == LINES)
            err = err_detail(ERR_LINES_PHOTOS, "more than %d lines", LINES);
        else
            wish->lines[wish->line_count++] = arena_text(&cli->arena, line);
    }
    if (err)
        return cli_refuse(err);
    for (int i = 0; i < argc; i++)
        if (strncmp(argv[i], "--", 2) == 0)
            return cli_usage("order new", ORDER_NEW_SYNTAX);
    wish->photos = argv;
    wish->photo_count = argc;
    if (argc == 0)
        return cli_usage("order new", ORDER_NEW_SYNTAX);
    if (wish->line_count > 1 && wish->line_count != argc)
        return cli_refuse(err_detail(ERR_LINES_PHOTOS, "%d lines, %d photos", wish->line_count, argc));
    return EXIT_DONE;
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
    if (!err && *photo->damaged)
        fprintf(stderr, "%s is damaged (%s). Send it again, or the order will wait.\n", args.name, photo->damaged);
    return err;
}

static enum err identify(struct cli *cli, const struct wish *wish)
{
    struct args args = client_args();
    if (wish->pin == NULL || *wish->edit.customer == 0)
        return ERR_NONE;
    args.customer = wish->edit.customer;
    args.pin = wish->pin;
    return client_call(&cli->client, ACTION_IDENTIFY, &args, NULL, &cli->arena);
}

static enum err fill(struct cli *cli, struct wish *wish, const char *code)
{
    struct order order;
    enum err err = identify(cli, wish);
    wish->edit.code = code;
    for (int i = 0; i < wish->photo_count && !err; i++) {
        struct photo photo;
        if ((err = add_photo(cli, code, wish->photos[i], &photo)) || wish->line_count == 0)
            continue;
        struct line *line = LIST_ADD(&cli->arena, &wish->edit.lines, line);
        line->photo = photo.n;
        err = read_line(wish->lines[wish->line_count == 1 ? 0 : i], line, &cli->arena);
    }
    if (wish->line_count)
        wish->edit.fields |= BIT(EDIT_LINES);
    if (!err && wish->edit.fields)
        err = client_call(&cli->client, ACTION_EDIT, &wish->edit, &order, &cli->arena);
    return err;
}

int order_new_run(struct cli *cli, int argc, char **argv)
{
    struct wish *wish = arena_alloc(&cli->arena, sizeof *wish);
    struct args args = client_args();
    struct ticket opened, placed;
    wish->edit = client_args();
    int status = read_wish(cli, argc, argv, wish);
    if (status)
        return status;
    enum err err = cli_connect(cli, PLACE_OFFICE);
    if (!err)
        err = client_call(&cli->client, ACTION_OPEN, &args, &opened, &cli->arena);
    if (err)
        return cli_refuse(err);
    args.code = opened.code;
    err = fill(cli, wish, opened.code);
    if (!err)
        err = client_call(&cli->client, ACTION_PLACE, &args, &placed, &cli->arena);
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
