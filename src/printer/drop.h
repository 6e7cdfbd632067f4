/* drop.h - putting finished files into folders that others watch: names, durable writing, renaming without replacing. */
#ifndef PRINTER_DROP_H
#define PRINTER_DROP_H
#include <stdbool.h>
#include "../base/record.h"

/* ERR_PRINTER with errno in words. */
enum err drop_trouble(void);
/* One name in a folder and nothing else: no path, not hidden. */
enum err drop_check_name(const char *file) MUST_CHECK;
/* Text as part of a file name, different texts different. False when it does not fit. */
bool drop_escape(const char *text, char *out, size_t size);
/* Write the picture, or a text, as a new file that is on disk when this returns; the directory's entry is not yet. */
enum err drop_picture(int dir, const char *name, const struct printer_message *message, int fd) MUST_CHECK;
enum err drop_text(int dir, const char *name, const char *text) MUST_CHECK;
/* Give a file or folder another name unless that is taken (errno EEXIST). */
bool drop_rename(int from_dir, const char *from, int to_dir, const char *to);
/* True when both are whole and the same, byte by byte. */
bool drop_same_file(int dir_a, const char *a, int dir_b, const char *b);
bool drop_exists(int dir, const char *name);
/* Remove a file, or a folder with what we put into it. True when it is gone. */
bool drop_remove(int dir, const char *name);
#endif
