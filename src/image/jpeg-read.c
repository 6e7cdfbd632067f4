/* jpeg-read.c - one photo, decoded plane by plane; see jpeg-read.h.
 *
 * Everything a header can claim is judged before memory is taken for it. libjpeg reports a fatal error by calling
 * on_error(), which must not return: each function here that calls libjpeg sets its own way back (setjmp) and has
 * nothing of its own to free.
 */
#include "jpeg-read.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <jerror.h>
#include "image.h"
#include "jpeg-quick.h"

/* Fatal errors that mean "not our kind of JPEG" or "too much"; every other one means damage. */
static const struct {
    int code;
    enum err err;
    const char *words; /* NULL: libjpeg's own */
} error_kinds[] = {
    { JERR_SOF_UNSUPPORTED, ERR_NOT_PHOTO, "a lossless or hierarchical JPEG" },
    { JERR_BAD_PRECISION, ERR_NOT_PHOTO, "a JPEG of more than 8 bits a colour" },
    { JERR_COMPONENT_COUNT, ERR_NOT_PHOTO, NULL },
    { JERR_NOT_COMPILED, ERR_NOT_PHOTO, NULL },
    { JERR_ARITH_NOTIMPL, ERR_NOT_PHOTO, NULL },
    { JERR_IMAGE_TOO_BIG, ERR_PHOTO_LARGE, NULL },
    { JERR_NO_BACKING_STORE, ERR_PHOTO_LARGE, NULL }, /* beyond max_memory_to_use */
    { JERR_OUT_OF_MEMORY, ERR_MEMORY, NULL },
};

/* Warnings about tags beside the picture; every other one means damage. */
static const int harmless[] = { JWRN_JFIF_MAJOR, JWRN_ADOBE_XFORM, JWRN_BOGUS_ICC };

static const struct {
    J_COLOR_SPACE space;
    int parts;
    enum photo_colour colour;
} colours[] = {
    { JCS_GRAYSCALE, 1, PHOTO_GREY },
    { JCS_YCbCr, 3, PHOTO_YCC },
    { JCS_RGB, 3, PHOTO_RGB },
    { JCS_CMYK, 4, PHOTO_CMYK },
    { JCS_YCCK, 4, PHOTO_YCCK },
};

static int64_t cpu_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Only decoding is counted: how long the print takes beside it is no fault of the photo. */
static void enter(struct jpeg_photo *photo)
{
    photo->entered_us = cpu_now_us();
}

static enum err leave(struct jpeg_photo *photo)
{
    photo->cpu_us += cpu_now_us() - photo->entered_us;
    return ERR_NONE;
}

_Noreturn void photo_fail(struct jpeg_photo *photo, enum err err)
{
    photo->failure = err;
    longjmp(photo->jump, 1);
}

static void on_error(j_common_ptr jpeg)
{
    struct jpeg_photo *photo = jpeg->client_data;
    char words[JMSG_LENGTH_MAX];
    enum err err = ERR_PHOTO_DAMAGED;
    jpeg->err->format_message(jpeg, words);
    for (size_t i = 0; i < sizeof error_kinds / sizeof *error_kinds; i++) {
        if (error_kinds[i].code != jpeg->err->msg_code)
            continue;
        err = error_kinds[i].err;
        if (error_kinds[i].words)
            snprintf(words, sizeof words, "%s", error_kinds[i].words);
    }
    if (err == ERR_PHOTO_DAMAGED && photo->source.ended)
        photo_fail(photo, err_detail(err, "ends too early"));
    photo_fail(photo, err_detail(err, "%s", words));
}

static void on_message(j_common_ptr jpeg, int level)
{
    struct jpeg_photo *photo = jpeg->client_data;
    char words[JMSG_LENGTH_MAX];
    if (level >= 0)
        return;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (harmless[i] == jpeg->err->msg_code)
            return;
    jpeg->err->num_warnings++;
    if (photo->damaged[0])
        return;
    jpeg->err->format_message(jpeg, words);
    snprintf(photo->damaged, sizeof photo->damaged, "%.119s", photo->source.ended ? "ends too early" : words);
}

