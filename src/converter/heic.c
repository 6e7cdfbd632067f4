/* heic.c - see heic.h.
 *
 * libheif turns the picture itself, by the file's own boxes; an EXIF orientation beside them says the same once more and
 * must not be followed again. So the copy is always upright. The decoder takes memory by the picture's area: what a
 * header may claim is judged first, by sizes alone.
 */
#include "heic.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <libheif/heif.h>
#include "../image/converted.h"
#include "../image/foreign.h"

enum { THREADS = 4, BYTES_A_PIXEL = 5 /* planes, and RGB */, EXIF_HEAD = 4, EXIF_MAX = 1 << 20 };

struct file { /* what libheif reads from */
    int fd;
    int64_t at, size;
};

static int64_t position(void *data)
{
    return ((struct file *)data)->at;
}

static int read_bytes(void *to, size_t size, void *data)
{
    struct file *file = data;
    uint8_t *next = to;
    while (size) {
        ssize_t got = pread(file->fd, next, size, file->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 1;
        next += got;
        file->at += got;
        size -= (size_t)got;
    }
    return 0;
}

static int seek(int64_t to, void *data)
{
    ((struct file *)data)->at = to;
    return 0;
}

static enum heif_reader_grow_status wait_for(int64_t size, void *data)
{
    return size <= ((struct file *)data)->size ? heif_reader_grow_status_size_reached : heif_reader_grow_status_size_beyond_eof;
}

/* libheif's own words, without its path of codes. */
static enum err refused(struct heif_error error)
{
    enum err err = error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype ? ERR_NOT_PHOTO
                   : error.code == heif_error_Memory_allocation_error                                            ? ERR_PHOTO_LARGE
                                                                                                                 : ERR_PHOTO_DAMAGED;
    return err_detail(err, "%s%.100s", err == ERR_NOT_PHOTO ? "a HEIC of another kind: " : "", error.message);
}

static void read_exif(const struct heif_image_handle *handle, struct foreign *foreign)
{
    heif_item_id id;
    foreign_take_exif(foreign, (struct bytes){ 0 });
    if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &id, 1) != 1)
        return;
    size_t size = heif_image_handle_get_metadata_size(handle, id);
    uint8_t *data = size > EXIF_HEAD && size <= EXIF_MAX ? malloc(size) : NULL;
    if (data && heif_image_handle_get_metadata(handle, id, data).code == heif_error_Ok) {
        /* Four bytes say how far behind them the TIFF begins. */
        size_t skip = (size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
        if (skip < size - EXIF_HEAD)
            foreign_take_exif(foreign, (struct bytes){ data + EXIF_HEAD + skip, size - EXIF_HEAD - skip });
    }
    free(data);
    foreign->exif.orientation = 1;
}

static void read_profile(const struct heif_image_handle *handle, struct foreign *foreign)
{
    size_t size = heif_image_handle_get_raw_color_profile_size(handle);
    uint8_t *data = size && size <= IMAGE_HEADER_MAX_MB << 20 ? malloc(size) : NULL;
    if (data && heif_image_handle_get_raw_color_profile(handle, data).code == heif_error_Ok)
        foreign_take_profile(foreign, data, size);
    free(data);
}

static enum err write_rows(struct heif_image *image, struct converted *converted, int parts)
{
    int stride = 0;
    uint8_t *rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    if (rows == NULL || stride < converted->width * parts)
        return err_detail(ERR_PHOTO_DAMAGED, "nothing of it can be shown");
    enum err err = ERR_NONE;
    for (int y = 0; y < converted->height && !err; y++) {
        uint8_t *row = rows + (size_t)y * (size_t)stride;
        foreign_onto_white(row, converted->width, parts);
        err = converted_row(converted, row);
    }
    return err ? err : converted_finish(converted);
}

/* What libheif complains about and yet shows. */
static void note_warnings(struct heif_image *image, struct foreign *foreign)
{
    struct heif_error warning;
    if (heif_image_get_decoding_warnings(image, 0, &warning, 1) == 1)
        foreign_damaged(foreign, warning.message);
}

static enum err decode(const struct heif_image_handle *handle, int copy, struct foreign *foreign)
{
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    struct heif_image *image = NULL;
    struct converted *converted = calloc(1, sizeof *converted);
    bool alpha = heif_image_handle_has_alpha_channel(handle);
    if (options == NULL || converted == NULL) {
        heif_decoding_options_free(options);
        free(converted);
        return err_detail(ERR_MEMORY, "a HEIC");
    }
    options->convert_hdr_to_8bit = 1;
    struct heif_error error = heif_decode_image(handle, &image, heif_colorspace_RGB,
                                                alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
    enum err err = error.code ? refused(error) : ERR_NONE;
    if (!err) {
        note_warnings(image, foreign);
        foreign->width = heif_image_get_width(image, heif_channel_interleaved);
        foreign->height = heif_image_get_height(image, heif_channel_interleaved);
        err = converted_open(converted, copy, foreign->width, foreign->height, 3, 1,
                             (struct bytes){ foreign->profile, foreign->profile_size });
        if (!err)
            err = write_rows(image, converted, alpha ? 4 : 3);
    }
    converted_close(converted);
    free(converted);
    heif_image_release(image);
    heif_decoding_options_free(options);
    return err;
}

static enum err convert(struct heif_context *context, struct file *file, int copy, struct foreign *foreign)
{
    static const struct heif_reader reader = { 1, position, read_bytes, seek, wait_for };
    struct heif_image_handle *handle = NULL;
    heif_context_set_max_decoding_threads(context, THREADS);
    struct heif_error error = heif_context_read_from_reader(context, &reader, file, NULL);
    if (!error.code)
        error = heif_context_get_primary_image_handle(context, &handle);
    if (error.code)
        return refused(error);
    foreign->width = heif_image_handle_get_width(handle);
    foreign->height = heif_image_handle_get_height(handle);
    enum err err = foreign_judge(foreign->width, foreign->height, BYTES_A_PIXEL, 0);
    if (!err)
        err = foreign_judge(heif_image_handle_get_ispe_width(handle), heif_image_handle_get_ispe_height(handle), BYTES_A_PIXEL, 0);
    if (!err) {
        read_exif(handle, foreign);
        read_profile(handle, foreign);
        err = decode(handle, copy, foreign);
    }
    heif_image_handle_release(handle);
    return err;
}

enum err heic_convert(int photo, int copy, struct job_result *result, struct arena *arena)
{
    struct foreign foreign = { 0 };
    struct file file = { .fd = photo };
    struct stat stat;
    enum image_kind kind;
    record_init(&job_result_type, result);
    enum err err = image_sniff(photo, &kind);
    if (!err && kind != IMAGE_HEIC)
        err = err_detail(ERR_NOT_PHOTO, "a %s, which is not converted here", image_kind_word(kind));
    if (!err && fstat(photo, &stat) != 0)
        err = err_detail(ERR_IO, "%s", strerror(errno));
    struct heif_context *context = err ? NULL : heif_context_alloc();
    if (err)
        return err;
    if (context == NULL)
        return err_detail(ERR_MEMORY, "a HEIC");
    file.size = stat.st_size;
    err = convert(context, &file, copy, &foreign);
    heif_context_free(context);
    foreign_result(&foreign, IMAGE_HEIC, result, arena);
    foreign_free(&foreign);
    return err;
}
