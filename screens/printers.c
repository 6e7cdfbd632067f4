/* printers.c - a printer in words, and pausing it; see printers.h. */
#include "printers.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "order_words.h"
#include "prompt.h"

const char *printer_since(int64_t at, char *out, size_t size)
{
    char words[40], today[40];
    clock_words(at, words, sizeof words);
    clock_words(clock_now(), today, sizeof today);
    if (at && strncmp(words, today, 10) == 0 && strlen(words) > 11)
        snprintf(out, size, "%s", words + 11);
    else
        order_when_short(at, out, size);
    return out;
}

/* The counted paper of which the least is left; NULL when none is counted. */
static const struct media *least(const struct printer *printer)
{
    const struct media *found = NULL;
    for (size_t i = 0; i < printer->media.n; i++)
        if (found == NULL || printer->media.v[i].left < found->left)
            found = &printer->media.v[i];
    return found;
}

const char *printer_out_of(const struct printer *printer)
{
    const struct media *media = least(printer);
    return media && media->left <= 0 ? media->product : NULL;
}

const char *printer_state(const struct printer *printer, char *out, size_t size)
{
    char at[40];
    const char *also = printer->leaving ? ", leaving" : printer->paused ? ", paused" : "";
    if (printer->trouble[0])
        snprintf(out, size, "! %s%s%s%s", printer->trouble, printer->since ? " since " : "",
                 printer->since ? printer_since(printer->since, at, sizeof at) : "", also);
    else if (printer_out_of(printer) && *also == 0 && printer->code[0] == 0)
        snprintf(out, size, "! OUT OF PAPER for %s", printer_out_of(printer));
    else if (printer->alarm[0] && !printer_out_of(printer))
        snprintf(out, size, "seen? (s)");
    else
        snprintf(out, size, "%s",
                 printer->leaving ? "leaving" : printer->paused ? "paused" : printer->code[0] ? "printing" : "ready");
    return out;
}

const char *printer_holds(const struct printer *printer)
{
    return strcmp(printer->holds, "*") == 0 ? "everything" : printer->holds;
}

const char *printer_left(const struct printer *printer, bool *low, char *out, size_t size)
{
    enum { MANY = 100, COARSE = 50, FINE = 10 /* a count that changes with every print costs a slow line too much */ };
    const struct media *media = least(printer);
    int64_t step = media && media->left > MANY ? COARSE : FINE;
    *low = media && media->left <= printer->low;
    if (media == NULL)
        *out = 0;
    else
        snprintf(out, size, "%lld", (long long)(*low ? media->left : media->left - media->left % step));
    return out;
}

const char *printer_pace(int64_t milli, char *out, size_t size)
{
    enum { COARSE = 20, STEP = 5 /* a figure that moves with every print costs a slow line too much */ };
    int64_t whole = (milli + 500) / 1000;
    if (milli > 0 && milli < 1000)
        snprintf(out, size, "%lld an hour", (long long)(milli * 60 / 1000));
    else
        snprintf(out, size, "%lld/min", (long long)(whole > COARSE ? whole - whole % STEP : whole));
    return out;
}

const char *printer_short(const struct printer *printer, char *out, size_t size)
{
    struct buf words = { 0 };
    char pace[24], at[40];
    buf_format(&words, "%s: %s, %s", printer->name, printer->kind, printer_holds(printer));
    if (printer->each_ms > 0)
        buf_format(&words, "; %s", printer_pace(60000000 / printer->each_ms, pace, sizeof pace));
    if (printer->alarm[0])
        buf_format(&words, "; alarm since %s: %s", printer_since(printer->alarm_since, at, sizeof at), printer->alarm);
    for (size_t i = 0; i < printer->media.n; i++)
        if (printer->media.v[i].left <= printer->low)
            buf_format(&words, "; %s for %lld", printer->media.v[i].product, (long long)printer->media.v[i].left);
    snprintf(out, size, "%.*s", (int)words.size, (const char *)words.data);
    buf_free(&words);
    return out;
}

static void line(struct text *out, const char *name, const char *value)
{
    if (*value)
        text_add(out, "%-12s %s", name, value);
}

