/* colour.c - colours of photos to colours of prints; see colour.h. */
#include "colour.h"
#include <stdlib.h>
#include <string.h>
#include <lcms2.h>

enum { MIXED_BYTES = 4, SAME_NEAR = 2 /* of 255: what two ways of writing sRGB may differ by */ };

/* What lcms2 calls each kind of photo. YCC and YCCK are turned into RGB and CMYK first. */
static const struct kind {
    cmsColorSpaceSignature space;
    cmsUInt32Number format, format_inverted;
} lcms_kinds[] = {
    [PHOTO_GREY] = { cmsSigGrayData, TYPE_GRAY_8, TYPE_GRAY_8 },
    [PHOTO_YCC] = { cmsSigRgbData, TYPE_RGB_8, TYPE_RGB_8 },
    [PHOTO_RGB] = { cmsSigRgbData, TYPE_RGB_8, TYPE_RGB_8 },
    [PHOTO_CMYK] = { cmsSigCmykData, TYPE_CMYK_8, TYPE_CMYK_8_REV },
    [PHOTO_YCCK] = { cmsSigCmykData, TYPE_CMYK_8, TYPE_CMYK_8_REV },
};

static uint8_t byte(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* JFIF 1.02, in 16 fraction bits. */
static inline void rgb_of_ycc(int y, int cb, int cr, uint8_t rgb[3])
{
    int bright = (y << 16) + (1 << 15);
    cb -= 128;
    cr -= 128;
    rgb[0] = byte((bright + 91881 * cr) >> 16);
    rgb[1] = byte((bright - 22554 * cb - 46802 * cr) >> 16);
    rgb[2] = byte((bright + 116130 * cb) >> 16);
}

/* The sums of these weights are 1, 0 and 0, so nothing can leave 0 to 255 but by the rounding of a full blue or red. */
static void ycc_of_rgb(const uint8_t *rgb, uint8_t *const ycc[3], int width)
{
    enum { HALF = 1 << 15, MIDDLE = 128 << 16 };
    for (int x = 0; x < width; x++, rgb += 3) {
        int r = rgb[0], g = rgb[1], b = rgb[2];
        ycc[0][x] = (uint8_t)((19595 * r + 38470 * g + 7471 * b + HALF) >> 16);
        ycc[1][x] = (uint8_t)((-11059 * r - 21709 * g + 32768 * b + MIDDLE + HALF - 1) >> 16);
        ycc[2][x] = (uint8_t)((32768 * r - 27439 * g - 5329 * b + MIDDLE + HALF - 1) >> 16);
    }
}

/* DCF 2.0 option file: Adobe RGB (1998) by a mark in EXIF alone. */
static cmsHPROFILE adobe_rgb(void)
{
    const cmsCIExyY white = { 0.3127, 0.3290, 1 };
    const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };
    cmsToneCurve *curve = cmsBuildGamma(NULL, 563.0 / 256);
    cmsToneCurve *curves[3] = { curve, curve, curve };
    cmsHPROFILE profile = curve ? cmsCreateRGBProfile(&white, &primaries, curves) : NULL;
    cmsFreeToneCurve(curve);
    return profile;
}

static const struct intent {
    const char *word;
    cmsUInt32Number intent, flags;
} intents[] = {
    { "", INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION },
    { "relative", INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION },
    { "perceptual", INTENT_PERCEPTUAL, cmsFLAGS_BLACKPOINTCOMPENSATION },
    { "saturation", INTENT_SATURATION, cmsFLAGS_BLACKPOINTCOMPENSATION },
    { "absolute", INTENT_ABSOLUTE_COLORIMETRIC, 0 },
};

static const struct intent *find_intent(const char *word)
{
    for (size_t i = 0; i < sizeof intents / sizeof *intents; i++)
        if (strcmp(intents[i].word, word) == 0)
            return &intents[i];
    return NULL;
}

static cmsHPROFILE goal_profile(const struct colour_goal *goal)
{
    return goal->profile.size ? cmsOpenProfileFromMem(goal->profile.data, (cmsUInt32Number)goal->profile.size)
                              : cmsCreate_sRGBProfile();
}

