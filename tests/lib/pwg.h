/* pwg.h - a strict reader of PWG raster (PWG 5102.4), for tests: whatever the standard does not allow is a complaint. */
#ifndef TESTS_PWG_H
#define TESTS_PWG_H
#include <stddef.h>
#include <stdint.h>

struct pwg_page {
    int width, height, dpi;
    char media[64];
    uint8_t *rgb; /* width * height * 3, malloc'd */
};
/* One page and nothing behind it. NULL, or what is wrong. */
const char *pwg_read(const uint8_t *data, size_t size, struct pwg_page *page);
#endif
