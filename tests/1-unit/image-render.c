/* Rendering: every orientation, coding and mode of a known scene, compared with the scene itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <lcms2.h>
#include "src/base/err.h"
#include "tests/lib/prints.h"

static struct job_result result;

static struct picture_seen render(const struct photo_recipe *recipe, const struct job *job)
{
    struct picture_seen seen;
    size_t size;
    uint8_t *photo = photos_make(recipe, &size);
    enum err err = prints_render(job, photo, size, &result, &seen);
    if (err)
        print_error("%s: %s\n", err_word(err), err_last_detail());
    assert_int_equal(err, ERR_NONE);
    assert_int_equal(result.width, seen.width);
    assert_int_equal(result.height, seen.height);
    free(photo);
    return seen;
}

static bool is_white(const uint8_t *rgb)
{
    return rgb[0] >= 254 && rgb[1] >= 254 && rgb[2] >= 254;
}

/* The mean difference between a stretch of a print and the scene, sampled where both must show the same. */
static double away(const struct photo_recipe *recipe, const struct picture_seen *seen, int left, int top, int width,
                   int height, double x0, double y0, double scale)
{
    double sum = 0;
    int count = 0;
    for (int y = 4; y < height - 4; y += 7)
        for (int x = 4; x < width - 4; x += 7) {
            uint8_t rgb[3];
            photos_colour(recipe, (int)(x0 + (x + 0.5) * scale), (int)(y0 + (y + 0.5) * scale), rgb);
            for (int i = 0; i < 3; i++, count++)
                sum += abs(rgb[i] - prints_pixel(seen, left + x, top + y)[i]);
        }
    return sum / count;
}

static void all_orientations_look_the_same(void **state)
{
    (void)state;
    static const struct {
        int width, height, raster_width, raster_height; /* held after, held before, both ways up */
    } cases[] = { { 600, 450, 120, 180 }, { 300, 200, 480, 640 }, { 203, 307, 123, 181 }, { 97, 131, 300, 450 } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct job job = prints_job(cases[c].raster_width, cases[c].raster_height, MODE_FILL);
        struct photo_recipe recipe = { .width = cases[c].width, .height = cases[c].height, .orientation = 1,
                                       .quality = 98,
                                       .across = 1, .down = 1 };
        struct picture_seen upright = render(&recipe, &job);
        assert_int_equal(upright.width > upright.height, cases[c].width > cases[c].height);
        for (recipe.orientation = 2; recipe.orientation <= 8; recipe.orientation++) {
            int most;
            double mean;
            struct picture_seen turned = render(&recipe, &job);
            prints_compare(&upright, &turned, &most, &mean);
            assert_true(mean < 1.0);
            assert_int_equal(result.orientation, recipe.orientation);
            assert_false(turned.notes);
            free(turned.rgb);
        }
        free(upright.rgb);
    }
}

static void all_codings_show_the_scene(void **state)
{
    (void)state;
    static const struct photo_recipe codings[] = {
        { .across = 2, .down = 2 }, { .across = 2, .down = 1 }, { .across = 1, .down = 2 },  { .across = 1, .down = 1 },
        { .across = 4, .down = 1 }, { .across = 4, .down = 2 }, { .coding = CODING_RGB },    { .coding = CODING_CMYK },
        { .progressive = true },    { .progressive = true, .coding = CODING_CMYK }, { .coding = CODING_INKS },
    };
    struct job job = prints_job(200, 300, MODE_FILL);
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        struct photo_recipe recipe = codings[i];
        recipe.width = 603;
        recipe.height = 402;
        recipe.quality = 95;
        struct picture_seen seen = render(&recipe, &job);
        double mean = away(&recipe, &seen, 0, 0, 300, 200, 0, 0, 2.01);
        if (mean >= 2.5)
            print_error("coding %zu is %.2f away\n", i, mean);
        assert_true(mean < 2.5);
        assert_int_equal(seen.dpi, 300);
        free(seen.rgb);
    }
}

static bool divides(int a, int b)
{
    return a % b == 0 || b % a == 0;
}

/* Sampling factors no camera uses but the standard allows, at sizes that enlarge and reduce: rows of the parts arrive at
 * very different times. */
