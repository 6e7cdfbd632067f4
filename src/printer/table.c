/* table.c - the kinds of printers there are, by the word in printers.conf. */
#include <stddef.h>
#include "printer.h"

#define USUAL(file) printer_##file##_setup, printer_##file##_stage, printer_##file##_go, printer_##file##_find
const struct printer_kind printer_kinds[] = {
    { "null", USUAL(null), NULL, NULL, printer_null_drop },
    { "folder", USUAL(folder), NULL, NULL, printer_folder_drop },
    { "hotfolder", USUAL(hotfolder), printer_hotfolder_wait, NULL, printer_hotfolder_drop },
    { "dpof", USUAL(hotfolder), printer_hotfolder_wait, NULL, printer_hotfolder_drop },
    { "ipp", USUAL(ipp), printer_ipp_wait, printer_ipp_withdraw, printer_ipp_drop },
    { "cups", USUAL(ipp), printer_ipp_wait, printer_ipp_withdraw, printer_ipp_drop },
    { .name = NULL }
};
