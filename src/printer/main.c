/* main.c - countersign-printer: one printer's conversation with the producer.
 *
 * A child of the supervisor, one a printer; which printer it is it learns from the producer's SETUP. It opens nothing
 * but the printer's own target.
 */
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "printer.h"

int main(void)
{
    log_name("printer");
    sandbox_close_from(MSG_CONTROL_FD + 1);
    sandbox_enter("printer");
    printer_talk(MSG_CONTROL_FD);
    return 0;
}
