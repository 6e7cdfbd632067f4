/* table.c - the kinds of printers there are, by the word in printers.conf; the rows are PRINTER_KIND_ROWS. */
#include <stddef.h>
#include "printer.h"

#define KIND_ROW(kind) \
    { #kind, printer_##kind##_setup, printer_##kind##_stage, printer_##kind##_go, printer_##kind##_find, \
      printer_##kind##_drop },
const struct printer_kind printer_kinds[] = {
    PRINTER_KIND_ROWS(KIND_ROW)
    { .name = NULL }
};
