/* manual.c - the manual's pages that follow from tables, as mdoc: `countersign help --mdoc PAGE`, used by `make manual`.
 *
 * Every page of a table says what the table says; tests/lint/docs fails when doc/ has another text. The page in words,
 * countersign.7, people write.
 */
#include <stdio.h>
#include <string.h>
#include "../conf/conf.h"
#include "cli.h"

#define MANUAL_DATE "November 22, 2026"

/* Text of a table inside a page: nothing in it is a request or an escape. */
static void say(const char *text)
{
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-' && text[1] != ' ')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

/* "extend order and photos" as a sentence of its own line. */
static void say_sentence(const char *text)
{
    char first[2] = { *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text };
    size_t length = strlen(text);
    if (length == 0)
        return;
    say(first);
    say(text + 1);
    puts(text[length - 1] == '.' ? "" : ".");
}

static void head(const char *title, const char *section, const char *name, const char *what)
{
    printf(".\\\" Made from the tables by `make manual`.\n.Dd %s\n.Dt %s %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", MANUAL_DATE,
           title, section, name, what);
}

static void see_also(const char *const *pages)
{
    puts(".Sh SEE ALSO");
    for (; *pages; pages++)
        printf(".Xr %.*s %s%s\n", (int)(strlen(*pages) - 2), *pages, *pages + strlen(*pages) - 1, pages[1] ? " ," : "");
}

/* "CODE --reason T" as words of one line; a bracket or dots that stand alone would be read by mdoc. */
static void say_syntax(const char *words, const char *syntax)
{
    printf(".It Ic ");
    say(words);
    if (*syntax) {
        fputs(" No ", stdout);
        say(syntax);
    }
    putchar('\n');
}

static void say_remote(enum remote remote)
{
    if (remote == REMOTE_NO)
        puts("Not over SSH.");
    else if (remote == REMOTE_STD)
        puts("Over SSH files are standard input and output only.");
}

static void say_commands(void)
{
    puts(".Sh COMMANDS\n.Ss Of this program\n.Bl -tag -width Ds");
    for (const struct command *command = commands; command->words; command++) {
        say_syntax(command->words, command->syntax);
        say_sentence(command->help);
        say_remote(command->remote);
    }
    puts(".El\n.Ss Asked of the open shop\n.Bl -tag -width Ds");
    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct action_row *row = &action_rows[i];
        if (*row->words == '.')
            continue;
        say_syntax(row->words, row->syntax);
        say_sentence(row->help);
        if (row->right != RIGHT_NONE)
            printf("Needs the right\n.Dq %s .\n", word_of(&right_words, row->right));
        say_remote(row->remote);
    }
    puts(".El");
}

