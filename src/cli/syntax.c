/* syntax.c - command-line arguments by the syntax that stands in the action's row: "CODE --reason T [--limit N]".
 *
 * A word in capitals is a positional argument, --name an option that fills the field of that name; --name-file reads
 * it from a file. What the row does not name is refused.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "../base/io.h"
#include "../base/str.h"
#include "../model/ticket.h"
#include "cli.h"

struct param {
    char word[32];    /* as in the syntax: "--pin-file" is pin-file */
    char name[32];    /* the field: "code", "reason" */
    bool option, required, value, file, taken;
};
enum { PARAMS = 12 };

/* Words that people type where the field has a longer or another name. */
static const struct {
    const char *word, *field;
} aliases[] = { { "amount", "amount_minor" }, { "order", "code" }, { "print", "copy" } };

static void add_param(struct param *param, const char *word, size_t length, bool optional, bool option)
{
    *param = (struct param){ .option = option, .required = !optional };
    snprintf(param->word, sizeof param->word, "%.*s", (int)length, word);
    snprintf(param->name, sizeof param->name, "%.*s", (int)length, word);
    for (char *c = param->name; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c == '-' ? '_' : *c;
    size_t named = strlen(param->name);
    if (option && named > 5 && strcmp(param->name + named - 5, "_file") == 0) {
        param->name[named - 5] = 0;
        param->file = true;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(param->name, aliases[i].word) == 0)
            snprintf(param->name, sizeof param->name, "%s", aliases[i].field);
}

static int read_syntax(const char *syntax, struct param params[PARAMS])
{
    int count = 0;
    while (*syntax && count < PARAMS) {
        bool optional = *syntax == '[';
        syntax += optional;
        bool option = strncmp(syntax, "--", 2) == 0;
        syntax += option ? 2 : 0;
        size_t length = strcspn(syntax, " ]");
        add_param(&params[count], syntax, length, optional, option);
        syntax += length;
        if (option && *syntax == ' ' && strncmp(syntax + 1, "--", 2) != 0 && syntax[1] != '[') {
            params[count].value = true;
            syntax += 1 + strcspn(syntax + 1, " ]");
        }
        count++;
        syntax += strspn(syntax, " ]");
    }
    return count;
}

static void without_echo(bool on)
{
    struct termios mode;
    if (tcgetattr(STDIN_FILENO, &mode) != 0)
        return;
    mode.c_lflag = on ? mode.c_lflag & ~(tcflag_t)ECHO : mode.c_lflag | ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode);
}

enum err secret_read(const char *file, const char *question, const char **secret, struct arena *arena)
{
    char line[256];
    int fd = file && strcmp(file, "-") != 0 ? open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    bool asked = file == NULL && isatty(STDIN_FILENO);
    size_t used = 0;
    if (fd < 0)
        return err_detail(ERR_IO, "%.150s", file);
    if (asked) {
        fputs(question, stderr);
        without_echo(true);
    }
    /* Byte by byte: what follows the first line belongs to somebody else. */
    while (used < sizeof line - 1 && read(fd, line + used, 1) == 1 && line[used] != '\n')
        used++;
    line[used] = 0;
    line[strcspn(line, "\r\n")] = 0;
    if (asked) {
        without_echo(false);
        fputc('\n', stderr);
    }
    if (fd != STDIN_FILENO)
        close(fd);
    *secret = arena_text(arena, line);
    return ERR_NONE;
}

static enum err fill(struct cli *cli, const struct param *param, const char *text, struct args *args)
{
    char code[LABEL_CODE + 1];
    enum err err;
    if (param->file) {
        if (cli->remote && strcmp(text, "-") != 0)
            return err_detail(ERR_REMOTE, "only - (standard input) can be read");
        if ((err = secret_read(text, "", &text, &cli->arena)))
            return err;
    }
    if (strcmp(param->name, "code") == 0) {
        if ((err = ticket_read(text, code)))
            return err;
        text = arena_text(&cli->arena, code);
    }
    return record_set(&args_type, args, param->name, text, &cli->arena);
}

static struct param *find_option(struct param *params, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (params[i].option && strcmp(word, params[i].word) == 0)
            return &params[i];
    return NULL;
}

static struct param *next_positional(struct param *params, int count)
{
    for (int i = 0; i < count; i++)
        if (!params[i].option && !params[i].taken)
            return &params[i];
    return NULL;
}

int syntax_parse(struct cli *cli, const char *words, const char *syntax, int argc, char **argv, struct args *args)
{
    struct param params[PARAMS];
    int count = read_syntax(syntax, params);
    for (int i = 0; i < argc; i++) {
        bool option = strncmp(argv[i], "--", 2) == 0;
        struct param *param = option ? find_option(params, count, argv[i] + 2) : next_positional(params, count);
        if (param == NULL || (option && param->value && i + 1 == argc))
            return cli_usage(words, syntax);
        enum err err = fill(cli, param, option ? (param->value ? argv[++i] : "yes") : argv[i], args);
        if (err)
            return cli_refuse(err);
        param->taken = true;
    }
    for (int i = 0; i < count; i++)
        if (params[i].required && !params[i].taken)
            return cli_usage(words, syntax);
    return EXIT_DONE;
}

int syntax_take_request(struct cli *cli, int *argc, char **argv)
{
    int64_t id;
    const char *text = syntax_take(argc, argv, "--request-id");
    if (text == NULL)
        return EXIT_DONE;
    if (!str_number(text, 1, INT64_MAX, &id))
        return cli_refuse(err_detail(ERR_NUMBER, "%.60s", text));
    cli->request = (uint64_t)id;
    return EXIT_DONE;
}

/* Mixed as in splitmix64, so that the calls of one command and the ids of others stay apart. */
uint64_t syntax_request(const struct cli *cli, unsigned k)
{
    uint64_t mixed = cli->request + k * 0x9e3779b97f4a7c15u;
    if (cli->request == 0 || k == 0)
        return cli->request;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return (mixed ^ mixed >> 31) | 1;
}

const char *syntax_take(int *argc, char **argv, const char *option)
{
    for (int i = 0; i + 1 < *argc; i++) {
        if (strcmp(argv[i], option) != 0)
            continue;
        const char *value = argv[i + 1];
        memmove(argv + i, argv + i + 2, (size_t)(*argc - i - 2) * sizeof *argv);
        *argc -= 2;
        return value;
    }
    return NULL;
}
