/* form.h - a few fields below each other: text, number, password (never shown), choice.
 *
 * Enter or Tab goes to the next field, Up back, Enter on the last is done; in a choice Space, Left, Right change it.
 * Passwords are wiped by form_free(). In line mode form_run() asks the same fields one after the other.
 */
#ifndef SCREENS_FORM_H
#define SCREENS_FORM_H
#include <stdbool.h>
#include <stddef.h>
#include "screen.h"

enum { FORM_TEXT_LIMIT = 408, FORM_FIELDS = 16 };
enum form_kind { FORM_TEXT, FORM_NUMBER, FORM_PASSWORD, FORM_CHOICE };
struct form_field { /* a const table of these is the form */
    const char *label;
    enum form_kind kind;
    size_t limit;                /* bytes; of a number: digits */
    const char *const *choices;  /* FORM_CHOICE */
    size_t choice_count;
    const char *hint;            /* shown in the status line while the field is active; may be NULL */
};
struct form {
    const struct form_field *fields;
    size_t count, at;            /* at: the active field */
    char texts[FORM_FIELDS][FORM_TEXT_LIMIT];
    size_t chosen[FORM_FIELDS];
};
enum form_result { FORM_NOT /* not a key of forms */, FORM_TAKEN, FORM_NEXT /* left a field: a draft can be saved */,
                   FORM_DONE, FORM_BACK /* Esc */ };

void form_init(struct form *form, const struct form_field *fields, size_t count);
void form_free(struct form *form);
void form_set(struct form *form, size_t field, const char *text);
/* What was entered, blanks at both ends taken off; of a choice the chosen word. */
const char *form_text(const struct form *form, size_t field);
enum form_result form_key(struct form *form, int key);
/* Labels and values from this row on, a field per row; puts the cursor into the active field. */
void form_paint(const struct form *form, int row, int column);
/* For pages that show a form themselves: drafts of its fields (stand.h) by headline and label. Take what the session before
 * left; keep a field after each key in it; drop them all when the form is left with Esc. Passwords never are drafts. */
void form_take_drafts(struct form *form, struct screen *screen, const char *headline);
void form_keep_draft(const struct form *form, size_t field, struct screen *screen, const char *headline);
void form_drop_drafts(const struct form *form, struct screen *screen, const char *headline);
/* The whole form as a page of its own with a headline and a sentence under it, in either mode; true when done. */
bool form_run(struct screen *screen, struct form *form, const char *headline, const char *sentence);
#endif