static void page_command(void)
{
    head("COUNTERSIGN", "1", "countersign", "a photo lab's shop from terminals");
    puts(".Sh SYNOPSIS\n.Nm\n.Op Fl d Ar SHOPDIR\n.Op Fl \\-json\n.Ar command ...\n.Sh DESCRIPTION\n"
         "Opens a shop, shows its screens, and asks it whatever can be asked.\n"
         "Words of the shop and the life of an order are explained in\n.Xr countersign 7 .\n.Pp\n"
         "Run by the shop's own user on its machine, a command acts as the owner.\n"
         "Staff run the same commands from elsewhere with the rights of their login:\n"
         ".Dl ssh -p PORT counter1@SHOP order list\n.Pp\nThe options are:\n.Bl -tag -width Ds\n"
         ".It Fl d Ar SHOPDIR\nThe shop's directory.\n"
         ".It Fl \\-json\nAnswer with JSON wherever something is listed or shown.\n"
         ".It Fl \\-request\\-id Ar N\nWhat changes something, asked again with the same number, answers as the first time.\n.El");
    say_commands();
    puts(".Sh JSON\n"
         "Times are ISO 8601 in UTC, sums are in minor units of the order's currency, words are those of\n"
         ".Xr countersign 7 .\n"
         "Long lists come in pages: what stands in\n.Dq next\ngoes on with\n.Fl \\-after .\n"
         "Passwords appear only in the answer of\n.Ic order new\nand of\n.Ic order ticket .\n"
         ".Sh ENVIRONMENT\n.Bl -tag -width COUNTERSIGN_SHOP\n"
         ".It Ev COUNTERSIGN_SHOP\nThe shop's directory, where\n.Fl d\nis not given.\nWithout both it is\n.Pa /srv/shop ,\nthe service's, where there is one.\n"
         ".It Ev TZ\nThe time zone of dates on a shop's own machine, where\n.Xr countersign.conf 5\nhas none.\n.El\n"
         ".Sh EXIT STATUS\n.Bl -tag -width Ds\n.It 0\nDone.\n"
         ".It 1\nRefused or failed; one sentence on standard error says why and what to do next.\n"
         ".It 2\nWrong usage.\n.El\n"
         ".Sh SIGNALS\nA served shop closes at\n.Dv SIGTERM\nand\n.Dv SIGINT .\nAt\n.Dv SIGHUP\n"
         "it reads its files again, as\n.Ic reload\ndoes.");
    see_also((const char *const[]){ "countersign-catalogue.5", "countersign-printers.5", "countersign.conf.5", "countersign.7", NULL });
}

static void page_conf(void)
{
    struct conf_option option;
    char last[24] = "";
    head("COUNTERSIGN.CONF", "5", "countersign.conf", "what a shop decided");
    puts(".Sh DESCRIPTION\nThe file stands in the shop's directory.\n"
         "It has sections in brackets and lines of a name, an equals sign and a value.\nA line that begins with # is a comment.\n"
         "What is not set has its default.\n.Pp\n"
         ".Ic countersign check-config\ntells every mistake with file and line.\n"
         ".Ic countersign reload\nlets an open shop read the file again: all of it, or with a mistake nothing.\n"
         "Options marked\n.Dq from the next opening on\nwait until the shop is closed and opened.\n"
         "Fewer workers wait as well.\n"
         "Currency and decimals must be chosen before the first order: a stored sum is a number of minor units.");
    for (size_t n = 0; conf_option(n, &option); n++) {
        if (strcmp(option.section, last) != 0)
            printf("%s.Ss %s\n.Bl -tag -width Ds\n", *last ? ".El\n" : "", option.section);
        memcpy(last, option.section, sizeof last);
        printf(".It Ic %s No = Ar %s\n", option.name, option.kind);
        say_sentence(option.help);
        if (*option.range) {
            printf("Possible: ");
            say(option.range);
            puts(".");
        }
        if (*option.standard) {
            printf("Default: ");
            say(option.standard);
            puts(".");
        }
        if (option.fixed)
            puts("From the next opening on.");
    }
    puts(".El");
    see_also((const char *const[]){ "countersign.1", "countersign-catalogue.5", "countersign-printers.5", "countersign.7", NULL });
}

static void say_keys(const char *file)
{
    struct conf_key key;
    const char *last = "";
    for (size_t n = 0; conf_key(file, n, &key); n++) {
        if (strcmp(key.section, last) != 0)
            printf("%s.Ss [%s]\n.Bl -tag -width Ds\n", *last ? ".El\n" : "", key.section);
        last = key.section;
        printf(".It Ic %s No = ", key.name);
        say(key.example);
        putchar('\n');
        say_sentence(key.help);
        if (key.needed)
            puts("Must be there.");
    }
    puts(".El");
}

static void page_catalogue(void)
{
    head("COUNTERSIGN-CATALOGUE", "5", "countersign-catalogue", "what a shop sells and what it costs");
    puts(".Sh DESCRIPTION\nThe file\n.Pa catalogue\nin the shop's directory is written as\n.Xr countersign.conf 5 .\n"
         "Sums are written as the shop's currency is, such as 0.35 with two decimals or 35 with none.\n.Pp\n"
         "A price that changes is the price of orders placed from then on.\n"
         "A placed order keeps the price it was placed for, until it is edited.\n"
         "A print whose product is not sold any more when its turn comes is not made; its order waits for a person.");
    say_keys("catalogue");
    see_also((const char *const[]){ "countersign.1", "countersign-printers.5", "countersign.conf.5", "countersign.7", NULL });
}

