/* picture.h - the finished raster as it came from the producer: read whole, or refused. */
#ifndef PRINTER_PICTURE_H
#define PRINTER_PICTURE_H
#include "../base/record.h"

enum { PICTURE_BYTES = 512 << 20 /* as PROGRAM("printer") in roles.h may write */ };

/* Copy all of fd, from its beginning, to out (-1: read it only). The file must have exactly the bytes that the message
 * says. The detail of the error says why, without a name. */
enum err picture_copy(const struct printer_message *message, int fd, int out) MUST_CHECK;
/* errno as a worker would say it: "no space left". */
const char *picture_trouble(int number);
#endif
