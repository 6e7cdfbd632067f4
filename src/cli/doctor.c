/* doctor.c - `countersign doctor`: a row for each thing that would stop a shop, looked at whether it is open or closed.
 *
 * Nothing is changed: every mend is said, none is done. What an open shop knows better (its printers, its clock) is asked
 * of it; a shop that is closed, or that cannot open, is looked at from outside.
 */
#include "doctor.h"
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../base/path.h"

static const struct {
    const char *check;
    bool configured; /* says nothing while the shop's files are wrong */
    void (*look)(struct doctor *doctor);
} checks[] = {
    { "configuration", false, doctor_configuration },
    { "programs", false, doctor_programs },
    { "users", false, doctor_users },
    { "rights", false, doctor_rights },
    { "open", false, doctor_open },
    { "port", true, doctor_port },
    { "disk", true, doctor_disk },
    { "clock", false, doctor_clock },
    { "terminals", false, doctor_terminals },
    { "printers", true, doctor_printers },
    { "backup", false, doctor_backup },
};

static void __attribute__((format(printf, 4, 0))) note(struct doctor *doctor, const char *verdict, const char *mend, const char *format,
                                                       va_list list)
{
    char words[400];
    struct symptom *symptom = LIST_ADD(&doctor->cli->arena, &doctor->checkup.symptoms, symptom);
    vsnprintf(words, sizeof words, format, list);
    symptom->check = doctor->check;
    symptom->verdict = verdict;
    symptom->words = arena_text(&doctor->cli->arena, words);
    symptom->mend = mend;
}

void doctor_right(struct doctor *doctor, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    note(doctor, "right", "", format, list);
    va_end(list);
}

void doctor_look(struct doctor *doctor, const char *mend, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    note(doctor, "look", mend, format, list);
    va_end(list);
}

void doctor_wrong(struct doctor *doctor, const char *mend, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    note(doctor, "wrong", mend, format, list);
    va_end(list);
    doctor->checkup.wrong++;
}

const char *doctor_text(struct doctor *doctor, const char *format, ...)
{
    char text[PATH_MAX + 200];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return arena_text(&doctor->cli->arena, text);
}

void tell_checkup(const void *record)
{
    const struct checkup *checkup = record;
    for (size_t i = 0; i < checkup->symptoms.n; i++) {
        const struct symptom *symptom = &checkup->symptoms.v[i];
        printf("%-6s %-14s %s\n", symptom->verdict, symptom->check, symptom->words);
        if (*symptom->mend)
            printf("%-6s %-14s -> %s\n", "", "", symptom->mend);
    }
    if (checkup->wrong == 0)
        puts("Nothing is wrong.");
    else
        printf("%lld wrong.\n", (long long)checkup->wrong);
}

/* Is there a shop, and may we look? Only its owner and root see all of it. */
static enum err enter(struct doctor *doctor)
{
    char store[PATH_MAX];
    if (doctor->shop == NULL)
        return err_detail(ERR_USAGE, "no shop is named: -d SHOPDIR or COUNTERSIGN_SHOP");
    snprintf(store, sizeof store, "%s/" PATH_STORE, doctor->shop);
    if (stat(store, &doctor->store) != 0)
        return errno == EACCES ? err_detail(ERR_DIRECTORY, "%.120s belongs to somebody else; ask as root", doctor->shop)
                               : err_detail(ERR_NOT_FOUND, "there is no shop in %.100s", doctor->shop);
    if (geteuid() == 0 || geteuid() == doctor->store.st_uid)
        return ERR_NONE;
    const struct passwd *owner = getpwuid(doctor->store.st_uid);
    return err_detail(ERR_DIRECTORY, "%.120s belongs to %.40s; ask as that user or root", doctor->shop, owner ? owner->pw_name : "nobody we know");
}

int doctor_run(struct cli *cli, int argc, char **argv)
{
    struct doctor doctor = { .cli = cli, .shop = argc == 1 ? argv[0] : cli->shop };
    if (argc > 1 || (argc == 1 && *argv[0] == '-'))
        return cli_usage("doctor", "[SHOPDIR]");
    enum err err = enter(&doctor);
    if (err)
        return cli_refuse(err);
    cli->shop = doctor.shop;
    record_init(&checkup_type, &doctor.checkup);
    record_init(&status_type, &doctor.status);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        doctor.check = checks[i].check;
        if (!checks[i].configured || doctor.configured)
            checks[i].look(&doctor);
    }
    cli_show(cli, &checkup_type, &doctor.checkup);
    conf_free(&doctor.conf);
    return doctor.checkup.wrong ? EXIT_REFUSED : EXIT_DONE;
}
