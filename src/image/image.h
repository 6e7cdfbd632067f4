/* image.h - what the shop does with a customer's picture: look at its header, convert what is no JPEG, examine it,
 * render it to a finished print.
 *
 * All read the photo with pread() from its descriptor (a file that shrinks meanwhile is a damaged photo, never a
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
    IMAGE_SHARPENING_MAX = 200, /* percent */
    IMAGE_QUALITY = 95,         /* of a finished print, 4:4:4 */
    IMAGE_COPY_QUALITY = 98,    /* of the JPEG that a photo of another kind is converted to, 4:4:4 */
    IMAGE_SIDE_MAX_PX = 65500   /* what a JPEG can have */
};

/* What goes further. IMAGE_JPEG is rendered as it is; the others are converted once, IMAGE_HEIC in a program of its own. */
enum image_kind { IMAGE_JPEG, IMAGE_PNG, IMAGE_WEBP, IMAGE_HEIC };

/* The kind by the first bytes, else ERR_NOT_PHOTO with what it is as detail ("a video"). */
enum err image_sniff(int photo, enum image_kind *kind) MUST_CHECK;
const char *image_kind_word(enum image_kind kind); /* "jpeg", as in a result's format */
/* Milliseconds of CPU that a photo of so many bytes may cost: a small file that runs long is an attack. */
int64_t image_allowance_ms(int64_t bytes);

/* Judge the header: result gets format, width and height as seen, orientation, taken, camera, profile; damaged only when a
 * JPEG ends too early. Nothing is decoded. The size of a HEIC is what its boxes claim; converting tells. Errors as of image_examine(). */
enum err image_header(int photo, struct job_result *result, struct arena *arena) MUST_CHECK;

/* Write a PNG or WebP to the descriptor as a JPEG that image_examine() and image_render() take: 4:4:4, its profile
 * embedded, its orientation noted, transparent parts white. result as of image_header(); damaged says what could not be
 * read and was left grey. ERR_NOT_PHOTO for what is not converted here. */
enum err image_convert(int photo, int copy, struct job_result *result, struct arena *arena) MUST_CHECK;

/* Look at a photo: result gets format, width and height as seen, orientation, taken, damaged, and the size of the
 * thumbnail that was written to the descriptor as RGB rows, turned, at most IMAGE_THUMB_PX a side. The whole photo is
 * decoded, for only that finds damage; damage is no failure here (result->damaged says what).
 * ERR_NOT_PHOTO (also for what must be converted first), ERR_PHOTO_DAMAGED (nothing of it can be shown), ERR_PHOTO_LARGE,
 * ERR_MEMORY, ERR_IO; the detail is the reason, the name is the caller's to add. Texts of the result live in the arena. */
enum err image_examine(int photo, int thumbnail, struct job_result *result, struct arena *arena) MUST_CHECK;

/* Render one photo to a finished JPEG, or a page of PWG raster, as the job says; result gets width, height and bytes of the print. Besides the
 * errors above: ERR_PHOTO_DAMAGED for any damage at all, ERR_PRODUCT for a raster or layout that cannot be made,
 * ERR_CONFIG for a printer's profile or intent that cannot be followed, ERR_DISK. After a failure the descriptor holds nothing. The same job and photo give the same bytes. */
enum err image_render(const struct job *job, int photo, int print, struct job_result *result,
                      struct arena *arena) MUST_CHECK;

/* Make an index print of the thumbnails that stand one after the other in the descriptor, as job->cells says. Errors as of
 * image_render(); ERR_MALFORMED and ERR_IO for cells that are not there. */
enum err image_index(const struct job *job, int thumbnails, int print, struct job_result *result,
                     struct arena *arena) MUST_CHECK;
#endif
