/* lines.c - what an order is made of, as typed on a command line; shared by order new and order edit.
 *
 * One --line goes with every photo; as many lines as photos pair up in order; anything else is refused, because a
 * guess would be printed and charged.
 */
#include <string.h>
#include "../base/str.h"
#include "cli.h"

enum err lines_take(struct cli *cli, int *argc, char **argv, struct wish *wish)
{
    static const struct {
        const char *option, *field;
        enum edit edit;
    } fields[] = {
        { "--customer", "customer", EDIT_CUSTOMER }, { "--name", "name", EDIT_NAME },
        { "--phone", "phone", EDIT_PHONE }, { "--class", "class", EDIT_CLASS }, { "--note", "note", EDIT_NOTE },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = syntax_take(argc, argv, fields[i].option);
        if (value == NULL)
            continue;
        enum err err = record_set(&args_type, &wish->edit, fields[i].field, value, &cli->arena);
        if (err)
            return err;
        wish->edit.fields |= BIT(fields[i].edit);
    }
    for (const char *line; (line = syntax_take(argc, argv, "--line")) != NULL;) {
        if (wish->line_count == LINES_MOST)
            return err_detail(ERR_LINES_PHOTOS, "more than %d lines", LINES_MOST);
        wish->lines[wish->line_count++] = arena_text(&cli->arena, line);
        wish->edit.fields |= BIT(EDIT_LINES);
    }
    return ERR_NONE;
}

enum err lines_fit(const struct wish *wish, size_t photos)
{
    if (wish->line_count > 1 && (size_t)wish->line_count != photos)
        return err_detail(ERR_LINES_PHOTOS, "%d lines, %zu photos", wish->line_count, photos);
    return ERR_NONE;
}

/* PRODUCT[/SURFACE][:COPIES][:MODE] */
static enum err read_line(const char *text, struct line *line, struct arena *arena)
{
    char *copy = arena_text(arena, text), *rest = copy;
    line->product = strsep(&rest, ":");
    char *surface = strchr(copy, '/');
    line->surface = surface ? surface + 1 : "glossy";
    if (surface)
        *surface = 0;
    line->copies = 1;
    for (char *part; (part = strsep(&rest, ":")) != NULL;) {
        int mode = word_find(&crop_mode_words, part);
        if (mode >= 0)
            line->mode = (enum crop_mode)mode;
        else if (!str_number(part, 1, 999, &line->copies))
            return part[strspn(part, "-0123456789")] == 0
                       ? err_detail(ERR_COPIES, "%.60s", part)
                       : err_detail(ERR_MALFORMED, "a line is PRODUCT/SURFACE:COPIES:MODE, and %.40s is none of fill, fit, actual", part);
    }
    return ERR_NONE;
}

enum err lines_pair(struct cli *cli, struct wish *wish, size_t i, int64_t n)
{
    if (wish->line_count == 0)
        return ERR_NONE;
    struct line *line = LIST_ADD(&cli->arena, &wish->edit.lines, line);
    line->photo = n;
    return read_line(wish->lines[wish->line_count == 1 ? 0 : i], line, &cli->arena);
}
