/* office.h - what supervisors look after between customers: staff, roles, terminals, journal, printers,
 * customers, reports, shifts, catalogue.
 *
 * A menu over the counter; each of its lines is a page of rows (rows.h). The keeper checks every right again.
 */
#ifndef SCREENS_OFFICE_H
#define SCREENS_OFFICE_H
#include "../src/model/ticket.h"
#include "screen.h"

void office_open(struct screen *screen);
/* The pages of the menu. */
void office_staff_open(struct screen *screen);
void office_roles_open(struct screen *screen);
void office_terminals_open(struct screen *screen);
void office_journal_open(struct screen *screen);
void office_printers_open(struct screen *screen);
void office_customers_open(struct screen *screen);
void office_report_open(struct screen *screen);
void office_catalogue_open(struct screen *screen);
/* One customer; a new one by a form, true when there is one, and its number. */
void office_customer_open(struct screen *screen, const char *number);
bool office_customer_add(struct screen *screen, char number[CUSTOMER_NUMBER + 1]);
void office_retention_open(struct screen *screen);
/* The keys of a login. */
void office_keys_open(struct screen *screen, const char *login);
/* The rights of a role, or what a terminal may be used for, to be switched one by one. */
void office_rights_open(struct screen *screen, bool terminal, const char *name);
#endif
