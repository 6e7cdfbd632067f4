/* image.h - what the shop does with a customer's picture: examine it, render it to a finished print.
 *
 * Both read the photo with pread() from its descriptor (a file that shrinks meanwhile is a damaged photo, never a
 * SIGBUS) and stream: memory follows the width of the photo, not its area, except that a progressive photo needs its
 * coefficients and a turned one either its planes or the print's, whichever are smaller. All bytes are hostile.
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H
#include "../base/record.h"

enum {
    IMAGE_PIXELS_MAX = 200 * 1000 * 1000, /* of a photo, from its header */
    IMAGE_SCANS_MAX = 100,
    IMAGE_MEMORY_MAX_MB = 512,  /* for the coefficients of a photo that comes in several scans */
    IMAGE_FILE_MAX_MB = 256,
    IMAGE_HEADER_MAX_MB = 16,   /* before the first scan: EXIF, profiles, previews */
    IMAGE_CPU_MAX_MS = 10000,   /* of decoding; small files get less, see jpeg-read.c */
    IMAGE_THUMB_PX = 320,
    IMAGE_RASTER_MAX_PX = 20000, /* either side of a print */
    IMAGE_QUALITY = 95          /* of a finished print, 4:4:4 */
};

/* Look at a photo: result gets format, width and height as seen, orientation, taken, damaged, and the size of the
 * thumbnail that was written to the descriptor as RGB rows, turned, at most IMAGE_THUMB_PX a side. The whole photo is
 * decoded, for only that finds damage; damage is no failure here (result->damaged says what).
 * ERR_NOT_PHOTO, ERR_PHOTO_DAMAGED (nothing of it can be shown), ERR_PHOTO_LARGE, ERR_MEMORY, ERR_IO; the detail is
 * the reason ("it begins like a PNG"), the name is the caller's to add. Texts of the result live in the arena. */
enum err image_examine(int photo, int thumbnail, struct job_result *result, struct arena *arena) MUST_CHECK;

/* Render one photo to a finished JPEG as the job says; result gets width, height and bytes of the print. Besides the
 * errors above: ERR_PHOTO_DAMAGED for any damage at all, ERR_PRODUCT for a raster or layout that cannot be made,
 * ERR_DISK. After a failure the descriptor holds nothing. The same job and photo give the same bytes. */
enum err image_render(const struct job *job, int photo, int print, struct job_result *result,
                      struct arena *arena) MUST_CHECK;

/* ERR_NONE if the file begins like a JPEG, else ERR_NOT_PHOTO with what it begins like as detail. */
enum err image_sniff(int photo) MUST_CHECK;
#endif
