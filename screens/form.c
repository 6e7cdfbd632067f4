/* form.c - a few fields below each other; see form.h. A field's cursor stands at its end: Backspace corrects. */
#include "form.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/str.h"
#include "draw.h"
#include "line.h"

void form_init(struct form *form, const struct form_field *fields, size_t count)
{
    if (count > FORM_FIELDS)
        panic("a form of %zu fields", count);
    memset(form, 0, sizeof *form);
    form->fields = fields;
    form->count = count;
}

void form_free(struct form *form)
{
    explicit_bzero(form, sizeof *form);
}

void form_set(struct form *form, size_t field, const char *text)
{
    const struct form_field *f = &form->fields[field];
    for (size_t i = 0; f->kind == FORM_CHOICE && i < f->choice_count; i++)
        if (strcmp(f->choices[i], text) == 0)
            form->chosen[field] = i;
    explicit_bzero(form->texts[field], sizeof form->texts[field]);
    if (f->kind != FORM_CHOICE)
        str_clean(text, form->texts[field], f->limit + 1 < FORM_TEXT_LIMIT ? f->limit + 1 : FORM_TEXT_LIMIT);
}

/* Blanks at the ends are typing, not meaning; but a password is what it is. */
static void trim(struct form *form, size_t field)
{
    char *text = form->texts[field];
    if (form->fields[field].kind == FORM_PASSWORD)
        return;
    size_t from = strspn(text, " ");
    memmove(text, text + from, strlen(text + from) + 1);
    for (size_t length = strlen(text); length > 0 && text[length - 1] == ' '; length--)
        text[length - 1] = 0;
}

const char *form_text(const struct form *form, size_t field)
{
    const struct form_field *f = &form->fields[field];
    if (f->kind != FORM_CHOICE)
        return form->texts[field];
    return form->chosen[field] < f->choice_count ? f->choices[form->chosen[field]] : "";
}

static enum form_result leave(struct form *form, int step)
{
    trim(form, form->at);
    if (step < 0)
        form->at -= form->at > 0;
    else if (form->at + 1 < form->count)
        form->at++;
    else
        return FORM_DONE;
    return FORM_NEXT;
}

static enum form_result choose(struct form *form, int key)
{
    size_t count = form->fields[form->at].choice_count, *chosen = &form->chosen[form->at];
    if (count == 0)
        return FORM_NOT;
    if (key == ' ' || key == INPUT_RIGHT || key == '+')
        *chosen = (*chosen + 1) % count;
    else if (key == INPUT_LEFT || key == '-' || key == INPUT_BACKSPACE)
        *chosen = (*chosen + count - 1) % count;
    else
        return FORM_NOT;
    return FORM_TAKEN;
}

static enum form_result type(struct form *form, int key)
{
    const struct form_field *field = &form->fields[form->at];
    char *text = form->texts[form->at];
    if (key == INPUT_BACKSPACE || key == INPUT_DELETE) {
        input_chop(text);
        return FORM_TAKEN;
    }
    if (key == INPUT_CLEAR) {
        text[0] = 0;
        return FORM_TAKEN;
    }
    if (!input_printable(key))
        return FORM_NOT;
    if (field->kind == FORM_NUMBER && (key < '0' || key > '9'))
        return FORM_TAKEN;
    size_t room = field->limit + 1 < FORM_TEXT_LIMIT ? field->limit + 1 : FORM_TEXT_LIMIT;
    input_append(text, room, key);
    return FORM_TAKEN;
}

enum form_result form_key(struct form *form, int key)
{
    switch (key) {
    case INPUT_ESC:
        return FORM_BACK;
    case INPUT_ENTER: case INPUT_TAB: case INPUT_DOWN:
        if (key != INPUT_ENTER && form->at + 1 == form->count)
            return FORM_TAKEN;
        return leave(form, 1);
    case INPUT_UP: case INPUT_BACK_TAB:
        return leave(form, -1);
    default:
        return form->fields[form->at].kind == FORM_CHOICE ? choose(form, key) : type(form, key);
    }
}

static size_t label_width(const struct form *form)
{
    size_t width = 0;
    for (size_t i = 0; i < form->count; i++)
        if (str_columns(form->fields[i].label) > width)
            width = str_columns(form->fields[i].label);
    return width;
}

void form_paint(const struct form *form, int row, int column)
{
    int label = (int)label_width(form), at = column + 2 + label + 2;
    for (size_t i = 0; i < form->count; i++, row++) {
        const struct form_field *field = &form->fields[i];
        const char *text = form_text(form, i);
        draw_text(row, column, 1, i == form->at ? ">" : " ");
        draw_text(row, column + 2, label, field->label);
        draw_text(row, at - 1, 1, field->kind == FORM_CHOICE ? "<" : "");
        int room = draw_columns() - at - 2, used = 0;
        if (field->kind == FORM_CHOICE) {
            used = draw_text(row, at, room, text);
            draw_text(row, at + used, 1, ">");
        } else if (field->kind != FORM_PASSWORD) {
            /* The end of a long text is what is being typed. */
            size_t columns = str_columns(text), over = room > 0 && columns > (size_t)room ? columns - (size_t)room : 0;
            used = draw_text(row, at, room, text + str_bytes(text, over));
        }
        if (i == form->at)
            draw_cursor(row, at + used);
    }
}