enum err colour_check(const struct colour_goal *goal)
{
    const struct intent *intent = find_intent(goal->intent);
    if (intent == NULL)
        return err_detail(ERR_CONFIG, "an intent is perceptual, relative, saturation or absolute, not %.40s", goal->intent);
    if (goal->profile.size == 0)
        return ERR_NONE;
    /* Only making a transform tells whether all that it needs is there; without optimising that costs next to nothing. */
    cmsHPROFILE from = cmsCreate_sRGBProfile(), to = goal_profile(goal);
    cmsHTRANSFORM trial = from && to && cmsGetColorSpace(to) == cmsSigRgbData
        ? cmsCreateTransform(from, TYPE_RGB_8, to, TYPE_RGB_8, intent->intent, intent->flags | cmsFLAGS_NOOPTIMIZE) : NULL;
    bool good = trial != NULL;
    if (trial)
        cmsDeleteTransform(trial);
    if (from)
        cmsCloseProfile(from);
    if (to)
        cmsCloseProfile(to);
    return good ? ERR_NONE : err_detail(ERR_CONFIG, "the colour profile is not one of an RGB printer");
}

/* Many profiles are sRGB under some name: what they do to colours tells, not what they are called. Likewise a photo that
 * is in the printer's colours already. */
static bool changes_nothing(cmsHTRANSFORM transform)
{
    enum { STEPS = 6 };
    for (int i = 0; i < STEPS * STEPS * STEPS; i++) {
        uint8_t in[3] = { (uint8_t)(i % STEPS * 51), (uint8_t)(i / STEPS % STEPS * 51),
                          (uint8_t)(i / STEPS / STEPS * 51) };
        uint8_t out[3];
        cmsDoTransform(transform, in, out, 1);
        for (int part = 0; part < 3; part++)
            if (abs(in[part] - out[part]) > SAME_NEAR)
                return false;
    }
    return true;
}

/* From a profile to the goal; takes the profile. NULL when there is none, when it is for another kind of colour, and when
 * nothing would change. */
static cmsHTRANSFORM transform(cmsHPROFILE from, cmsColorSpaceSignature space, cmsUInt32Number format,
                               const struct colour_goal *goal)
{
    const struct intent *intent = find_intent(goal->intent);
    cmsHPROFILE to = goal_profile(goal);
    cmsHTRANSFORM made = NULL;
    if (from && to && intent && cmsGetColorSpace(from) == space)
        made = cmsCreateTransform(from, format, to, TYPE_RGB_8, intent->intent, intent->flags);
    if (from)
        cmsCloseProfile(from);
    if (to)
        cmsCloseProfile(to);
    if (made && space == cmsSigRgbData && changes_nothing(made)) {
        cmsDeleteTransform(made);
        made = NULL;
    }
    return made;
}

static bool is_usable(const struct jpeg_photo *photo)
{
    cmsHPROFILE profile = photo->profile ? cmsOpenProfileFromMem(photo->profile, photo->profile_size) : NULL;
    bool usable = profile && cmsGetColorSpace(profile) == lcms_kinds[photo->colour].space;
    if (profile)
        cmsCloseProfile(profile);
    return usable;
}

enum err colour_open(struct colour *colour, const struct jpeg_photo *photo, enum colour_form to,
                     const struct colour_goal *goal, int width)
{
    *colour = (struct colour){ .from = photo->colour, .to = to, .inverted = photo->inverted };
    colour->mixed = malloc((size_t)width * MIXED_BYTES * 2);
    if (colour->mixed == NULL)
        return err_detail(ERR_MEMORY, "a row of %d pixels", width);
    if (is_usable(photo)) {
        const struct kind *kind = &lcms_kinds[photo->colour];
        colour->own = transform(cmsOpenProfileFromMem(photo->profile, photo->profile_size), kind->space,
                                photo->inverted ? kind->format_inverted : kind->format, goal);
        return ERR_NONE;
    }
    bool adobe = photo->exif.adobe_rgb && photo->colour == PHOTO_YCC && photo->profile == NULL;
    if (adobe || goal->profile.size)
        colour->implied = transform(adobe ? adobe_rgb() : cmsCreate_sRGBProfile(), cmsSigRgbData, TYPE_RGB_8, goal);
    return ERR_NONE;
}

void colour_close(struct colour *colour)
{
    if (colour->own)
        cmsDeleteTransform(colour->own);
    if (colour->implied)
        cmsDeleteTransform(colour->implied);
    free(colour->mixed);
    *colour = (struct colour){ 0 };
}

/* The photo's parts are the wanted planes already; a grey photo lacks only its other two. */
static bool is_direct(const struct colour *colour)
{
    if (colour->own || colour->implied)
        return false;
    return colour->from == PHOTO_GREY || colour->from == (colour->to == COLOUR_YCC ? PHOTO_YCC : PHOTO_RGB);
}