/* The kinds live in src/printer, which this program does not contain. */
static void page_kinds(void)
{
    puts(".Sh KINDS\n.Bl -tag -width hotfolder\n"
         ".It folder\nOne JPEG a print in a directory, for a person or an RIP; labels in\n.Pa labels .\n"
         ".It hotfolder\nThe folder that a lab's software watches, as its maker wants it\n.Pq Ic convention .\n"
         ".Ic dnp :\na folder for each size, which must be there.\n"
         ".Ic noritsu :\na folder named p... and then o... with a DPOF order; the lab answers by q... or e...;\n"
         ".Ic names\nhas the size, or size and channel as KG+145.\n"
         ".Ic fuji :\na folder with Condition.txt, and End.txt last.\n"
         "Both print a line of text on the back of a print, at most 40 characters:\n.Ic back .\n"
         "Without that line, and on the label, fuji prints the order's code and noritsu nothing.\n"
         "A print that the lab has taken away counts as made; of one that it answers with e... a person decides.\n"
         ".It dpof\nA folder for each print as a camera's card has it: DCIM, and MISC/AUTPRINT.MRK.\n"
         ".It ipp\nA printer in the network that speaks IPP and takes JPEG, or PWG raster of 8-bit sRGB, at ipp://HOST[:PORT]/PATH, or\n"
         "ipps:// for TLS, where the printer's key must have the\n.Ic fingerprint\nwritten down;\n"
         ".Ic countersign printer probe\nwrites the entry.\n.Ic names\nhas its media names, as 10x15:na_index-4x6_4x6in.\n"
         "A print is made when the printer says that this job is completed.\n"
         ".It cups\nA queue of a CUPS server: its name on this machine, or an ipp:// address.\n"
         "This is weaker: completed means that CUPS has handed the print to the device.\n"
         ".It null\nPrints nothing, for trying a shop.\n.El\n.Pp\n"
         "All but folder and null print the order's label as its last sheet, on the first of its papers.");
}

static void page_printers(void)
{
    head("COUNTERSIGN-PRINTERS", "5", "countersign-printers", "a shop's printers");
    puts(".Sh DESCRIPTION\nThe file\n.Pa printers.conf\nin the shop's directory is written as\n.Xr countersign.conf 5 .\n.Pp\n"
         "After\n.Ic countersign reload\na new printer takes work at once.\n"
         "One that was taken out gets no more; what it was sent is settled first, then it leaves the list.\n"
         "One whose kind or target changed is settled at the old place, then works at the new one.\n"
         "Prints that wait are nobody's: any printer that holds their size and surface takes them.\n"
         "A print of which the old printer cannot say what became of it is doubtful, and a person looks.");
    say_keys("printers.conf");
    page_kinds();
    see_also((const char *const[]){ "countersign.1", "countersign-catalogue.5", "countersign.conf.5", "countersign.7", NULL });
}

static void page_options_file(void)
{
    struct buf text = { 0 };
    conf_explain(&text);
    fputs(buf_string(&text), stdout);
    buf_free(&text);
}

int manual_run(const char *page)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } pages[] = {
        { "countersign.1", page_command }, { "countersign.conf.5", page_conf },
        { "countersign-catalogue.5", page_catalogue }, { "countersign-printers.5", page_printers },
        { "countersign.conf", page_options_file },
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (strcmp(pages[i].name, page) == 0) {
            pages[i].print();
            return EXIT_DONE;
        }
    fprintf(stderr, "There is no page %.60s made from tables.\n", page);
    return EXIT_USAGE;
}
