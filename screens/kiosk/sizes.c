/* sizes.c - a photo on a print: which sizes and surfaces there are, how sharp it will be, what is cut off.
 *
 * Prints are turned to the photo: a 10x15 of a landscape photo is 15 wide. So every size is looked at the photo's way up
 * first.
 */
#include "kiosk.h"
#include <string.h>

const struct product *sizes_find(const struct catalogue *catalogue, const char *product)
{
    for (size_t i = 0; i < catalogue->products.n; i++)
        if (strcmp(catalogue->products.v[i].product, product) == 0)
            return &catalogue->products.v[i];
    return NULL;
}

bool sizes_surface(const struct product *product, size_t i, char *out, size_t size)
{
    for (const char *at = product->surfaces; *at;) {
        at += strspn(at, ", ");
        size_t length = strcspn(at, ", ");
        if (length && i-- == 0) {
            if (length >= size)
                return false;
            memcpy(out, at, length);
            out[length] = 0;
            return true;
        }
        at += length;
    }
    return false;
}

bool sizes_has_surface(const struct product *product, const char *surface)
{
    char one[32];
    for (size_t i = 0; sizes_surface(product, i, one, sizeof one); i++)
        if (strcmp(one, surface) == 0)
            return true;
    return false;
}

/* Width and height of the print in pixels at 300 dpi, the photo's way up. False when nothing can be said. */
static bool print_size(const struct product *product, const struct photo *photo, double *width, double *height)
{
    if (!product || !photo || product->width < 1 || product->height < 1 || photo->width < 1 || photo->height < 1)
        return false;
    if (*product->layout && strcmp(product->layout, "single") != 0)
        return false;
    bool turn = (product->width > product->height) != (photo->width > photo->height);
    *width = (double)(turn ? product->height : product->width);
    *height = (double)(turn ? product->width : product->height);
    return true;
}

int sizes_dpi(const struct product *product, const struct photo *photo, enum crop_mode mode)
{
    double width, height;
    if (mode == MODE_ACTUAL || !print_size(product, photo, &width, &height))
        return 0;
    double across = (double)photo->width / width, down = (double)photo->height / height;
    return (int)picture_less(SIZES_DPI * (mode == MODE_FILL ? picture_less(across, down) : picture_more(across, down)), 99999);
}

bool sizes_too_small(const struct product *product, const struct photo *photo, enum crop_mode mode)
{
    int dpi = sizes_dpi(product, photo, mode);
    return dpi > 0 && dpi < SIZES_DPI_LEAST;
}

struct crop sizes_crop(const struct product *product, const struct photo *photo, const struct line *line)
{
    struct crop crop = { .width = 1000000, .height = 1000000 };
    double width, height;
    if (line->mode != MODE_FILL || !print_size(product, photo, &width, &height))
        return crop;
    if (line->crop.width > 0 && line->crop.height > 0) {
        crop = line->crop;
        return crop;
    }
    double shape = width / height, own = (double)photo->width / (double)photo->height;
    if (own > shape)
        crop.width = (int64_t)(1000000 * shape / own + 0.5);
    else
        crop.height = (int64_t)(1000000 * own / shape + 0.5);
    crop.x = (1000000 - crop.width) / 2;
    crop.y = (1000000 - crop.height) / 2;
    return crop;
}
