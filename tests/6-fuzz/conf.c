/* conf - the three files of a shop, one of them any bytes (the first byte says which): read whole, or refused with at
 * least one line that says what is wrong. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "../../src/base/io.h"
#include "../../src/conf/conf.h"
#include "fuzz.h"

static const char *const names[] = { "countersign.conf", "catalogue", "printers.conf" };

static void put(const char *shop, const char *name, const void *data, size_t size)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", shop, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_holds(fd >= 0 && io_write(fd, data, size));
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char shop[] = "/tmp/countersign-fuzz.XXXXXX";
    static int made, last;
    struct conf conf;
    struct buf mistakes = { 0 };
    if (size < 1)
        return 0;
    if (!made++) {
        fuzz_holds(mkdtemp(shop) != NULL);
        for (int i = 0; i < 3; i++)
            put(shop, names[i], conf_standard_file(names[i]), strlen(conf_standard_file(names[i])));
    }
    put(shop, names[last], conf_standard_file(names[last]), strlen(conf_standard_file(names[last])));
    last = data[0] % 3;
    put(shop, names[last], data + 1, size - 1);
    enum err err = conf_read(&conf, shop, &mistakes);
    fuzz_holds((err == ERR_NONE) == (mistakes.size == 0));
    conf_free(&conf);
    buf_free(&mistakes);
    return 0;
}