static void odd_samplings_show_the_scene(void **state)
{
    (void)state;
    uint32_t chance = 11;
    for (int round = 0; round < 250; round++) {
        int n[8];
        for (int i = 0; i < 8; i++)
            n[i] = (int)((chance = chance * 1664525u + 1013904223u) >> 12 & 0xfffff);
        struct photo_recipe recipe = { .width = 40 + n[0] % 500, .height = 40 + n[1] % 400, .orientation = 1 + n[2] % 8,
                                       .quality = 98, .across = 1 + n[3] % 4, .down = 1 + n[3] / 16 % 4,
                                       .blue_across = 1 + n[4] % 4, .blue_down = 1 + n[4] / 16 % 4,
                                       .progressive = n[5] % 2 };
        if (recipe.across * recipe.down + recipe.blue_across * recipe.blue_down > 9 ||
            !divides(recipe.across, recipe.blue_across) || !divides(recipe.down, recipe.blue_down))
            continue; /* more blocks than a JPEG may interleave, or more than this encoder can */
        struct job job = prints_job(20 + n[6] % 600, 20 + n[7] % 600, MODE_FIT);
        struct picture_seen seen = render(&recipe, &job);
        double scale = (double)recipe.width / seen.width > (double)recipe.height / seen.height
            ? (double)recipe.width / seen.width : (double)recipe.height / seen.height;
        int width = (int)(recipe.width / scale + 0.5), height = (int)(recipe.height / scale + 0.5);
        double mean = away(&recipe, &seen, (seen.width - width) / 2, (seen.height - height) / 2, width, height, 0, 0,
                           scale);
        assert_true(mean < 12); /* up to 9 where four pixels share a colour and the print is tiny */
        free(seen.rgb);
    }
}

static void grey_stays_grey(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 320, .height = 200, .coding = CODING_GREY, .orientation = 6 };
    struct job job = prints_job(100, 150, MODE_FILL);
    struct picture_seen seen = render(&recipe, &job);
    for (int i = 0; i < seen.width * seen.height; i++) {
        const uint8_t *rgb = seen.rgb + 3 * i;
        assert_in_range(abs(rgb[0] - rgb[1]) + abs(rgb[1] - rgb[2]), 0, 2);
    }
    assert_in_range(prints_pixel(&seen, 75, 97)[1], 20, 200);
    free(seen.rgb);
}

static void fit_leaves_white_bands(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 400, .height = 400, .quality = 95 };
    struct job job = prints_job(200, 300, MODE_FIT);
    struct picture_seen seen = render(&recipe, &job);
    assert_true(is_white(prints_pixel(&seen, 100, 0)) && is_white(prints_pixel(&seen, 100, 47)));
    assert_true(is_white(prints_pixel(&seen, 100, 252)) && is_white(prints_pixel(&seen, 100, 299)));
    assert_false(is_white(prints_pixel(&seen, 100, 53)) || is_white(prints_pixel(&seen, 100, 246)));
    assert_true(away(&recipe, &seen, 0, 50, 200, 200, 0, 0, 2) < 2);
    free(seen.rgb);
}

static void border_is_white_all_round(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 600, .height = 400, .quality = 95 };
    struct job job = prints_job(200, 300, MODE_FILL);
    job.border = 20;
    struct picture_seen seen = render(&recipe, &job);
    for (int y = 0; y < 200; y++)
        for (int x = 0; x < 300; x++)
            if (x < 16 || y < 16 || x >= 284 || y >= 184)
                assert_true(is_white(prints_pixel(&seen, x, y)));
    assert_false(is_white(prints_pixel(&seen, 24, 170)));
    free(seen.rgb);
}

static void actual_is_pixel_for_pixel(void **state)
{
    (void)state;
    struct photo_recipe small = { .width = 120, .height = 101, .quality = 100, .across = 1, .down = 1 };
    struct photo_recipe large = { .width = 500, .height = 401, .quality = 100, .across = 1, .down = 1 };
    struct job job = prints_job(200, 300, MODE_ACTUAL);
    struct picture_seen seen = render(&small, &job);
    assert_true(is_white(prints_pixel(&seen, 85, 100)) && is_white(prints_pixel(&seen, 150, 45)));
    assert_true(away(&small, &seen, 90, 49, 120, 101, 0, 0, 1) < 1.5);
    free(seen.rgb);
    seen = render(&large, &job);
    assert_true(away(&large, &seen, 0, 0, 300, 200, 100, 100, 1) < 1.5);
    free(seen.rgb);
}