void printer_text(const struct printer *printer, struct text *out)
{
    char words[300], at[40];
    line(out, "State", printer_state(printer, words, sizeof words));
    if (printer->alarm[0])
        text_add(out, "%-12s %s, since %s. Not seen yet (s)", "Alarm", printer->alarm, printer_since(printer->alarm_since, at, sizeof at));
    line(out, "Kind", printer->kind);
    line(out, "Convention", printer->convention);
    line(out, "Target", printer->target);
    line(out, "Holds", printer_holds(printer));
    line(out, "Names", printer->names);
    line(out, "Rasters", printer->rasters);
    text_add(out, "%-12s %lld dpi, %s, sharpening %lld %%", "Prints", (long long)printer->dpi,
             printer->profile[0] ? printer->profile : "sRGB", (long long)printer->sharpening);
    text_add(out, "%-12s %lld prints", "Made", (long long)printer->made);
    if (printer->each_ms > 0)
        text_add(out, "%-12s %.1f prints a minute", "Pace", 60000.0 / (double)printer->each_ms);
    for (size_t i = 0; i < printer->media.n; i++)
        text_add(out, "%-12s %s: %lld prints%s", i ? "" : "Paper", printer->media.v[i].product, (long long)printer->media.v[i].left,
                 printer->media.v[i].left <= printer->low ? "  LOW" : "");
    if (printer->media.n == 0)
        text_add(out, "%-12s not counted; L says how much was loaded", "Paper");
}

/* One call about a printer, said when it is done. */
static bool ask(struct screen *screen, enum action action, const struct args *args)
{
    struct arena arena = { 0 };
    bool done = screen_call(screen, action, args, NULL, &arena) == ERR_NONE;
    arena_free(&arena);
    return done;
}

bool printer_load_paper(struct screen *screen, const struct printer *printer)
{
    enum { MOST = 100000 };
    char product[25], first[25];
    const struct media *media = least(printer);
    struct args args = client_args();
    size_t length = strcspn(printer->holds, " ,/");
    snprintf(first, sizeof first, "%.*s", (int)(length < sizeof first ? length : sizeof first - 1), printer->holds);
    snprintf(product, sizeof product, "%s", media ? media->product : strcmp(first, "*") == 0 ? "" : first);
    int64_t count = media && media->left > printer->low ? media->left : 0;
    if (!prompt_text(screen, product, sizeof product, "Paper of which size is loaded in %s?", printer->name) ||
        !prompt_number(screen, &count, 0, MOST, "For how many prints %s?", product))
        return false;
    args.printer = printer->name;
    args.product = product;
    args.count = count;
    if (!ask(screen, ACTION_PRINTER_MEDIA, &args))
        return false;
    screen_say(screen, "%s has paper for %lld prints %s.", printer->name, (long long)count, product);
    return true;
}

bool printer_move(struct screen *screen, const struct printer *printer, const struct board *board)
{
    enum { MOST = 20 };
    const char *names[MOST];
    size_t count = 0;
    struct args args = client_args();
    for (size_t i = 0; i < board->printers.n && count < MOST; i++)
        if (strcmp(board->printers.v[i].name, printer->name) != 0)
            names[count++] = board->printers.v[i].name;
    if (count == 0) {
        screen_say(screen, "There is no other printer to move to.");
        return false;
    }
    int chosen = prompt_choice(screen, names, count, 0, "Pause %s and print what it has on", printer->name);
    if (chosen < 0)
        return false;
    args.printer = printer->name;
    args.to = names[chosen];
    if (!ask(screen, ACTION_PRINTER_MOVE, &args))
        return false;
    screen_say(screen, "%s is paused; %s prints what it has not. (p resumes it.)", args.printer, args.to);
    return true;
}

bool printer_seen(struct screen *screen, const char *name)
{
    struct args args = client_args();
    args.printer = name;
    if (!ask(screen, ACTION_PRINTER_SEEN, &args))
        return false;
    screen_say(screen, "The alarm of %s is seen.", name);
    return true;
}

bool printer_pause_or_resume(struct screen *screen, const struct printer *printer)
{
    struct args args = client_args();
    struct arena arena = { 0 };
    /* A printer in trouble is resumed by the same key that pauses a healthy one. */
    bool resume = printer->paused || printer->trouble[0];
    if (printer->leaving && !printer->trouble[0]) {
        screen_say(screen, "%s is not in printers.conf any more: it gets nothing, and goes with its last print.",
                   printer->name);
        return false;
    }
    args.printer = arena_text(&arena, printer->name);
    bool done = screen_call(screen, resume ? ACTION_PRINTER_RESUME : ACTION_PRINTER_PAUSE, &args, NULL, &arena) == ERR_NONE;
    if (done)
        screen_say(screen,
                   resume ? "%s goes on. (p pauses it.)" : "%s is paused; what it has is finished. (p resumes it.)",
                   args.printer);
    arena_free(&arena);
    return done;
}
