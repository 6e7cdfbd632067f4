/* printers.c - a printer in words, and pausing it; see printers.h. */
#include "printers.h"
#include <stdio.h>
#include <string.h>
#include "../src/base/clock.h"
#include "order_words.h"

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

const char *printer_state(const struct printer *printer, char *out, size_t size)
{
    char at[40];
    const char *also = printer->leaving ? ", leaving" : printer->paused ? ", paused" : "";
    if (printer->trouble[0])
        snprintf(out, size, "! %s%s%s%s", printer->trouble, printer->since ? " since " : "",
                 printer->since ? printer_since(printer->since, at, sizeof at) : "", also);
    else
        snprintf(out, size, "%s",
                 printer->leaving ? "leaving" : printer->paused ? "paused" : printer->code[0] ? "printing" : "ready");
    return out;
}

const char *printer_holds(const struct printer *printer)
{
    return strcmp(printer->holds, "*") == 0 ? "everything" : printer->holds;
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
