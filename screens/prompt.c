/* prompt.c - questions on the bottom lines; see prompt.h.
 *
 * A question is painted over the status line and as many lines above it as it needs; the page stays visible, so that
 * whoever confirms sees what it is about.
 */
#include "prompt.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "../src/base/str.h"
#include "draw.h"
#include "line.h"
#include "text.h"

enum { QUESTION_LIMIT = 400, ANSWER_ROOM = 12 /* columns an answer should have behind its question */ };

struct question {
    char words[QUESTION_LIMIT];
    const char *answer;      /* typed so far; NULL: a single key answers */
    bool hidden;
    const char *const *lines; /* prompt_read() */
    size_t count;
};

static void paint(struct screen *screen, void *data)
{
    struct question *question = data;
    struct text text = { 0 };
    (void)screen;
    if (question->lines)
        for (size_t i = 0; i < question->count; i++)
            text_wrap(&text, draw_columns() - 2, "", question->lines[i]);
    text_wrap(&text, draw_columns() - 2, "", question->words);
    int last = draw_rows() - 2, first = last - (int)text.count + 1, used = 0;
    if (text.count && question->answer &&
        draw_columns() - 2 - (int)str_columns(text.lines[text.count - 1]) < ANSWER_ROOM) {
        first--;
        last--;
    }
    if (question->lines) {
        first--;
        draw_blank(first);
        draw_rule(first++);
    }
    for (size_t i = 0; i < text.count; i++) {
        draw_blank(first + (int)i);
        used = draw_text(first + (int)i, 1, 0, text.lines[i]);
    }
    int row = draw_rows() - 2, column = last == row ? 1 + used + 1 : 1;
    if (last != row)
        draw_blank(row);
    if (question->answer && !question->hidden) {
        size_t columns = str_columns(question->answer);
        size_t room = (size_t)(draw_columns() - column - 1), over = columns > room ? columns - room : 0;
        column += draw_text(row, column, 0, question->answer + str_bytes(question->answer, over));
    }
    draw_cursor(row, column);
    text_free(&text);
}

static void begin(struct screen *screen, struct question *question)
{
    screen->prompt = paint;
    screen->prompt_data = question;
}

static void end(struct screen *screen)
{
    screen->prompt = NULL;
    screen->prompt_data = NULL;
}

bool prompt_was_scan(struct screen *screen, const char *answer)
{
    char code[LABEL_CODE + 1], digits[LABEL_CODE + 4];
    const char *prefix = screen->scan.prefix ? strrchr(answer, screen->scan.prefix) : NULL;
    answer = prefix ? prefix + 1 : answer; /* what was typed before it stays a draft and nothing else */
    size_t length = str_digits(answer[0] == ']' && strlen(answer) > 3 ? answer + 3 : answer, digits, sizeof digits);
    if ((length != TICKET_CODE && length != LABEL_CODE) || ticket_read(answer, code) != ERR_NONE)
        return false;
    screen_scan_rings(screen, true);
    memcpy(screen->scanned, code, sizeof code);
    return true;
}

/* Type into out until Enter; false for Esc, a scan, or the end. */
static bool type(struct screen *screen, struct question *question, char *out, size_t size)
{
    bool done = false, offered = out[0] != 0; /* the first character typed replaces what is offered; Backspace mends it */
    if (!question->hidden && stand_draft(screen, question->words, out, size))
        offered = false; /* half typed when the line dropped: it goes on */
    question->answer = out;
    begin(screen, question);
    for (;;) {
        int key = screen_next_key(screen);
        if (key == INPUT_NONE || key == INPUT_ESC)
            break;
        if (key == INPUT_ENTER) {
            done = !prompt_was_scan(screen, out);
            break; /* what was answered stays a draft until the act is over */
        }
        if (key == INPUT_CLEAR || (offered && input_printable(key)))
            out[0] = 0;
        if (key == INPUT_BACKSPACE || key == INPUT_DELETE)
            input_chop(out);
        else if (input_printable(key))
            input_append(out, size, key);
        offered = false;
        if (!question->hidden)
            stand_type(screen, question->words, out);
    }
    end(screen);
    if (!done && !screen->closing)
        stand_type(screen, question->words, "");
    screen->said[0] = 0;
    return done;
}

