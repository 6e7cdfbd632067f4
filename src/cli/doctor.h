/* doctor.h - one visit of the doctor: what the checks know, and how they say what they saw. */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H
#include <sys/stat.h>
#include "../conf/conf.h"
#include "cli.h"

struct doctor {
    struct cli *cli;
    const char *shop;
    struct stat store;     /* whose the shop is */
    struct conf conf;      /* empty unless configured */
    bool configured;       /* its files are right */
    bool open;             /* it answers, and said: */
    struct status status;
    const char *check;     /* the row at work */
    struct checkup checkup;
};

/* Each check says one of these at least. mend is a command, or what a person does; it stands on a line of its own. */
void doctor_right(struct doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* look: nothing stops yet, but somebody should know. */
void doctor_look(struct doctor *doctor, const char *mend, const char *format, ...) __attribute__((format(printf, 3, 4)));
void doctor_wrong(struct doctor *doctor, const char *mend, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Text that lives as long as the visit, for a mend. */
const char *doctor_text(struct doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* doctor_shop.c: the shop's own. */
void doctor_configuration(struct doctor *doctor);
void doctor_rights(struct doctor *doctor);
void doctor_open(struct doctor *doctor);
void doctor_port(struct doctor *doctor);
void doctor_disk(struct doctor *doctor);
void doctor_backup(struct doctor *doctor);
/* doctor_printers.c */
void doctor_printers(struct doctor *doctor);
/* doctor_machine.c: what the machine must have. */
void doctor_programs(struct doctor *doctor);
void doctor_users(struct doctor *doctor);
void doctor_clock(struct doctor *doctor);
void doctor_terminals(struct doctor *doctor);
#endif