/* "NEW LOGIN: Name", as drafts are called. */
static const char *draft_name(const struct form *form, size_t field, const char *headline, char *out, size_t size)
{
    snprintf(out, size, "%s: %s", headline, form->fields[field].label);
    return out;
}

void form_take_drafts(struct form *form, struct screen *screen, const char *headline)
{
    char name[STAND_NAME], text[FORM_TEXT_LIMIT];
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].kind != FORM_PASSWORD &&
            stand_draft(screen, draft_name(form, i, headline, name, sizeof name), text, sizeof text)) {
            form_set(form, i, text);
            form->at = i;
        }
}

void form_keep_draft(const struct form *form, size_t field, struct screen *screen, const char *headline)
{
    char name[STAND_NAME];
    if (form->fields[field].kind != FORM_PASSWORD)
        stand_type(screen, draft_name(form, field, headline, name, sizeof name), form_text(form, field));
}

void form_drop_drafts(const struct form *form, struct screen *screen, const char *headline)
{
    char name[STAND_NAME];
    for (size_t i = 0; i < form->count; i++)
        stand_type(screen, draft_name(form, i, headline, name, sizeof name), "");
}

/* ---- as a page of its own ---- */

struct form_page {
    struct form *form;
    const char *headline, *sentence;
    bool done;
};
struct form_page_data {
    struct form_page *of;
};
static const struct screen_ops form_ops;

static struct form_page *form_page(struct screen *screen)
{
    return ((struct form_page_data *)screen_data(screen, &form_ops))->of;
}

static bool open_page(struct screen *screen, const void *arg)
{
    memcpy(&((struct form_page_data *)screen->page)->of, arg, sizeof(struct form_page *));
    struct form_page *page = form_page(screen);
    form_take_drafts(page->form, screen, page->headline);
    return true;
}

static void paint_page(struct screen *screen)
{
    struct form_page *page = form_page(screen);
    const char *hint = page->form->fields[page->form->at].hint;
    draw_text(0, 1, 0, page->headline);
    draw_text(2, 1, 0, page->sentence);
    form_paint(page->form, 4, 1);
    if (hint && screen->said[0] == 0)
        draw_text(screen_body_end(), 1, 0, hint);
}

static bool key_page(struct screen *screen, int key)
{
    struct form_page *page = form_page(screen);
    size_t at = page->form->at;
    enum form_result result = form_key(page->form, key);
    page->done = result == FORM_DONE;
    if (result == FORM_BACK)
        form_drop_drafts(page->form, screen, page->headline);
    else if (result != FORM_NOT)
        form_keep_draft(page->form, at, screen, page->headline);
    if (result == FORM_DONE || result == FORM_BACK)
        screen_back(screen);
    return result != FORM_NOT;
}

/* Line mode: the same fields one after the other. */
static void tell_page(struct screen *screen)
{
    struct form_page *page = form_page(screen);
    struct form *form = page->form;
    line_say("%s", page->headline);
    if (page->sentence[0])
        line_say("%s", page->sentence);
    for (form->at = 0; form->at < form->count; form->at++) {
        const struct form_field *field = &form->fields[form->at];
        char question[200], answer[FORM_TEXT_LIMIT];
        snprintf(question, sizeof question, "%s%s%s%s", field->label, form_text(form, form->at)[0] ? " [" : "",
                 field->kind == FORM_PASSWORD ? "" : form_text(form, form->at),
                 form_text(form, form->at)[0] ? "]" : "");
        if (!line_ask(screen, question, answer, sizeof answer, field->kind == FORM_PASSWORD))
            break;
        if (answer[0])
            form_set(form, form->at, answer);
        explicit_bzero(answer, sizeof answer);
        trim(form, form->at);
        form_keep_draft(form, form->at, screen, page->headline);
    }
    page->done = form->at == form->count;
    form->at = form->count - 1;
    screen_back(screen);
}

static const struct screen_key form_keys[] = {
    { INPUT_ENTER, 0, "Enter", "next field, then done", "Next field; on the last one: done", 1, RIGHT_NONE, 0, NULL },
    { INPUT_ESC, 0, "Esc", "back", "Leave without doing anything", 2, RIGHT_NONE, 0, NULL },
};
static const struct screen_ops form_ops = {
    .name = "form", .keys = form_keys, .key_count = 2, .size = sizeof(struct form_page_data), .no_scan = true,
    .resumes = true, .open = open_page, .paint = paint_page, .key = key_page, .tell = tell_page,
};

bool form_run(struct screen *screen, struct form *form, const char *headline, const char *sentence)
{
    struct form_page page = { .form = form, .headline = headline, .sentence = sentence };
    struct form_page *of = &page;
    screen_open(screen, &form_ops, &of);
    return page.done && !screen->closing;
}