static void crop_is_the_chosen_part(void **state)
{
    (void)state;
    struct job job = prints_job(200, 300, MODE_FILL);
    job.crop.x = 400000;
    job.crop.y = 300000;
    job.crop.width = 500000;
    job.crop.height = 500000;
    for (int orientation = 1; orientation <= 8; orientation++) {
        struct photo_recipe recipe = { .width = 600, .height = 400, .quality = 98, .orientation = orientation };
        struct picture_seen seen = render(&recipe, &job);
        assert_true(away(&recipe, &seen, 0, 0, 300, 200, 240, 120, 1) < 2);
        free(seen.rgb);
    }
}

static void id_sheet_holds_four(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 350, .height = 450, .quality = 95, .orientation = 8 };
    struct job job = prints_job(1200, 1800, MODE_FILL);
    job.layout = "id4";
    struct picture_seen seen = render(&recipe, &job);
    int gap = 47, left = (1200 - 2 * 413 - gap) / 2, top = (1800 - 2 * 531 - gap) / 2, marks = 0;
    for (int i = 0; i < 4; i++)
        assert_true(away(&recipe, &seen, left + i % 2 * (413 + gap), top + i / 2 * (531 + gap), 413, 531, 0, 0,
                         350.0 / 413) < 2.5);
    assert_true(is_white(prints_pixel(&seen, left + 413 + gap / 2, 900)));
    for (int x = 0; x < left - 8; x++)
        marks += prints_pixel(&seen, x, top)[0] < 64;
    assert_in_range(marks, 25, 45);
    free(seen.rgb);
}

/* Black marks beside the corners of a frame, and a part of the scene inside. */
static void frame_shows(const struct photo_recipe *recipe, const struct picture_seen *seen, int left, int top, int width, int height)
{
    double across = (double)recipe->width / width, down = (double)recipe->height / height, scale = across < down ? across : down;
    int marks = 0;
    assert_true(away(recipe, seen, left, top, width, height, (recipe->width - width * scale) / 2, (recipe->height - height * scale) / 2, scale) < 3);
    for (int i = 0; i < 41; i++)
        marks += (prints_pixel(seen, left - 1 - i, top)[0] < 64) + (prints_pixel(seen, left + width + i, top + height - 1)[0] < 64) +
                 (prints_pixel(seen, left, top - 1 - i)[0] < 64) + (prints_pixel(seen, left + width - 1, top + height + i)[0] < 64);
    assert_in_range(marks, 4 * 30, 4 * 38);
}

static void sheets_are_divided(void **state)
{
    (void)state;
    enum { ROOM = 47 };
    static const struct {
        const char *name;
        int sheet_width, sheet_height, photo_width, photo_height; /* the sheet as it comes out */
        int columns, rows, width, height;
    } cases[] = {
        { "id6", 1200, 1800, 700, 900, 2, 3, 413, 531 },  { "us2", 1200, 1800, 500, 500, 1, 2, 600, 600 },
        { "2up", 1200, 1800, 900, 600, 1, 2, 1106, 829 }, { "2up", 1800, 1200, 600, 900, 2, 1, 829, 1106 },
        { "4up", 1200, 1800, 600, 900, 2, 2, 529, 829 },  { "4up", 1800, 1200, 900, 600, 2, 2, 829, 529 },
        { "8up", 2400, 3000, 900, 700, 2, 4, 1129, 691 }, { "9up", 1200, 1800, 600, 900, 3, 3, 337, 537 },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct photo_recipe recipe = { .width = cases[c].photo_width, .height = cases[c].photo_height, .quality = 95, .orientation = c % 2 ? 6 : 1 };
        bool turned = cases[c].sheet_width > cases[c].sheet_height;
        struct job job = prints_job(turned ? cases[c].sheet_height : cases[c].sheet_width, turned ? cases[c].sheet_width : cases[c].sheet_height, MODE_FILL);
        job.layout = cases[c].name;
        struct picture_seen seen = render(&recipe, &job);
        int width = cases[c].width, height = cases[c].height, columns = cases[c].columns, rows = cases[c].rows;
        assert_int_equal(seen.width, cases[c].sheet_width);
        int left = (seen.width - columns * width - (columns - 1) * ROOM) / 2, top = (seen.height - rows * height - (rows - 1) * ROOM) / 2;
        for (int i = 0; i < columns * rows; i++)
            frame_shows(&recipe, &seen, left + i % columns * (width + ROOM), top + i / columns * (height + ROOM), width, height);
        free(seen.rgb);
    }
}

