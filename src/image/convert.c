/* convert.c - the photos that are no JPEG: their headers, and their way to becoming one. */
#include <stdlib.h>
#include "foreign.h"
#include "jpeg-read.h"
#include "profile.h"
#include "turn.h"

static const struct {
    const char *word;
    enum err (*header)(int fd, struct foreign *foreign);
    enum err (*convert)(int fd, int out, struct foreign *foreign); /* NULL: not here */
} kinds[] = {
    [IMAGE_JPEG] = { "jpeg", NULL, NULL }, /* needs none; image_header() knows it */
    [IMAGE_PNG] = { "png", png_header, png_convert },
    [IMAGE_WEBP] = { "webp", webp_header, webp_convert },
    [IMAGE_HEIC] = { "heic", heic_header, NULL },
};

const char *image_kind_word(enum image_kind kind)
{
    return kinds[kind].word;
}

/* Decoding costs as much as the file has bytes (a JPEG about 11 ms per MB, progressive 50). Two seconds, plus a quarter
 * of a second per MB for slow machines. CPU time, so that load costs no photo. */
int64_t image_allowance_ms(int64_t bytes)
{
    int64_t ms = 1800 + (bytes >> 12); /* with what is around it two seconds */
    return ms < IMAGE_CPU_MAX_MS ? ms : IMAGE_CPU_MAX_MS;
}

void photo_tell(const struct jpeg_photo *photo, struct job_result *result, struct arena *arena)
{
    char profile[PROFILE_NAME] = "";
    bool swap = turn_of(photo->exif.orientation ? photo->exif.orientation : 1).swap;
    if (photo->profile)
        profile_name((struct bytes){ photo->profile, photo->profile_size }, profile);
    result->format = image_kind_word(IMAGE_JPEG);
    result->width = swap ? photo->height : photo->width;
    result->height = swap ? photo->width : photo->height;
    result->orientation = photo->exif.orientation;
    result->taken = arena_text(arena, photo->exif.taken);
    result->camera = arena_text(arena, photo->exif.camera);
    result->profile = photo->profile ? arena_text(arena, profile) : photo->exif.adobe_rgb ? "Adobe RGB (1998)" : "";
    result->damaged = arena_text(arena, photo->damaged);
}

static enum err jpeg_header(int fd, struct job_result *result, struct arena *arena)
{
    struct jpeg_photo *photo = calloc(1, sizeof *photo);
    if (photo == NULL)
        return err_detail(ERR_MEMORY, "a photo");
    enum err err = photo_header(photo, fd);
    if (!err && !photo_has_end(fd))
        snprintf(photo->damaged, sizeof photo->damaged, "ends too early");
    if (!err)
        photo_tell(photo, result, arena);
    photo_close(photo);
    free(photo);
    return err;
}

enum err image_header(int fd, struct job_result *result, struct arena *arena)
{
    struct foreign foreign = { 0 };
    enum image_kind kind;
    record_init(&job_result_type, result);
    enum err err = image_sniff(fd, &kind);
    if (err)
        return err;
    if (kind == IMAGE_JPEG)
        return jpeg_header(fd, result, arena);
    err = kinds[kind].header(fd, &foreign);
    foreign_result(&foreign, kind, result, arena);
    foreign_free(&foreign);
    return err;
}

enum err image_convert(int fd, int copy, struct job_result *result, struct arena *arena)
{
    struct foreign foreign = { 0 };
    enum image_kind kind;
    record_init(&job_result_type, result);
    enum err err = image_sniff(fd, &kind);
    if (!err && kinds[kind].convert == NULL)
        err = err_detail(ERR_NOT_PHOTO, "a %s, which is not converted here", kinds[kind].word);
    if (err)
        return err;
    err = kinds[kind].convert(fd, copy, &foreign);
    foreign_result(&foreign, kind, result, arena);
    foreign_free(&foreign);
    return err;
}
