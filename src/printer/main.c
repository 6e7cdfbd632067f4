/* main.c - countersign-printer: one printer's conversation with the producer, or (--probe URI) a look at a printer.
 *
 * A child of the supervisor, one a printer; which printer it is it learns from the producer's SETUP. It opens nothing
 * but the printer's own target.
 */
#include <string.h>
#include "../base/log.h"
#include "../base/msg.h"
#include "../base/sandbox.h"
#include "printer.h"
#include "probe.h"

int main(int argc, char **argv)
{
    bool probe = argc == 3 && strcmp(argv[1], "--probe") == 0;
    log_name("printer");
    sandbox_close_from(probe ? MSG_CONTROL_FD : MSG_CONTROL_FD + 1);
    sandbox_enter("printer");
    if (probe)
        return probe_printer(argv[2]);
    printer_talk(MSG_CONTROL_FD);
    return 0;
}
