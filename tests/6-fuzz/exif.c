/* exif - a camera's notes: what is read is in range, printable, and inside the bytes it was read from. */
#include "../../src/base/str.h"
#include "../../src/image/exif.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exif exif;
    exif_read((struct bytes){ data, size }, &exif);
    fuzz_holds(exif.orientation >= 1 && exif.orientation <= 8);
    fuzz_holds(memchr(exif.taken, 0, sizeof exif.taken) && str_is_clean(exif.taken, strlen(exif.taken)));
    fuzz_holds(memchr(exif.camera, 0, sizeof exif.camera) && str_is_clean(exif.camera, strlen(exif.camera)));
    if (exif.thumbnail.size > 0)
        fuzz_holds(exif.thumbnail.data >= data && exif.thumbnail.data + exif.thumbnail.size <= data + size);
    return 0;
}
