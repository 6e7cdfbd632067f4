/* standard.c - the three default files, compiled in by the assembler; make runs at the source's root, where etc/ is. */
#include <string.h>
#include "../base/path.h"
#include "conf.h"

#define FILE_IN(symbol, path) \
    __asm__(".pushsection .rodata\n" #symbol ":\n.incbin \"" path "\"\n.byte 0\n.popsection\n"); \
    extern const char symbol[];
FILE_IN(standard_conf, "etc/countersign.conf")
FILE_IN(standard_catalogue, "etc/catalogue")
FILE_IN(standard_printers, "etc/printers.conf")

const char *conf_standard_file(const char *name)
{
    static const struct {
        const char *name, *text;
    } files[] = { { PATH_CONF, standard_conf },
                  { PATH_CATALOGUE, standard_catalogue },
                  { PATH_PRINTERS_CONF, standard_printers } };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(files[i].name, name) == 0)
            return files[i].text;
    return NULL;
}
