/* heic.h - HEIC to JPEG, with libheif. */
#ifndef CONVERTER_HEIC_H
#define CONVERTER_HEIC_H
#include "../base/record.h"
/* As image_convert() (image/image.h), for IMAGE_HEIC only. The main picture is taken, turned as the file says. */
enum err heic_convert(int photo, int copy, struct job_result *result, struct arena *arena) MUST_CHECK;
#endif
