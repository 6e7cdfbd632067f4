/* tool-escpos.c - what a receipt printer would print: tool-escpos 58|80 OUT.png < BYTES; the text on standard output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/base/io.h"
#include "escpos.h"

int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];
    struct arena arena = { 0 };
    struct canvas paper;
    struct buf text = { 0 }, png = { 0 };
    char why[100];
    if (argc != 3 || (strcmp(argv[1], "58") != 0 && strcmp(argv[1], "80") != 0)) {
        fputs("tool-escpos 58|80 OUT.png < BYTES\n", stderr);
        return 2;
    }
    size_t size = fread(bytes, 1, sizeof bytes, stdin);
    bool good = escpos_decode((struct bytes){ bytes, size }, strcmp(argv[1], "58") == 0 ? 384 : 576, &paper, &text, why, sizeof why, &arena);
    if (!good)
        fprintf(stderr, "tool-escpos: %s\n", why);
    if (good && (png_write(&paper, &png) || io_replace(argv[2], png.data, png.size, 0600)))
        good = false;
    fputs(buf_string(&text), stdout);
    buf_free(&text);
    buf_free(&png);
    arena_free(&arena);
    return good ? 0 : 1;
}
