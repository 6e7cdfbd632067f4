/* dpof.h - the order a camera wrote on its card: MISC/AUTPRINT.MRK, in the Digital Print Order Format 1.10. Pure.
 *
 * Cameras write it loosely, so it is read loosely: blanks, capitals, slashes either way, a missing < or >. A path is read
 * from the folder MISC, as the format says; one that leaves the card is refused. What is not known is kept aside.
 */
#ifndef UPLOAD_DPOF_H
#define UPLOAD_DPOF_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/buf.h"
#include "../base/mem.h"

enum {
    DPOF_FILE_LIMIT = 1 << 20, DPOF_JOBS = 2000, DPOF_IMAGES = 2000, DPOF_PATH = 256, DPOF_TEXT = 128, DPOF_COPIES = 999,
    DPOF_ASIDE = 4096
};
enum dpof_type { DPOF_STANDARD, DPOF_INDEX, DPOF_SIZED };
struct dpof_image {
    char path[DPOF_PATH];        /* from the card's root, "DCIM/100CANON/IMG_0001.JPG", as written */
};
struct dpof_job {
    enum dpof_type type;
    int copies;
    char text[DPOF_TEXT];        /* what the camera says of it (CFG DSC); "" for nothing */
    size_t first, count;         /* its images */
};
struct dpof {
    struct dpof_job *jobs;
    struct dpof_image *images;
    size_t job_count, image_count;
    char name[DPOF_TEXT];        /* who ordered (USR NAM) */
    size_t refused;              /* paths that leave the card, or are none */
    bool cut;                    /* there was more than is read */
    struct buf aside;            /* lines that mean nothing here, as they stood, as far as there is room */
};

/* True when the text has a job with an image; end with dpof_free() either way. */
bool dpof_parse(struct bytes text, struct dpof *dpof);
void dpof_free(struct dpof *dpof);
/* The same path by another's spelling: capitals do not matter on a card. */
bool dpof_same_path(const char *a, const char *b);
#endif