static void impossible_rasters_are_refused(void **state)
{
    (void)state;
    static const struct {
        int width, height, border, dpi;
        const char *layout;
    } cases[] = { { 0, 0, 0, 300, "" },      { 1200, -1, 0, 300, "" },      { 20001, 16, 0, 300, "" },
                  { 20000, 20000, 0, 300, "" }, { 100, 100, 50, 300, "" },  { 100, 100, -5, 300, "" },
                  { 100, 100, 0, 7, "" },    { 1200, 1800, 0, 300, "index" }, { 600, 900, 0, 300, "id4" },
                  { 1200, 1800, 0, 300, "../x" } };
    struct photo_recipe recipe = { .width = 64, .height = 48 };
    size_t size;
    uint8_t *photo = photos_make(&recipe, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture_seen seen;
        struct job job = prints_job(cases[i].width, cases[i].height, MODE_FILL);
        job.border = cases[i].border;
        job.dpi = cases[i].dpi;
        job.layout = cases[i].layout;
        assert_int_equal(prints_render(&job, photo, size, &result, &seen), ERR_PRODUCT);
    }
    free(photo);
}

enum { PROFILE_ROOM = 16384, INK_ROOM = 100 * 1024 };

static unsigned write_profile(cmsHPROFILE profile, uint8_t bytes[PROFILE_ROOM])
{
    cmsUInt32Number size = PROFILE_ROOM;
    assert_true(cmsSaveProfileToMem(profile, bytes, &size));
    cmsCloseProfile(profile);
    return size;
}

/* Without primaries one for grey. */
static unsigned make_profile(const cmsCIExyYTRIPLE *primaries, double gamma, uint8_t bytes[PROFILE_ROOM])
{
    cmsCIExyY white = { 0.3127, 0.3290, 1 };
    cmsToneCurve *curve = cmsBuildGamma(NULL, gamma), *curves[3] = { curve, curve, curve };
    cmsHPROFILE profile = primaries ? cmsCreateRGBProfile(&white, primaries, curves) : cmsCreateGrayProfile(&white, curve);
    cmsFreeToneCurve(curve);
    return write_profile(profile, bytes);
}

static const cmsCIExyYTRIPLE wide = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };

static void profiles_are_followed(void **state)
{
    (void)state;
    struct job job = prints_job(200, 300, MODE_FILL);
    struct photo_recipe recipe = { .width = 600, .height = 400, .quality = 95 };
    struct picture_seen bare = render(&recipe, &job);
    for (int i = 0; i < 2; i++) {
        uint8_t bytes[PROFILE_ROOM];
        int most;
        double mean;
        recipe.profile = bytes;
        recipe.profile_size = i ? make_profile(&wide, 2.2, bytes) : write_profile(cmsCreate_sRGBProfile(), bytes);
        struct picture_seen seen = render(&recipe, &job);
        prints_compare(&bare, &seen, &most, &mean);
        if (i == 0)
            assert_int_equal(most, 0);
        else
            /* The same numbers mean stronger colours there: the meadow loses red, not green. */
            assert_true(mean > 2 && prints_pixel(&seen, 150, 195)[0] + 10 < prints_pixel(&bare, 150, 195)[0]);
        free(seen.rgb);
    }
    recipe.profile = "not a profile at all, but long enough to be taken for one if nobody looked inside, because the "
                     "head of a profile alone has one hundred and twenty-eight bytes";
    recipe.profile_size = 140;
    struct picture_seen seen = render(&recipe, &job);
    assert_memory_equal(seen.rgb, bare.rgb, 200 * 300 * 3);
    free(seen.rgb);
    free(bare.rgb);
}

/* What a printer of that profile would show, in sRGB again. */
static void through_printer(struct picture_seen *seen, const uint8_t *profile, unsigned size)
{
    cmsHPROFILE from = cmsOpenProfileFromMem(profile, size), to = cmsCreate_sRGBProfile();
    cmsHTRANSFORM back = cmsCreateTransform(from, TYPE_RGB_8, to, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, 0);
    cmsDoTransform(back, seen->rgb, seen->rgb, (cmsUInt32Number)(seen->width * seen->height));
    cmsDeleteTransform(back);
    cmsCloseProfile(from);
    cmsCloseProfile(to);
}

