/* stand.c - where a session stands; see stand.h. */
#include "stand.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../src/base/clock.h"
#include "../src/base/random.h"
#include "../src/base/str.h"
#include "prompt.h"
#include "screen.h"

void stand_start(struct screen *screen)
{
    struct stand *stand = &screen->stand;
    stand->desk = (int64_t)(random_u64() >> 2) | 1;
    record_init(&page_type, &stand->back);
}

void stand_end(struct screen *screen)
{
    struct stand *stand = &screen->stand;
    struct args args = client_args();
    struct arena arena = { 0 };
    /* Who left by hand has nothing to go on with; a customer's step stays under the ticket. */
    if (!stand->parted && screen->client->keeper >= 0 && screen->client->identity.role != ROLE_CUSTOMER) {
        args.page = "leave";
        args.seq = stand->desk;
        (void)!client_call(screen->client, ACTION_PAGE, &args, NULL, &arena);
    }
    arena_free(&arena);
    stand_forget(screen);
}

static struct stand_level *level(struct screen *screen, int depth)
{
    return depth > 0 && depth <= STAND_LEVELS ? &screen->stand.levels[depth - 1] : NULL;
}

/* Drafts typed at this depth of pages or above are done with. */
static void drop_drafts(struct stand *stand, int depth)
{
    size_t kept = 0;
    for (size_t i = 0; i < stand->draft_count; i++) {
        if (stand->drafts[i].depth < depth)
            stand->drafts[kept++] = stand->drafts[i];
        else
            explicit_bzero(&stand->drafts[i], sizeof stand->drafts[i]);
    }
    stand->changed = stand->changed || kept != stand->draft_count;
    stand->draft_count = kept;
}

void stand_open(struct screen *screen)
{
    struct stand_level *at = level(screen, screen->depth);
    if (at)
        *at = (struct stand_level){ .ops = screen->ops };
    screen->stand.changed = true;
}

void stand_close(struct screen *screen)
{
    struct stand_level *below = level(screen, screen->depth - 1);
    if (below)
        below->scan[0] = 0;
    drop_drafts(&screen->stand, screen->depth + 1);
    screen->stand.changed = true;
}

static void look(struct screen *screen, struct stand_level *at)
{
    at->view[0] = 0;
    if (screen->ops->stand)
        screen->ops->stand(screen, at->view, sizeof at->view);
}

void stand_act(struct screen *screen, int key)
{
    struct stand_level *at = level(screen, screen->depth);
    if (at == NULL)
        return;
    look(screen, at);
    at->key = key;
}

void stand_act_over(struct screen *screen, int depth)
{
    struct stand_level *at = level(screen, depth);
    if (at)
        at->key = 0;
    drop_drafts(&screen->stand, depth);
}

void stand_came_by(struct screen *screen, const char *code)
{
    struct stand_level *below = level(screen, screen->depth - 1);
    if (below)
        snprintf(below->scan, sizeof below->scan, "%s", code);
}

void stand_type(struct screen *screen, const char *name, const char *text)
{
    struct stand *stand = &screen->stand;
    struct stand_draft draft = { .depth = screen->depth };
    size_t i = 0;
    if (screen->client->identity.role == ROLE_NOBODY)
        return; /* the login form's; nobody's draft would be offered to whoever logs in */
    str_clean(name, draft.name, sizeof draft.name);
    while (i < stand->draft_count && strcmp(stand->drafts[i].name, draft.name) != 0)
        i++;
    if (i == stand->draft_count && *text == 0)
        return;
    if (i < stand->draft_count) {
        memmove(&stand->drafts[i], &stand->drafts[i + 1], (stand->draft_count - i - 1) * sizeof draft);
        stand->draft_count--;
    } else if (stand->draft_count == STAND_DRAFTS) {
        return;
    }
    stand->changed = true;
    if (*text == 0)
        return;
    str_clean(text, draft.text, sizeof draft.text);
    if (stand->drafts == NULL)
        stand->drafts = xcalloc(STAND_DRAFTS, sizeof draft);
    stand->drafts[stand->draft_count++] = draft;
}

const char *stand_draft(struct screen *screen, const char *name, char *out, size_t size)
{
    struct page *back = &screen->stand.back;
    char clean[STAND_NAME];
    str_clean(name, clean, sizeof clean);
    for (size_t i = 0; i < back->drafts.n; i++) {
        struct draft *draft = &back->drafts.v[i];
        if (strcmp(draft->name, clean) != 0 || draft->text[0] == 0)
            continue;
        str_clean(draft->text, out, size);
        draft->text = "";
        stand_type(screen, name, out);
        return out;
    }
    return NULL;
}

/* ---- keeping ---- */

/* Steps of the pages that may be opened again; the texts are borrowed. */
static void gather_steps(struct screen *screen, struct page *page, struct arena *arena)
{
    struct stand *stand = &screen->stand;
    struct stand_level *top = level(screen, screen->depth);
    if (top && top->key == 0)
        look(screen, top);
    for (int depth = 1; depth <= screen->depth && depth <= STAND_LEVELS; depth++) {
        const struct stand_level *at = &stand->levels[depth - 1];
        if (!at->ops->resumes)
            continue;
        bool on = depth < screen->depth && depth < STAND_LEVELS && at[1].ops->resumes;
        struct page_step *step = LIST_ADD(arena, &page->steps, page_step);
        step->page = at->ops->name;
        step->view = at->view;
        step->scan = on ? at->scan : "";
        /* A key without a page or a draft that came of it would do something a second time. */
        step->key = step->scan[0] == 0 && (on || stand->draft_count) ? at->key : 0;
    }
}

