/* probe.h - ask a printer what it is. */
#ifndef PRINTER_PROBE_H
#define PRINTER_PROBE_H
/* Print the entry of the IPP printer at that URI, or say why not; the exit status. */
int probe_printer(const char *uri);
#endif