/* Called for every row of blocks in every scan: the only place where a long decode can be stopped. */
static void on_progress(j_common_ptr jpeg)
{
    struct jpeg_photo *photo = jpeg->client_data;
    if (photo->jpeg.input_scan_number > IMAGE_SCANS_MAX)
        photo_fail(photo, err_detail(ERR_PHOTO_LARGE, "it has more than %d scans", IMAGE_SCANS_MAX));
    if (photo->cpu_us + cpu_now_us() - photo->entered_us > photo->cpu_max_us)
        photo_fail(photo, err_detail(ERR_PHOTO_LARGE, "it takes too long to decode"));
}

static void read_exif(struct jpeg_photo *photo)
{
    static const uint8_t name[6] = "Exif\0";
    exif_read((struct bytes){ 0 }, &photo->exif);
    for (jpeg_saved_marker_ptr m = photo->jpeg.marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > sizeof name && memcmp(m->data, name, sizeof name) == 0) {
            exif_read((struct bytes){ m->data + sizeof name, m->data_length - sizeof name }, &photo->exif);
            return;
        }
}

static enum err judge(struct jpeg_photo *photo)
{
    struct jpeg_decompress_struct *jpeg = &photo->jpeg;
    photo->width = (int)jpeg->image_width;
    photo->height = (int)jpeg->image_height;
    if ((int64_t)photo->width * photo->height > IMAGE_PIXELS_MAX)
        return err_detail(ERR_PHOTO_LARGE, "it has %dx%d pixels", photo->width, photo->height);
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        if (colours[i].space == jpeg->jpeg_color_space && colours[i].parts == jpeg->num_components) {
            photo->colour = colours[i].colour;
            photo->parts = colours[i].parts;
            photo->inverted = jpeg->saw_Adobe_marker;
            return ERR_NONE;
        }
    return err_detail(ERR_NOT_PHOTO, "it has %d colour components of an unknown kind", jpeg->num_components);
}

/* A photo of several scans is decoded into all its coefficients first. */
static enum err judge_memory(const struct jpeg_photo *photo)
{
    int64_t bytes = 0;
    if (!jpeg_has_multiple_scans((j_decompress_ptr)(uintptr_t)&photo->jpeg))
        return ERR_NONE;
    for (int i = 0; i < photo->parts; i++) {
        const jpeg_component_info *part = &photo->jpeg.comp_info[i];
        bytes += (int64_t)part->width_in_blocks * part->height_in_blocks * (int64_t)sizeof(JBLOCK);
    }
    if (bytes > (int64_t)IMAGE_MEMORY_MAX_MB << 20)
        return err_detail(ERR_PHOTO_LARGE, "it would need %d MB of memory (several scans)", (int)(bytes >> 20));
    return ERR_NONE;
}

enum err photo_header(struct jpeg_photo *photo, int fd)
{
    struct stat stat;
    memset(photo, 0, offsetof(struct jpeg_photo, source));
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return err_detail(ERR_IO, "not a file");
    if (stat.st_size > (int64_t)IMAGE_FILE_MAX_MB << 20)
        return err_detail(ERR_PHOTO_LARGE, "the file is larger than %d MB", IMAGE_FILE_MAX_MB);
    enum image_kind kind;
    enum err err = image_sniff(fd, &kind);
    if (!err && kind != IMAGE_JPEG)
        err = err_detail(ERR_NOT_PHOTO, "a %s, not converted yet", image_kind_word(kind));
    if (err)
        return err;
    photo->jpeg.err = jpeg_std_error(&photo->errors);
    photo->errors.error_exit = on_error;
    photo->errors.emit_message = on_message;
    photo->progress.progress_monitor = on_progress;
    photo->jpeg.client_data = photo; /* kept by jpeg_create_decompress() */
    photo->cpu_us = 0;
    photo->cpu_max_us = image_allowance_ms(stat.st_size) * 1000;
    enter(photo);
    photo->source.ended = false;
    if (setjmp(photo->jump))
        return photo->failure;
    jpeg_create_decompress(&photo->jpeg);
    photo->jpeg.mem->max_memory_to_use = (long)IMAGE_MEMORY_MAX_MB << 20;
    photo->jpeg.progress = &photo->progress;
    source_open(photo, fd, stat.st_size);
    jpeg_save_markers(&photo->jpeg, JPEG_APP0 + 1, 0xffff);
    jpeg_save_markers(&photo->jpeg, JPEG_APP0 + 2, 0xffff);
    jpeg_read_header(&photo->jpeg, TRUE);
    read_exif(photo);
    if (!jpeg_read_icc_profile(&photo->jpeg, &photo->profile, &photo->profile_size))
        photo->profile = NULL;
    /* Markers between later scans are not wanted, and would be kept without limit. */
    jpeg_save_markers(&photo->jpeg, JPEG_APP0 + 1, 0);
    jpeg_save_markers(&photo->jpeg, JPEG_APP0 + 2, 0);
    photo->source.limit = 0;
    leave(photo);
    err = judge(photo);
    return err ? err : judge_memory(photo);
}

