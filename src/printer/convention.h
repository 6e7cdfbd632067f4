/* convention.h - how the software of one maker's lab wants a print laid into its hot folder; rows in convention.c. */
#ifndef PRINTER_CONVENTION_H
#define PRINTER_CONVENTION_H
#include "../base/record.h"

struct convention {
    const char *name;    /* as printers.conf says it */
    bool by_size;        /* a print goes into a folder of its size, called as the printer calls it; else into the target */
    bool folder;         /* a print is a folder of its own, with the picture in it; else the picture alone */
    const char *picture; /* where the picture lies in that folder; NULL: under the print's own name */
    const char *note;    /* a text beside it, and what it says; NULL: none */
    void (*words)(const struct printer_message *message, const char *picture, const char *back, struct buf *out);
    size_t back;         /* characters it takes for the back of the print; 0: it has no place for them (tbl/conventions.h) */
    const char *before, *after; /* how the folder's name begins while we write and once the lab may take it; before NULL:
                                   it is not in the lab's folder while we write */
    const char *last;    /* an empty file that says that all is there; NULL: none */
    const char *made, *refused; /* how the lab renames the folder when it has printed it, or will not; NULL: it says nothing */
};
extern const struct convention conventions[]; /* ends with a NULL name */
#endif
