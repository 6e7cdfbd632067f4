/* foreign.c - what the readers of other kinds share; see foreign.h. */
#include "foreign.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "profile.h"
#include "turn.h"

enum err foreign_judge(int64_t width, int64_t height, int64_t bytes_a_pixel, int64_t besides)
{
    if (width < 1 || height < 1)
        return err_detail(ERR_PHOTO_DAMAGED, "it has no pixels");
    if (width > IMAGE_SIDE_MAX_PX || height > IMAGE_SIDE_MAX_PX || width * height > IMAGE_PIXELS_MAX)
        return err_detail(ERR_PHOTO_LARGE, "it has %lldx%lld pixels", (long long)width, (long long)height);
    int64_t mb = (width * height * bytes_a_pixel + besides) >> 20;
    if (mb > IMAGE_MEMORY_MAX_MB)
        return err_detail(ERR_PHOTO_LARGE, "it would need %lld MB of memory", (long long)mb);
    return ERR_NONE;
}

void foreign_take_profile(struct foreign *foreign, const void *data, size_t size)
{
    free(foreign->profile);
    foreign->profile = size && size <= IMAGE_HEADER_MAX_MB << 20 ? malloc(size) : NULL;
    foreign->profile_size = foreign->profile ? size : 0;
    if (foreign->profile)
        memcpy(foreign->profile, data, size);
}

void foreign_take_exif(struct foreign *foreign, struct bytes tiff)
{
    exif_read(tiff, &foreign->exif);
    foreign->exif.thumbnail = (struct bytes){ 0 };
}

void foreign_damaged(struct foreign *foreign, const char *words)
{
    if (foreign->damaged[0] == 0)
        snprintf(foreign->damaged, sizeof foreign->damaged, "%s", words);
}

void foreign_onto_white(uint8_t *row, int width, int parts)
{
    int colours = parts < 3 ? 1 : 3;
    if (parts == colours)
        return;
    for (int x = 0; x < width; x++) {
        int opacity = row[x * parts + colours];
        for (int i = 0; i < colours; i++)
            row[x * colours + i] = (uint8_t)((row[x * parts + i] * opacity + 255 * (255 - opacity) + 127) / 255);
    }
}

void foreign_result(const struct foreign *foreign, enum image_kind kind, struct job_result *result, struct arena *arena)
{
    char profile[PROFILE_NAME] = "";
    int orientation = foreign->exif.orientation ? foreign->exif.orientation : 1;
    bool swap = turn_of(orientation).swap;
    record_init(&job_result_type, result);
    result->format = image_kind_word(kind);
    result->width = swap ? foreign->height : foreign->width;
    result->height = swap ? foreign->width : foreign->height;
    result->orientation = orientation;
    if (foreign->profile)
        profile_name((struct bytes){ foreign->profile, foreign->profile_size }, profile);
    result->profile = arena_text(arena, profile);
    result->taken = arena_text(arena, foreign->exif.taken);
    result->camera = arena_text(arena, foreign->exif.camera);
    result->damaged = arena_text(arena, foreign->damaged);
}

void foreign_free(struct foreign *foreign)
{
    free(foreign->profile);
    *foreign = (struct foreign){ 0 };
}
