/* jpeg-out.c - see jpeg-out.h. */
#include "jpeg-out.h"
#include <errno.h>
#include <string.h>
#include "../base/io.h"

static _Noreturn void give_up(struct jpeg_out *out, enum err err)
{
    out->failure = err;
    longjmp(out->jump, 1);
}

static void on_error(j_common_ptr jpeg)
{
    char words[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, words);
    give_up(jpeg->client_data, err_detail(ERR_RENDER, "%s", words));
}

static void on_message(j_common_ptr jpeg, int level)
{
    (void)jpeg;
    (void)level;
}

static void empty(struct jpeg_out *out)
{
    out->manager.next_output_byte = out->buffer;
    out->manager.free_in_buffer = sizeof out->buffer;
}

static void write_out(struct jpeg_out *out, size_t size)
{
    if (!io_write(out->fd, out->buffer, size))
        give_up(out, err_detail(ERR_DISK, "%s", strerror(errno)));
    out->bytes += (int64_t)size;
    empty(out);
}

static void begin_output(j_compress_ptr jpeg)
{
    empty(jpeg->client_data);
}

static boolean flush_output(j_compress_ptr jpeg)
{
    write_out(jpeg->client_data, sizeof ((struct jpeg_out *)0)->buffer);
    return TRUE;
}

static void end_output(j_compress_ptr jpeg)
{
    struct jpeg_out *out = jpeg->client_data;
    write_out(out, sizeof out->buffer - out->manager.free_in_buffer);
}

void out_open(struct jpeg_out *out, int fd)
{
    out->fd = fd;
    out->bytes = 0;
    out->jpeg.err = jpeg_std_error(&out->errors);
    out->errors.error_exit = on_error;
    out->errors.emit_message = on_message;
    out->jpeg.client_data = out; /* kept by jpeg_create_compress() */
    jpeg_create_compress(&out->jpeg);
    out->manager = (struct jpeg_destination_mgr){ .init_destination = begin_output, .term_destination = end_output,
                                                  .empty_output_buffer = flush_output };
    out->jpeg.dest = &out->manager;
}

void out_close(struct jpeg_out *out)
{
    if (out->jpeg.mem)
        jpeg_destroy_compress(&out->jpeg);
}
