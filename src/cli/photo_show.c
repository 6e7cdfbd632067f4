/* photo_show.c - one photo as characters on standard output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../../screens/picture.h"
#include "../base/io.h"
#include "../base/str.h"
#include "../model/ticket.h"
#include "cli.h"

enum { SIDE = 320 };
static const char syntax[] = "CODE N [--columns W]";

static enum err fetch(struct cli *cli, struct args *args, struct stored_photo *photo, uint8_t **rgb)
{
    int fd;
    enum err err = cli_connect(cli);
    if (!err)
        err = client_call_fd(&cli->client, ACTION_THUMBNAIL, args, photo, &cli->arena, -1, &fd);
    if (err)
        return err;
    if (photo->thumb_width < 1 || photo->thumb_height < 1 || photo->thumb_width > SIDE || photo->thumb_height > SIDE || fd < 0) {
        io_close(&fd);
        return err_detail(ERR_NO_PHOTO, "%lld", (long long)args->n);
    }
    size_t size = (size_t)(photo->thumb_width * photo->thumb_height * 3);
    *rgb = arena_alloc(&cli->arena, size);
    bool whole = io_read(fd, *rgb, size);
    close(fd);
    return whole ? ERR_NONE : err_detail(ERR_IO, "the small picture");
}

int photo_show_run(struct cli *cli, int argc, char **argv)
{
    const char *wide = syntax_take(&argc, argv, "--columns");
    struct args args = client_args();
    struct stored_photo photo;
    char code[LABEL_CODE + 1];
    uint8_t *rgb = NULL;
    int64_t columns = 78;
    if (argc != 2)
        return cli_usage("photo show", syntax);
    if (wide && !str_number(wide, 4, PICTURE_CELLS, &columns))
        return cli_refuse(err_detail(ERR_NUMBER, "%.60s columns", wide));
    if (!str_number(argv[1], 1, 100000, &args.n))
        return cli_refuse(err_detail(ERR_NUMBER, "%.60s", argv[1]));
    enum err err = ticket_read(argv[0], code);
    args.code = code;
    if (!err)
        err = fetch(cli, &args, &photo, &rgb);
    if (err)
        return cli_refuse(err);
    struct picture picture = { .rgb = rgb, .width = (int)photo.thumb_width, .height = (int)photo.thumb_height };
    struct buf text = { 0 };
    /* Colours only where a terminal shows them; a pipe gets letters. */
    picture_text(&text, &picture, isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL ? picture_choose("", 256) : PICTURE_ASCII, 0, (int)columns);
    fputs(buf_string(&text), stdout);
    buf_free(&text);
    return EXIT_DONE;
}
