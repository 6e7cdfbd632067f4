/* null.c - a printer that prints nothing: for trying a shop without paper. The picture is still read whole, so that a
 * missing or cut one is found here too. FIND answers ABSENT, because making nothing twice does no harm. */
#include "picture.h"
#include "printer.h"

enum err printer_null_setup(const struct printer *printer, struct printer_message *reply)
{
    (void)printer, (void)reply;
    return ERR_NONE;
}

enum err printer_null_stage(const struct printer_message *message, int fd, struct printer_message *reply,
                            struct arena *arena)
{
    (void)arena;
    reply->job = "null";
    return picture_copy(message, fd, -1);
}

enum err printer_null_go(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    (void)message, (void)arena;
    reply->job = "null";
    return ERR_NONE;
}

enum printer_step printer_null_find(const struct printer_message *message, struct printer_message *reply,
                                    struct arena *arena)
{
    (void)message, (void)reply, (void)arena;
    return PRINTER_ABSENT;
}

void printer_null_drop(void)
{
}