static void prints_are_in_the_printers_colours(void **state)
{
    (void)state;
    static const struct photo_recipe kinds[] = { { .coding = CODING_COLOUR }, { .coding = CODING_GREY },
                                                 { .coding = CODING_RGB }, { .coding = CODING_CMYK }, { .coding = CODING_INKS } };
    uint8_t bytes[PROFILE_ROOM];
    unsigned size = make_profile(&wide, 1.8, bytes);
    struct job plain = prints_job(200, 300, MODE_FILL), printer = plain;
    printer.profile = (struct bytes){ bytes, size };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct photo_recipe recipe = kinds[i];
        recipe.width = 600;
        recipe.height = 400;
        recipe.quality = 95;
        int most;
        double mean;
        struct picture_seen bare = render(&recipe, &plain), seen = render(&recipe, &printer);
        assert_int_equal(seen.profile_size, size);
        prints_compare(&bare, &seen, &most, &mean);
        assert_true(mean > 5);
        through_printer(&seen, bytes, size);
        prints_compare(&bare, &seen, &most, &mean);
        assert_true(mean < 2);
        free(seen.rgb);
        free(bare.rgb);
    }
    /* A photo that is in the printer's colours already stays as it is. */
    struct photo_recipe own = { .width = 600, .height = 400, .profile = bytes, .profile_size = size }, none = own;
    none.profile = NULL;
    struct picture_seen bare = render(&none, &plain), seen = render(&own, &printer);
    assert_memory_equal(bare.rgb, seen.rgb, 200 * 300 * 3);
    free(seen.rgb);
    free(bare.rgb);
}

/* One corner of a cube of inks: what paper with these inks looks like, by plain arithmetic, as Lab in 16 bits. */
static cmsInt32Number ink_colour(const cmsUInt16Number in[], cmsUInt16Number out[], void *to_lab)
{
    uint8_t rgb[3];
    cmsCIELab lab;
    for (int i = 0; i < 3; i++)
        rgb[i] = (uint8_t)((65535 - in[i]) / 257 * ((65535 - in[3]) / 257) / 255);
    cmsDoTransform(to_lab, rgb, &lab, 1);
    cmsFloat2LabEncoded(out, &lab);
    return TRUE;
}

