/* command.c - the commands that are not one action of the keeper: a row each. */
#include <stdio.h>
#include <string.h>
#include "cli.h"

const struct command commands[] = {
    { "init", "SHOPDIR [--demo]", REMOTE_NO, init_run, "make a new shop" },
    { "serve", "[--port N] [--listen ADDR]", REMOTE_NO, serve_run, "open the shop" },
    { "kiosk", "", REMOTE_NO, kiosk_run, "the customer's screen on this terminal" },
    { "counter", "", REMOTE_NO, counter_run, "the counter's screen on this terminal" },
    { "lab", "", REMOTE_NO, lab_run, "the lab's board on this terminal" },
    { "order new", ORDER_NEW_SYNTAX, REMOTE_STD, order_new_run, "place an order as a kiosk would" },
    { "order edit", ORDER_EDIT_SYNTAX, REMOTE_YES, order_edit_run, "change what was ordered" },
    { "photo show", "CODE N [--columns W]", REMOTE_YES, photo_show_run, "a photo as a picture in the terminal" },
    { "staff key", STAFF_KEY_SYNTAX, REMOTE_STD, staff_key_run, "the keys a login comes in with; add those of a file (- is standard input), remove one" },
    { "slip", SLIP_SYNTAX, REMOTE_STD, slip_run, "a receipt, bag label or ticket for a receipt printer (ESC/POS), as text, or as a picture" },
    { "ticket", "CODE --png FILE", REMOTE_STD, ticket_run, "the ticket as a picture" },
    { "render", RENDER_SYNTAX, REMOTE_NO, render_run, "one photo to a print-ready JPEG" },
    { "printer probe", "PRINTER | URI", REMOTE_YES, printer_probe_run, "ask a printer of the shop how it stands now; or, in the shop itself, one at ipp://HOST/ipp/print, and write its entry for printers.conf" },
    { "check", "[--photos]", REMOTE_YES, check_run, "integrity of store, photos, money, journal; also while the shop is closed; --photos reads every photo" },
    { "dump", "", REMOTE_STD, dump_run, "the whole shop as text on standard output, photos excepted; as secret as the shop" },
    { "load", "SHOPDIR [--photos DIR]", REMOTE_NO, load_run, "a new shop out of a dump on standard input" },
    { "backup", "DIR", REMOTE_NO, backup_run, "a copy to restore from; into the same directory again, only what is new" },
    { "restore", "DIR SHOPDIR [--until TIME]", REMOTE_NO, restore_run, "make a shop of a backup" },
    { "check-config", "", REMOTE_NO, check_config_run, "every mistake in the configuration" },
    { "status", STATUS_SYNTAX, REMOTE_YES, status_run, "processes, queue, printers, disk; for a monitor: one line (exit 1 when somebody must come), or figures for Prometheus" },
    { "doctor", "[SHOPDIR]", REMOTE_NO, doctor_run, "look at shop and machine for what would stop work, and say the mend of each" },
    { "help", "[COMMAND]", REMOTE_YES, help_run, "this list, or how one command is used" },
    { "version", "", REMOTE_YES, version_run, "which countersign this is" },
    { NULL, NULL, REMOTE_NO, NULL, NULL },
};

const struct command *command_find(int argc, char **argv, int *taken)
{
    char words[80];
    for (*taken = argc < 2 ? argc : 2; *taken > 0; --*taken) {
        snprintf(words, sizeof words, "%s%s%s", argv[0], *taken == 2 ? " " : "", *taken == 2 ? argv[1] : "");
        for (const struct command *command = commands; command->words; command++)
            if (strcmp(command->words, words) == 0)
                return command;
    }
    return NULL;
}