static bool ask_line(struct screen *screen, const char *words, char *out, size_t size, bool hidden)
{
    char question[QUESTION_LIMIT + 64], answer[QUESTION_LIMIT];
    if (!hidden)
        stand_draft(screen, words, out, size);
    snprintf(question, sizeof question, "%s%s%.60s%s", words, !hidden && out[0] ? " [" : "", hidden ? "" : out,
             !hidden && out[0] ? "]:" : "");
    if (!line_ask(screen, question, answer, sizeof answer, hidden))
        return false;
    if (prompt_was_scan(screen, answer))
        return false;
    if (answer[0])
        str_clean(answer, out, size);
    if (!hidden)
        stand_type(screen, words, out);
    explicit_bzero(answer, sizeof answer);
    return true;
}

static bool ask(struct screen *screen, struct question *question, char *out, size_t size)
{
    bool done = screen->line_mode ? ask_line(screen, question->words, out, size, question->hidden)
                                  : type(screen, question, out, size);
    return done && out[0];
}

#define WORDS(question, format) do { \
        va_list list_; \
        va_start(list_, format); \
        vsnprintf((question).words, sizeof (question).words, format, list_); \
        va_end(list_); \
    } while (0)

bool prompt_text(struct screen *screen, char *out, size_t size, const char *format, ...)
{
    struct question question = { 0 };
    WORDS(question, format);
    return ask(screen, &question, out, size);
}

bool prompt_password(struct screen *screen, char *out, size_t size, const char *format, ...)
{
    struct question question = { .hidden = true };
    WORDS(question, format);
    out[0] = 0;
    return ask(screen, &question, out, size);
}

bool prompt_money(struct screen *screen, int64_t *minor, int decimals, const char *format, ...)
{
    struct question question = { 0 };
    char answer[32];
    WORDS(question, format);
    str_money(*minor, decimals, answer, sizeof answer);
    while (ask(screen, &question, answer, sizeof answer)) {
        if (str_parse_money(answer, decimals, minor))
            return true;
        snprintf(question.words, sizeof question.words, "%.20s is not an amount. How much, as in %s?", answer,
                 decimals ? "11.90" : "1190");
        answer[0] = 0;
    }
    return false;
}

bool prompt_number(struct screen *screen, int64_t *number, int64_t low, int64_t high, const char *format, ...)
{
    struct question question = { 0 };
    char answer[32];
    WORDS(question, format);
    snprintf(answer, sizeof answer, "%lld", (long long)*number);
    while (ask(screen, &question, answer, sizeof answer)) {
        if (str_number(answer, low, high, number))
            return true;
        snprintf(question.words, sizeof question.words, "%.20s is not a number from %lld to %lld. Which?", answer,
                 (long long)low, (long long)high);
        answer[0] = 0;
    }
    return false;
}

bool prompt_yes(struct screen *screen, bool likely, const char *format, ...)
{
    static const char *const words[] = { "yes", "no" };
    char question[QUESTION_LIMIT];
    va_list list;
    va_start(list, format);
    vsnprintf(question, sizeof question, format, list);
    va_end(list);
    return prompt_choice(screen, words, 2, likely ? 0 : 1, "%s", question) == 0;
}

/* The key of a word: its first letter that no word before it has taken ("cash" c, "card" a); 0 when all are. Digits are
 * scans and never keys. */
static int letter_of(const char *const *words, size_t i)
{
    for (const char *letter = words[i]; *letter; letter++) {
        size_t before = 0;
        if (*letter < 'a' || *letter > 'z')
            continue;
        while (before < i && letter_of(words, before) != *letter)
            before++;
        if (before == i)
            return *letter;
    }
    return 0;
}