static void interleave(uint8_t *const parts[], int count, uint8_t *mixed, int width)
{
    for (int i = 0; i < count; i++)
        for (int x = 0; x < width; x++)
            mixed[count * x + i] = parts[i][x];
}

/* Parts to interleaved pixels as lcms2 wants them: 1, 3 or 4 bytes each. */
static void mix(const struct colour *colour, uint8_t *const parts[], uint8_t *mixed, int width)
{
    switch (colour->from) {
    case PHOTO_GREY:
        memcpy(mixed, parts[0], (size_t)width);
        break;
    case PHOTO_YCC:
        for (int x = 0; x < width; x++)
            rgb_of_ycc(parts[0][x], parts[1][x], parts[2][x], mixed + 3 * x);
        break;
    case PHOTO_RGB:
        interleave(parts, 3, mixed, width);
        break;
    case PHOTO_YCCK: /* the first three are the complement of an RGB that was written as YCC */
        for (int x = 0; x < width; x++) {
            rgb_of_ycc(parts[0][x], parts[1][x], parts[2][x], mixed + 4 * x);
            for (int i = 0; i < 3; i++)
                mixed[4 * x + i] = (uint8_t)(255 - mixed[4 * x + i]);
            mixed[4 * x + 3] = parts[3][x];
        }
        break;
    case PHOTO_CMYK:
        interleave(parts, 4, mixed, width);
        break;
    }
}

/* Without a profile: ink absorbs what it is made to absorb, black takes its share of the rest. In place. */
static void rgb_without_profile(const struct colour *colour, uint8_t *mixed, int width)
{
    if (colour->from == PHOTO_GREY)
        for (int x = width - 1; x >= 0; x--)
            memset(mixed + 3 * x, mixed[x], 3);
    if (colour->from != PHOTO_CMYK && colour->from != PHOTO_YCCK)
        return;
    int turn = colour->inverted ? 0 : 255;
    for (int x = 0; x < width; x++) {
        int light = mixed[4 * x + 3] ^ turn;
        for (int i = 0; i < 3; i++)
            mixed[3 * x + i] = (uint8_t)(((mixed[4 * x + i] ^ turn) * light + 127) / 255);
    }
}

void colour_row(const struct colour *colour, uint8_t *const parts[], uint8_t *const out[3], int width)
{
    if (is_direct(colour)) {
        for (int i = 0; i < 3; i++) {
            if (i > 0 && colour->from == PHOTO_GREY && colour->to == COLOUR_YCC)
                memset(out[i], 128, (size_t)width);
            else
                memcpy(out[i], parts[colour->from == PHOTO_GREY ? 0 : i], (size_t)width);
        }
        return;
    }
    uint8_t *mixed = colour->mixed, *rgb = mixed;
    mix(colour, parts, mixed, width);
    if (colour->own == NULL)
        rgb_without_profile(colour, mixed, width);
    if (colour->own || colour->implied) {
        rgb = mixed + (size_t)width * MIXED_BYTES;
        cmsDoTransform(colour->own ? colour->own : colour->implied, mixed, rgb, (cmsUInt32Number)width);
    }
    if (colour->to == COLOUR_YCC)
        ycc_of_rgb(rgb, out, width);
    for (int x = 0; x < width && colour->to == COLOUR_RGB; x++)
        for (int i = 0; i < 3; i++)
            out[i][x] = rgb[3 * x + i];
}

/* lcms2's own sRGB, the same bytes at every call. */
static struct bytes srgb_bytes(void)
{
    enum { ROOM = 8192, DATE_AT = 24, ID_AT = 84 };
    static uint8_t made[ROOM];
    static size_t made_size;
    cmsHPROFILE profile = made_size ? NULL : cmsCreate_sRGBProfile();
    cmsUInt32Number size = ROOM;
    if (profile) {
        if (cmsSaveProfileToMem(profile, made, &size)) {
            /* The day it was made would make every print's bytes different; 1 January 2000 instead, and no checksum. */
            static const uint8_t date[12] = { 0x07, 0xd0, 0, 1, 0, 1 };
            memcpy(made + DATE_AT, date, sizeof date);
            memset(made + ID_AT, 0, 16);
            made_size = size;
        }
        cmsCloseProfile(profile);
    }
    return (struct bytes){ made, made_size };
}

struct bytes colour_tag(const struct colour_goal *goal)
{
    return goal->profile.size ? goal->profile : srgb_bytes();
}
