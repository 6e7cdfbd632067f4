/* photo - a customer's file of any kind: looked at, converted where that is done here, examined to the last row. */
#include <sys/mman.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../../src/image/image.h"
#include "fuzz.h"

static int file(const void *data, size_t size)
{
    int fd = memfd_create("photo", MFD_CLOEXEC);
    fuzz_holds(fd >= 0 && io_write(fd, data, size));
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct job_result result;
    int photo = file(data, size), copy = file("", 0), thumbnail = file("", 0);
    record_init(&job_result_type, &result);
    enum image_kind kind = IMAGE_JPEG;
    bool known = image_sniff(photo, &kind) == ERR_NONE && image_header(photo, &result, &arena) == ERR_NONE;
    /* Large ones cost time and nothing else: the limits on size have their own tests. */
    if (known && kind != IMAGE_HEIC && result.width * result.height <= 1000 * 1000) {
        bool convert = kind != IMAGE_JPEG;
        if (!convert || image_convert(photo, copy, &result, &arena) == ERR_NONE)
            if (image_examine(convert ? copy : photo, thumbnail, &result, &arena) == ERR_NONE)
                fuzz_holds(result.width > 0 && result.height > 0);
    }
    close(photo);
    close(copy);
    close(thumbnail);
    arena_free(&arena);
    return 0;
}