static int choice_of(int key, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int letter = letter_of(words, i);
        if (letter && (key == letter || key == letter - 'a' + 'A'))
            return (int)i;
    }
    return -1;
}

/* "yes, [no]?"; a key that is not the first letter is named: "[cash], card (a)?" */
static void add_choices(char *out, size_t size, const char *const *words, size_t count, size_t likely)
{
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(out);
        char key[8] = "";
        if (letter_of(words, i) && letter_of(words, i) != words[i][0])
            snprintf(key, sizeof key, " (%c)", letter_of(words, i));
        snprintf(out + used, size - used, "%s%s%s%s%s%s", i ? ", " : " ", i == likely ? "[" : "", words[i], key,
                 i == likely ? "]" : "", i + 1 == count ? "?" : "");
    }
}

static int choose_line(struct screen *screen, const struct question *question, const char *const *words, size_t count,
                       size_t likely)
{
    char answer[80];
    for (;;) {
        if (!line_ask(screen, question->words, answer, sizeof answer, false) || prompt_was_scan(screen, answer))
            return -1;
        int choice = answer[0] == 0   ? (int)likely
                     : answer[1] == 0 ? choice_of((unsigned char)answer[0], words, count)
                                      : -1;
        for (size_t i = 0; choice < 0 && i < count; i++)
            if (strcasecmp(answer, words[i]) == 0)
                choice = (int)i;
        if (choice >= 0)
            return choice;
        line_say("Please answer with one of these words.");
    }
}

/* How far a key moves the brackets. */
static size_t moved(int key, size_t count)
{
    if (key == INPUT_TAB || key == INPUT_RIGHT || key == INPUT_DOWN)
        return 1;
    return key == INPUT_LEFT || key == INPUT_UP || key == INPUT_BACK_TAB ? count - 1 : 0;
}

int prompt_choice(struct screen *screen, const char *const *words, size_t count, size_t likely, const char *format, ...)
{
    struct question question = { 0 };
    int choice = -1;
    WORDS(question, format);
    size_t asked = strlen(question.words);
    char name[QUESTION_LIMIT], before[80];
    memcpy(name, question.words, sizeof name);
    if (stand_draft(screen, name, before, sizeof before))
        for (size_t i = 0; i < count; i++)
            likely = strcmp(words[i], before) == 0 ? i : likely;
    add_choices(question.words, sizeof question.words, words, count, likely);
    if (screen->line_mode)
        return choose_line(screen, &question, words, count, likely);
    begin(screen, &question);
    for (;;) {
        int key = screen_next_key(screen);
        if (key == INPUT_NONE || key == INPUT_ESC)
            break;
        /* A reader's digits are no answer: they begin a scan, which is taken up when the question is gone. */
        if ((key >= '0' && key <= '9') || key == ']') {
            char code[LABEL_CODE + 1];
            input_scan_key(&screen->scan, key, screen->key_ms, code);
            break;
        }
        choice = key == INPUT_ENTER ? (int)likely : choice_of(key, words, count);
        if (choice >= 0)
            break;
        likely = (likely + moved(key, count)) % count;
        question.words[asked] = 0;
        add_choices(question.words, sizeof question.words, words, count, likely);
    }
    end(screen);
    if (choice >= 0)
        stand_type(screen, name, words[choice]);
    screen->said[0] = 0;
    return choice;
}

void prompt_read(struct screen *screen, const char *const *lines, size_t count)
{
    struct question question = { .words = "Any key goes on.", .lines = lines, .count = count };
    if (screen->line_mode) {
        for (size_t i = 0; i < count; i++)
            line_say("%s", lines[i]);
        return;
    }
    begin(screen, &question);
    int key = screen_next_key(screen);
    if ((key >= '0' && key <= '9') || key == ']') {
        char code[LABEL_CODE + 1];
        input_scan_key(&screen->scan, key, screen->key_ms, code);
    }
    end(screen);
}
