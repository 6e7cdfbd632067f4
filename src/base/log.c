/* log.c - the log; see log.h. */
#include "log.h"
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "str.h"

static const char *name = "countersign";

void log_name(const char *program)
{
    name = program;
}

void log_line(const char *subject, const char *format, ...)
{
    char text[1024], clean[1024], line[1280];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    int size = snprintf(line, sizeof line, "%s: [%s] %s\n", name, subject, str_clean(text, clean, sizeof clean));
    if (size > (int)sizeof line - 1)
        size = (int)sizeof line - 1;
    /* One write, so that lines of several processes do not mix; a log that cannot be written is no reason to stop. */
    if (write(STDERR_FILENO, line, (size_t)size) < 0)
        return;
}
