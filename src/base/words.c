/* words.c - the word lists of tbl/ as arrays, and finding a word; see record.h. */
#include <stdio.h>
#include <string.h>
#include "record.h"

#define WORD_TEXT(constant, word) word,
#define WORD_LIST(name, ROWS) \
    static const char *const name##_texts[] = { ROWS(WORD_TEXT) }; \
    const struct word_list name##_words = { name##_texts, sizeof name##_texts / sizeof *name##_texts };
WORD_LIST(order_state, ORDER_STATE_WORDS)
WORD_LIST(hold_reason, HOLD_REASON_WORDS)
WORD_LIST(print_state, PRINT_STATE_WORDS)
WORD_LIST(crop_mode, CROP_MODE_WORDS)
WORD_LIST(pay_method, PAY_METHOD_WORDS)
WORD_LIST(place, PLACE_WORDS)
WORD_LIST(role, ROLE_WORDS)
WORD_LIST(topic, TOPIC_WORDS)
WORD_LIST(program, PROGRAM_WORDS)
WORD_LIST(card_act, CARD_ACT_WORDS)
WORD_LIST(card_state, CARD_STATE_WORDS)
WORD_LIST(task, TASK_WORDS)
WORD_LIST(printer_step, PRINTER_STEP_WORDS)
WORD_LIST(edit, EDIT_WORDS)
WORD_LIST(right, RIGHT_ROWS)
#define EVENT_WORD(constant, word, sentence) word,
static const char *const event_texts[] = { EVENT_ROWS(EVENT_WORD) };
const struct word_list event_words = { event_texts, EVENT_COUNT };
#define EVENT_SENTENCE(constant, word, sentence) sentence,
static const char *const event_sentence_texts[] = { EVENT_ROWS(EVENT_SENTENCE) };
const struct word_list event_sentences = { event_sentence_texts, EVENT_COUNT };

const char *word_of(const struct word_list *list, unsigned constant)
{
    return constant < list->count ? list->words[constant] : "?";
}

int word_find(const struct word_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->words[i], word) == 0)
            return (int)i;
    return -1;
}

const char *word_set(const struct word_list *list, uint32_t set, char *out, size_t size)
{
    size_t used = 0;
    if (size)
        out[0] = 0;
    for (size_t i = 0; i < list->count && used < size; i++)
        if (set >> i & 1)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", list->words[i]);
    return out;
}
