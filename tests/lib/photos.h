/* photos.h - test photos, made in memory: a drawn scene (sky, sun, hills, a house) whose every pixel is known.
 *
 * The same recipe gives the same bytes. The scene is drawn as seen; the file holds it turned the way its EXIF
 * orientation says, so that all eight orientations of a recipe must look the same after the turn.
 */
#ifndef TESTS_PHOTOS_H
#define TESTS_PHOTOS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum photo_coding { CODING_COLOUR, CODING_GREY, CODING_RGB, CODING_CMYK /* as YCCK */, CODING_INKS /* CMYK as it is */ };

struct photo_recipe {
    int width, height;     /* as seen */
    int orientation;       /* 1..8; 0 writes no EXIF at all */
    unsigned seed;         /* another scene */
    int quality;           /* 1..100; 0 is 90 */
    bool progressive;
    int restart;           /* MCUs between restart markers; 0: none */
    int across, down;      /* sampling factors of luma, 1..4; 0 is 2 */
    int blue_across, blue_down; /* of the first chroma part; 0 is 1. The second is always 1x1 */
    enum photo_coding coding;
    bool zone;             /* a grey zone plate instead: every frequency, the finest at the corners */
    const char *taken;     /* "2026:07:12 14:03:22" as EXIF writes it; NULL for none (needs an orientation) */
    bool adobe_rgb;        /* EXIF says Adobe RGB (R03); needs an orientation */
    const void *profile;   /* ICC profile to embed */
    unsigned profile_size;
};
/* The JPEG, xmalloc'd. */
uint8_t *photos_make(const struct photo_recipe *recipe, size_t *size);
/* The photo with a second one right behind it, as cameras (MPO) and phones (Ultra HDR: the second is a gain map, which XMP
 * of both says) write them: the first's MPF marker leads to the second (CIPA DC-007). xmalloc'd; *first_size is where the
 * second begins. */
uint8_t *photos_pair(const struct photo_recipe *first, const struct photo_recipe *second, bool gain_map, size_t *first_size,
                     size_t *size);
/* What the scene shows at a pixel as seen. */
void photos_colour(const struct photo_recipe *recipe, int x, int y, uint8_t rgb[3]);
/* A descriptor of an unnamed file that holds these bytes. */
int photos_file(const void *data, size_t size);
#endif