enum err photo_start(struct jpeg_photo *photo, int eighths)
{
    struct jpeg_decompress_struct *jpeg = &photo->jpeg;
    if (eighths == 1 && photo->may_be_quick && (photo->quick = quick_open(photo)) != NULL)
        return ERR_NONE;
    enter(photo);
    if (setjmp(photo->jump))
        return photo->failure;
    jpeg->scale_num = (unsigned)eighths;
    jpeg->scale_denom = 8;
    jpeg->raw_data_out = TRUE;
    jpeg->out_color_space = jpeg->jpeg_color_space;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->do_block_smoothing = FALSE;
    jpeg_start_decompress(jpeg);
    for (int i = 0; i < photo->parts; i++) {
        const jpeg_component_info *part = &jpeg->comp_info[i];
        photo->part[i] = (struct photo_part){
            .width = (int)part->downsampled_width,
            .height = (int)part->downsampled_height,
            .row_bytes = (size_t)part->width_in_blocks * (size_t)part->DCT_scaled_size,
            .group = part->v_samp_factor * part->DCT_scaled_size,
            .across = (double)(part->h_samp_factor * part->DCT_scaled_size) / (jpeg->max_h_samp_factor * DCTSIZE),
            .down = (double)(part->v_samp_factor * part->DCT_scaled_size) / (jpeg->max_v_samp_factor * DCTSIZE),
        };
    }
    return leave(photo);
}

/* Its answer decides nothing: what is odd is decoded again. */
static enum err leave_to_libjpeg(struct jpeg_photo *photo)
{
    photo->odd = true;
    return err_detail(ERR_PHOTO_DAMAGED, "odd");
}

enum err photo_read(struct jpeg_photo *photo, uint8_t **rows[])
{
    struct jpeg_decompress_struct *jpeg = &photo->jpeg;
    if (photo->quick)
        return quick_row(photo->quick, rows) ? ERR_NONE : leave_to_libjpeg(photo);
    enter(photo);
    if (setjmp(photo->jump))
        return photo->failure;
    source_top_up(photo);
    jpeg_read_raw_data(jpeg, rows, (JDIMENSION)(jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size));
    return leave(photo);
}

bool photo_done(const struct jpeg_photo *photo)
{
    return photo->quick ? quick_done(photo->quick) : photo->jpeg.output_scanline >= photo->jpeg.output_height;
}

/* A progressive file may end properly and still lack the first scan of a part; libjpeg then paints grey in silence. */
static void find_missing(struct jpeg_photo *photo)
{
    if (photo->jpeg.coef_bits == NULL || photo->damaged[0])
        return;
    for (int i = 0; i < photo->parts; i++)
        if (photo->jpeg.coef_bits[i][0] < 0)
            snprintf(photo->damaged, sizeof photo->damaged, "lacks part of its colours");
}

enum err photo_finish(struct jpeg_photo *photo)
{
    if (photo->quick)
        return quick_end(photo->quick) ? ERR_NONE : leave_to_libjpeg(photo);
    enter(photo);
    if (setjmp(photo->jump))
        return photo->failure;
    find_missing(photo);
    jpeg_finish_decompress(&photo->jpeg);
    return leave(photo);
}

void photo_close(struct jpeg_photo *photo)
{
    if (photo->jpeg.mem)
        jpeg_destroy_decompress(&photo->jpeg);
    quick_close(photo->quick);
    photo->quick = NULL;
    free(photo->profile);
    photo->profile = NULL;
}