static void gather_drafts(const struct stand *stand, struct page *page, struct arena *arena)
{
    /* What was not taken up yet is not lost when the line drops a second time. */
    for (size_t i = 0; i < stand->back.drafts.n; i++)
        if (stand->back.drafts.v[i].text[0])
            *LIST_ADD(arena, &page->drafts, draft) = stand->back.drafts.v[i];
    for (size_t i = 0; i < stand->draft_count && page->drafts.n < STAND_DRAFTS; i++) {
        struct draft *draft = LIST_ADD(arena, &page->drafts, draft);
        draft->name = stand->drafts[i].name;
        draft->text = stand->drafts[i].text;
    }
}

static uint64_t sum_of(const struct page *page)
{
    struct buf bytes = { 0 };
    uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */
    record_encode(&page_type, page, FIELD_ALL, &bytes);
    for (size_t i = 0; i < bytes.size; i++)
        sum = (sum ^ (uint8_t)bytes.data[i]) * 0x100000001b3u;
    buf_free(&bytes);
    return sum;
}

void stand_keep(struct screen *screen, bool wait)
{
    struct stand *stand = &screen->stand;
    struct args args = client_args();
    struct arena arena = { 0 };
    if (stand->parted || stand->going_on || screen->client->keeper < 0 || screen->client->identity.role == ROLE_NOBODY)
        return;
    stand->changed = false;
    args.page = "keep";
    args.seq = stand->desk;
    args.stand.page = stand->page;
    args.stand.code = stand->code;
    args.stand.n = stand->n;
    gather_steps(screen, &args.stand, &arena);
    gather_drafts(stand, &args.stand, &arena);
    uint64_t sum = sum_of(&args.stand);
    /* What could not be kept is only a convenience lost. */
    if (wait)
        (void)!client_call(screen->client, ACTION_PAGE, &args, NULL, &arena);
    else if (sum != stand->sum)
        (void)!client_tell(screen->client, ACTION_PAGE, &args);
    stand->sum = sum;
    arena_free(&arena);
}

void stand_part(struct screen *screen)
{
    stand_keep(screen, true);
    screen->stand.parted = true;
}

void stand_forget(struct screen *screen)
{
    struct stand *stand = &screen->stand;
    if (stand->drafts)
        explicit_bzero(stand->drafts, STAND_DRAFTS * sizeof *stand->drafts);
    free(stand->drafts);
    arena_free(&stand->memory);
    struct stand fresh = { .desk = stand->desk };
    record_init(&page_type, &fresh.back);
    for (int i = 0; i < STAND_LEVELS; i++)
        fresh.levels[i].ops = stand->levels[i].ops;
    *stand = fresh;
}

/* ---- going on ---- */

enum err stand_read(struct screen *screen)
{
    struct stand *stand = &screen->stand;
    struct args args = client_args();
    struct arena arena = { 0 };
    struct page page;
    args.seq = stand->desk;
    enum err err = client_call(screen->client, ACTION_PAGE, &args, &page, &arena);
    if (err) {
        arena_free(&arena);
        return err;
    }
    arena_free(&stand->memory);
    stand->memory = arena;
    stand->back = page;
    stand->at = 0;
    stand->going_on = page.steps.n > 0;
    return ERR_NONE;
}

static void over(struct screen *screen)
{
    screen->stand.going_on = false;
    screen->stand.changed = true;
}

/* The draft typed last, as a question. True: go on with it; no drops all of them, Esc leaves them for later. */
static bool offer(struct screen *screen)
{
    static const char *const words[] = { "yes", "no" };
    struct page *back = &screen->stand.back;
    const struct draft *draft = &back->drafts.v[back->drafts.n - 1];
    char when[40];
    int choice = prompt_choice(screen, words, 2, 0, "Half typed when the line dropped, %s: %.120s %.80s%s Go on with it?",
                               clock_words(back->at, when, sizeof when), draft->name, draft->text,
                               strlen(draft->text) > 80 ? "..." : ".");
    if (choice == 1)
        back->drafts.n = 0;
    return choice == 0;
}

/* Is there a later step that leads on? */
static bool leads_on(const struct stand *stand)
{
    for (size_t i = stand->at; i < stand->back.steps.n; i++)
        if (stand->back.steps.v[i].key || stand->back.steps.v[i].scan[0])
            return true;
    return false;
}

void stand_go_on(struct screen *screen)
{
    struct stand *stand = &screen->stand;
    const struct page *back = &stand->back;
    while (stand->going_on && stand->at < back->steps.n && strcmp(back->steps.v[stand->at].page, screen->ops->name) != 0)
        stand->at++;
    if (!stand->going_on)
        return;
    if (stand->at == back->steps.n) {
        over(screen);
        return;
    }
    const struct page_step *step = &back->steps.v[stand->at++];
    const struct screen_key *row = step->key ? screen_find_key(screen, (int)step->key) : NULL;
    bool there = step->view[0] == 0 || (screen->ops->resume && screen->ops->resume(screen, step->view));
    bool last = !leads_on(stand);
    if (there && step->scan[0]) {
        screen_scanned(screen, step->scan);
        screen_take_scanned(screen);
    } else if (there && row && (!last || back->drafts.n == 0 || offer(screen)) && !screen->leaving && !screen->closing) {
        if (last)
            over(screen); /* from here on it is the person who acts */
        screen_do(screen, row);
        if (last && !screen->closing)
            stand->back.drafts.n = 0;
    } else if (!there && back->drafts.n) {
        screen_say(screen, "What you were at when the line dropped is not in this list any more.");
    }
    if (stand->going_on)
        over(screen);
}