static unsigned make_ink_profile(uint8_t bytes[INK_ROOM])
{
    enum { POINTS = 9 };
    cmsUInt32Number size = INK_ROOM;
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(NULL), srgb = cmsCreate_sRGBProfile(), lab = cmsCreateLab4Profile(NULL);
    cmsHTRANSFORM to_lab = cmsCreateTransform(srgb, TYPE_RGB_8, lab, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
    cmsPipeline *inks = cmsPipelineAlloc(NULL, 4, 3);
    cmsStage *cube = cmsStageAllocCLut16bit(NULL, POINTS, 4, 3, NULL);
    cmsSetProfileVersion(profile, 4.3);
    cmsSetDeviceClass(profile, cmsSigOutputClass);
    cmsSetColorSpace(profile, cmsSigCmykData);
    cmsSetPCS(profile, cmsSigLabData);
    assert_true(cmsStageSampleCLut16bit(cube, ink_colour, to_lab, 0));
    assert_true(cmsPipelineInsertStage(inks, cmsAT_END, cmsStageAllocToneCurves(NULL, 4, NULL)));
    assert_true(cmsPipelineInsertStage(inks, cmsAT_END, cube));
    assert_true(cmsPipelineInsertStage(inks, cmsAT_END, cmsStageAllocToneCurves(NULL, 3, NULL)));
    assert_true(cmsWriteTag(profile, cmsSigAToB0Tag, inks));
    assert_true(cmsSaveProfileToMem(profile, bytes, &size));
    cmsPipelineFree(inks);
    cmsDeleteTransform(to_lab);
    cmsCloseProfile(lab);
    cmsCloseProfile(srgb);
    cmsCloseProfile(profile);
    return size;
}

/* Adobe writes inks the wrong way round; a profile knows them the right way. */
static void inks_follow_their_profile(void **state)
{
    (void)state;
    static uint8_t bytes[INK_ROOM];
    unsigned size = make_ink_profile(bytes);
    struct job job = prints_job(200, 300, MODE_FILL);
    for (int coding = CODING_CMYK; coding <= CODING_INKS; coding++) {
        struct photo_recipe recipe = { .width = 600, .height = 400, .quality = 95, .coding = (enum photo_coding)coding,
                                       .profile = bytes, .profile_size = size };
        struct picture_seen seen = render(&recipe, &job);
        assert_true(away(&recipe, &seen, 0, 0, 300, 200, 0, 0, 2) < 6);
        free(seen.rgb);
    }
}

static void adobe_rgb_by_its_mark_is_as_by_its_profile(void **state)
{
    (void)state;
    uint8_t bytes[PROFILE_ROOM];
    unsigned size = make_profile(&wide, 563.0 / 256, bytes);
    struct job job = prints_job(200, 300, MODE_FILL);
    struct photo_recipe marked = { .width = 600, .height = 400, .quality = 95, .orientation = 1, .adobe_rgb = true };
    struct photo_recipe tagged = { .width = 600, .height = 400, .quality = 95, .orientation = 1, .profile = bytes, .profile_size = size };
    struct photo_recipe neither = { .width = 600, .height = 400, .quality = 95, .orientation = 1 };
    struct picture_seen a = render(&marked, &job), b = render(&tagged, &job), c = render(&neither, &job);
    int most;
    double mean;
    prints_compare(&a, &b, &most, &mean);
    assert_true(mean < 0.5);
    prints_compare(&a, &c, &most, &mean);
    assert_true(mean > 2);
    free(a.rgb);
    free(b.rgb);
    free(c.rgb);
}

static void what_no_printer_has_is_refused(void **state)
{
    (void)state;
    uint8_t grey[16384], wide_bytes[PROFILE_ROOM];
    unsigned grey_size = make_profile(NULL, 2.2, grey), wide_size = make_profile(&wide, 2.2, wide_bytes);
    const struct {
        struct bytes profile;
        const char *intent;
        int sharpening;
        enum err err;
    } cases[] = {
        { { grey, grey_size }, "", 0, ERR_CONFIG },       { { (const uint8_t *)"nonsense", 8 }, "", 0, ERR_CONFIG },
        { { wide_bytes, 300 }, "", 0, ERR_CONFIG }, { { NULL, 0 }, "vivid", 0, ERR_CONFIG },
        { { NULL, 0 }, "", -1, ERR_CONFIG },              { { NULL, 0 }, "", 201, ERR_CONFIG },
        { { wide_bytes, wide_size }, "perceptual", 200, ERR_NONE }, { { wide_bytes, wide_size }, "absolute", 0, ERR_NONE },
        { { wide_bytes, wide_size }, "saturation", 0, ERR_NONE },   { { wide_bytes, wide_size }, "relative", 0, ERR_NONE },
    };
    struct photo_recipe recipe = { .width = 64, .height = 48 };
    size_t size;
    uint8_t *photo = photos_make(&recipe, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture_seen seen;
        struct job job = prints_job(60, 90, MODE_FILL);
        job.profile = cases[i].profile;
        job.intent = cases[i].intent;
        job.sharpening = cases[i].sharpening;
        assert_int_equal(prints_render(&job, photo, size, &result, &seen), cases[i].err);
        free(seen.rgb);
    }
    free(photo);
}

/* How much neighbours differ, and by how much colours are away from grey, over the whole print. */
static void measure(const struct picture_seen *seen, double *steep, double *chroma)
{
    *steep = *chroma = 0;
    for (int y = 0; y < seen->height; y++)
        for (int x = 1; x < seen->width; x++) {
            const uint8_t *rgb = prints_pixel(seen, x, y), *left = rgb - 3;
            *steep += abs(rgb[1] - left[1]);
            *chroma += abs(rgb[0] - rgb[1]) + abs(rgb[2] - rgb[1]);
        }
}

static void sharpening_makes_edges_steeper_and_nothing_else(void **state)
{
    (void)state;
    struct job plain = prints_job(200, 300, MODE_FILL), sharp = plain;
    sharp.sharpening = 100;
    double before, after, chroma_before, chroma_after, mean;
    struct picture_seen upright = { 0 };
    int most;
    for (int orientation = 1; orientation <= 8; orientation++) { /* streamed, and held in memory */
        struct photo_recipe recipe = { .width = 600, .height = 400, .quality = 98, .orientation = orientation, .across = 1, .down = 1 };
        struct picture_seen bare = render(&recipe, &plain), seen = render(&recipe, &sharp);
        measure(&bare, &before, &chroma_before);
        measure(&seen, &after, &chroma_after);
        assert_true(after > before * 1.05);
        assert_true(chroma_after < chroma_before * 1.01 && chroma_after > chroma_before * 0.99);
        /* The sky has no edges. */
        assert_in_range(abs(prints_pixel(&bare, 20, 10)[2] - prints_pixel(&seen, 20, 10)[2]), 0, 3);
        if (orientation > 1) {
            prints_compare(&upright, &seen, &most, &mean);
            assert_true(mean < 1.5);
        }
        free(bare.rgb);
        free(orientation > 1 ? seen.rgb : NULL);
        upright = orientation > 1 ? upright : seen;
    }
    free(upright.rgb);
}

static void thumbnails_are_turned_and_small(void **state)
{
    (void)state;
    static const struct {
        int width, height, thumb_width, thumb_height;
    } cases[] = { { 1600, 1200, 320, 240 }, { 300, 700, 137, 320 }, { 31, 17, 31, 17 }, { 1, 1, 1, 1 },
                  { 900, 1, 320, 1 } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int orientation = 1; orientation <= 8; orientation++) {
            struct photo_recipe recipe = { .width = cases[c].width, .height = cases[c].height, .orientation = orientation,
                                           .taken = "2026:07:12 14:03:22", .quality = 95 };
            struct picture_seen seen;
            size_t size;
            uint8_t *photo = photos_make(&recipe, &size);
            assert_int_equal(prints_examine(photo, size, &result, &seen), ERR_NONE);
            assert_string_equal(result.damaged, "");
            assert_string_equal(result.format, "jpeg");
            assert_string_equal(result.taken, "2026-07-12 14:03:22");
            assert_int_equal(result.width, cases[c].width);
            assert_int_equal(result.height, cases[c].height);
            assert_int_equal(seen.width, cases[c].thumb_width);
            assert_int_equal(seen.height, cases[c].thumb_height);
            if (c < 2)
                assert_true(away(&recipe, &seen, 0, 0, seen.width, seen.height, 0, 0,
                                 recipe.height / (double)seen.height) < 3);
            free(photo);
            free(seen.rgb);
        }
}

static void the_same_again_is_the_same(void **state)
{
    (void)state;
    struct photo_recipe recipe = { .width = 640, .height = 480, .seed = 5, .orientation = 6 };
    struct job job = prints_job(200, 300, MODE_FILL);
    struct picture_seen first = render(&recipe, &job);
    int64_t bytes = result.bytes;
    struct picture_seen second = render(&recipe, &job);
    assert_int_equal(bytes, result.bytes);
    assert_memory_equal(first.rgb, second.rgb, 200 * 300 * 3);
    free(first.rgb);
    free(second.rgb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_orientations_look_the_same), cmocka_unit_test(all_codings_show_the_scene),
        cmocka_unit_test(odd_samplings_show_the_scene),
        cmocka_unit_test(grey_stays_grey),                cmocka_unit_test(fit_leaves_white_bands),
        cmocka_unit_test(border_is_white_all_round),      cmocka_unit_test(actual_is_pixel_for_pixel),
        cmocka_unit_test(crop_is_the_chosen_part),        cmocka_unit_test(id_sheet_holds_four), cmocka_unit_test(sheets_are_divided),
        cmocka_unit_test(impossible_rasters_are_refused), cmocka_unit_test(profiles_are_followed),
        cmocka_unit_test(prints_are_in_the_printers_colours),
        cmocka_unit_test(inks_follow_their_profile),
        cmocka_unit_test(adobe_rgb_by_its_mark_is_as_by_its_profile),
        cmocka_unit_test(what_no_printer_has_is_refused),
        cmocka_unit_test(sharpening_makes_edges_steeper_and_nothing_else),
        cmocka_unit_test(thumbnails_are_turned_and_small), cmocka_unit_test(the_same_again_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
