/* jpeg-out.h - where a JPEG that we write goes: libjpeg's encoder, its failures as values, its bytes into a descriptor.
 *
 * Who calls libjpeg sets the way back first: if (setjmp(out->jump)) return out->failure; Internal to src/image.
 */
#ifndef IMAGE_JPEG_OUT_H
#define IMAGE_JPEG_OUT_H
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <jpeglib.h>
#include "../base/err.h"

struct jpeg_out {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr manager;
    jmp_buf jump;
    enum err failure;      /* ERR_DISK, ERR_RENDER */
    int fd;
    int64_t bytes;         /* written so far */
    JOCTET buffer[64 * 1024];
};
/* Large, and must not move until out_close(). The way back must be set. */
void out_open(struct jpeg_out *out, int fd);
void out_close(struct jpeg_out *out); /* also when it was never opened but is zero */
#endif
