/* jpeg-quick.h - a whole JPEG at an eighth of its size, in half of libjpeg's time: what examining a photo needs.
 *
 * Only for the usual kind (baseline, Huffman, one scan), and only as long as nothing is odd: an impossible code, a byte
 * too many, a missing end, and quick_row() or quick_end() says false. Then libjpeg decodes the photo from its start and
 * has the word. So this never has to repair anything. Internal to src/image.
 */
#ifndef IMAGE_JPEG_QUICK_H
#define IMAGE_JPEG_QUICK_H
#include <stdbool.h>
#include <stdint.h>

struct jpeg_photo;
struct quick;

/* After photo_header(); NULL when the photo is of another kind (or there is no memory). Fills photo->part: one sample per
 * block, of every part. */
struct quick *quick_open(struct jpeg_photo *photo);
/* The next row of blocks of every part; rows as in photo_read(). */
bool quick_row(struct quick *quick, uint8_t **rows[]);
/* No row is left. */
bool quick_done(const struct quick *quick);
/* After the last row: does the end marker follow at once? */
bool quick_end(struct quick *quick);
void quick_close(struct quick *quick);
#endif
