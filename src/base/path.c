/* path.c - where our programs are; see path.h. */
#include "path.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "err.h"

const char *path_find(const char *name, char *out, size_t size)
{
    static const char *const places[] = { "%.*s/%s", "%.*s/../libexec/countersign/%s", "%.*s/../../bin/%s" };
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        die("Cannot find where countersign is installed. Is /proc mounted?");
    self[length] = 0;
    int directory = (int)(strrchr(self, '/') - self);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(out, size, places[i], directory, self, name);
#pragma GCC diagnostic pop
        if (access(out, X_OK) == 0)
            return out;
    }
    return NULL;
}

const char *path_program(const char *name, char *out, size_t size)
{
    if (path_find(name, out, size) == NULL)
        die("Cannot find %s. Install countersign again, or build it with: make", name);
    return out;
}
