/* cli.h - one run of the program countersign: what was asked, in which shop, and how it is answered. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "../client/client.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

struct cli {
    const char *shop;        /* -d, COUNTERSIGN_SHOP, or the service's where there is one; else NULL */
    bool json, csv;          /* how an answer is shown; csv: of a report */
    bool remote;             /* asked over ssh, and so started by the supervisor: descriptor 3 leads to the keeper, and
                              * files are only standard input and output */
    struct client client;
    uint64_t request;        /* --request-id: makes a retry in another run safe; 0: none */
    bool connected;
    struct arena arena;
};

struct command { /* what is not an action of the keeper, or more than one */
    const char *words, *syntax;
    enum remote remote;
    int (*run)(struct cli *cli, int argc, char **argv); /* argv without the command's words; answers the exit status */
    const char *help;
};
extern const struct command commands[]; /* ends with NULL words */
#define LINES_SYNTAX "[--customer ID] [--name N] [--phone P] [--class C] [--note T] [--line PRODUCT[/SURFACE][:COPIES][:MODE]]..."
#define RENDER_SYNTAX \
    "--product P[/SURFACE] [--mode M] [--crop X,Y,WIDTH,HEIGHT] [--border yes] [--profile ICC] [--intent I] [--sharpen PERCENT] [--format jpeg|pwg] IN... OUT"
#define ORDER_NEW_SYNTAX LINES_SYNTAX " [--pin-file F] [--request-id N] PHOTO..."
#define SLIP_SYNTAX "CODE [--kind receipt|label|ticket] [--n N] [--to PRINTER] [--text] [--png FILE]"
#define ORDER_EDIT_SYNTAX "CODE " LINES_SYNTAX " [--request-id N]"
#define STATUS_SYNTAX "[--health | --metrics]"
#define STAFF_KEY_SYNTAX "LOGIN [--add-file F] [--remove FINGERPRINT] [--request-id N]"
/* The command with these first words; NULL if none. *taken says how many words its name has. */
const struct command *command_find(int argc, char **argv, int *taken);

/* Say the sentence of a failure on standard error; answers EXIT_REFUSED. */
int cli_refuse(enum err err);
/* Say how it is used; answers EXIT_USAGE. */
int cli_no_command(const char *word);
int cli_usage(const char *words, const char *syntax);
/* The socket to the keeper. */
enum err cli_connect(struct cli *cli) MUST_CHECK;
/* Show a reply as JSON or as text. */
void cli_show(struct cli *cli, const struct record_type *type, const void *record);

/* words.c: split a command line as a simple shell does (quotes, backslash; nothing is expanded or run). NULL-terminated,
 * in the arena; NULL when a quote is not closed. */
char **words_split(const char *line, int *count, struct arena *arena);

/* syntax.c: parse arguments by a syntax of tbl/actions.h into args. EXIT_DONE, or the exit status after saying why. */
int syntax_parse(struct cli *cli, const char *words, const char *syntax, int argc, char **argv, struct args *args);
/* The value of one option of a command's own ("--png"), taken out of argv; NULL if it is not there. */
const char *syntax_take(int *argc, char **argv, const char *option);
/* --request-id N out of argv into cli->request. EXIT_DONE, or the exit status after saying what is wrong. */
int syntax_take_request(struct cli *cli, int *argc, char **argv);
/* The id of the k-th call of a command that makes several; 0 when no id was given. */
uint64_t syntax_request(const struct cli *cli, unsigned k);
/* A secret: the first line of a file (- is standard input), or typed at the terminal without echo. */
enum err secret_read(const char *file, const char *question, const char **secret, struct arena *arena) MUST_CHECK;

/* action.c: a command that is one action. */
int action_run(struct cli *cli, enum action action, int argc, char **argv);
/* Which action has these first words? -1 if none; *taken says how many words its name has. */
int action_find(int argc, char **argv, int *taken);

/* manual.c: one page of the manual that follows from tables; "countersign.conf" is the file itself. */
int manual_run(const char *page);

/* tell.c: a reply as text for people. */
void tell(const struct record_type *type, const void *record);
/* check.c: what a check found, with the figures when nothing was. */
void tell_findings(const void *record);
/* doctor.c: what the doctor saw, with the mends. */
void tell_checkup(const void *record);
/* receipt.c: a receipt as a slip of 42 columns. */
void tell_receipt(const void *record);

/* report.c: reports and shifts as the office shows them; a report as CSV. */
void tell_report(const void *record);
void tell_shift(const void *record);
void tell_shifts(const void *record);
void csv(const void *record);

/* lines.c: what an order is made of, as typed: --customer, --class and so on, and --line for all photos or for each. */
enum { LINES_MOST = 2000 };
struct wish {
    struct args edit;        /* fields says what was given; lines come with lines_pair() */
    char *lines[LINES_MOST];
    int line_count;
};
/* Take the options out of argv; what is left is the caller's. */
enum err lines_take(struct cli *cli, int *argc, char **argv, struct wish *wish) MUST_CHECK;
/* May so many lines go with so many photos? ERR_LINES_PHOTOS. */
enum err lines_fit(const struct wish *wish, size_t photos) MUST_CHECK;
/* The line of the photo that is the i-th given (from 0) and has the number n in its order. */
enum err lines_pair(struct cli *cli, struct wish *wish, size_t i, int64_t n) MUST_CHECK;

/* init.c: a new shop's directory, which must be new or empty (root works on as the owner of an empty one), its folders, its
 * SSH host key. */
enum err init_empty(const char *shop) MUST_CHECK;
enum err init_folders(const char *shop) MUST_CHECK;
enum err init_key(const char *shop) MUST_CHECK;

/* Each in the file of its name. */
int order_edit_run(struct cli *cli, int argc, char **argv);
int order_new_run(struct cli *cli, int argc, char **argv);
int staff_key_run(struct cli *cli, int argc, char **argv);
int photo_show_run(struct cli *cli, int argc, char **argv);
int slip_run(struct cli *cli, int argc, char **argv);
int ticket_run(struct cli *cli, int argc, char **argv);
int kiosk_run(struct cli *cli, int argc, char **argv);
int counter_run(struct cli *cli, int argc, char **argv);
int lab_run(struct cli *cli, int argc, char **argv);
int init_run(struct cli *cli, int argc, char **argv);
int serve_run(struct cli *cli, int argc, char **argv);
int printer_probe_run(struct cli *cli, int argc, char **argv);
int render_run(struct cli *cli, int argc, char **argv);
int check_run(struct cli *cli, int argc, char **argv);
int dump_run(struct cli *cli, int argc, char **argv);
int load_run(struct cli *cli, int argc, char **argv);
int check_config_run(struct cli *cli, int argc, char **argv);
int status_run(struct cli *cli, int argc, char **argv);
int doctor_run(struct cli *cli, int argc, char **argv);
int backup_run(struct cli *cli, int argc, char **argv);
int restore_run(struct cli *cli, int argc, char **argv);
/* backup.c: a keeper for one thing, with our own standard streams; answers our exit status. */
int keeper_errand(const char *shop, const char *flag, const char *argument);
/* A path as another process understands it; ERR_TOO_LONG. */
enum err cli_whole_path(const char *path, char *out, size_t size) MUST_CHECK;
int help_run(struct cli *cli, int argc, char **argv);
int version_run(struct cli *cli, int argc, char **argv);
#endif
