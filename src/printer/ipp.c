/* ipp.c - a printer that speaks IPP, directly (kind ipp), or a queue of a CUPS server (kind cups).
 *
 * Never Print-Job: a job is created empty, its number and identity are written down by the producer, and only GO sends
 * the document, with its length and on a connection that is reset by any early end. The printer says SENT when it has
 * answered for all of it; the print is made when the same job (by its uuid, for numbers come again after a restart) is
 * completed. What a reader would not guess: a job that is completed without our having heard that all of it arrived
 * may be a cut print, and is UNSURE. A person looks.
 *
 * If the lights go out: before the document was acknowledged FIND cancels the job, and only a printer that says it is
 * cancelled and nothing of it printed makes it ABSENT. After that the wait goes on.
 *
 * A child may die between the printer's making a job and our noting its number. FIND without a number cancels it by its name.
 *
 * A CUPS queue is weaker: completed means that CUPS has handed the data to the device, not that paper came out, and a
 * queue with "retry" may print again what we took for cancelled. Use it where a printer has no IPP of its own.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/str.h"
#include "ipp_ask.h"
#include "picture.h"
#include "printer.h"

enum { CANCEL_TRIES = 6, LOOKS = 20 /* at a job within the time a reply may take: every half second */,
       SILENT = 6 /* times that without any: a minute, then nobody knows */ };

static struct {
    struct http_target target;
    bool set_up;
    int64_t dpi; /* of what is rendered for it */
    struct ipp_state can;
    /* staged */
    struct ipp_job job;
    struct ipp_sheet sheet;
    char token[121];
    int picture;
    off_t bytes;
    int64_t silent_since; /* a printer that is asked what became of a print does not answer since; 0: it does */
} ipp = { .picture = -1 };

/* Between two questions about a job. */
static void nap(void)
{
    int ms = http_patience_ms() / LOOKS;
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* "photo" of kind cups is the queue of that name on this machine. */
static enum err where(const struct printer *printer, struct http_target *target)
{
    char uri[500];
    enum err err;
    if (strcmp(printer->kind, "cups") == 0 && strncmp(printer->target, "ipp", 3) != 0) {
        if (strchr(printer->target, '/'))
            return err_detail(ERR_PRINTER, "\"%.60s\" is no name of a queue", printer->target);
        snprintf(uri, sizeof uri, "ipp://localhost/printers/%s", printer->target);
        return http_parse(uri, target);
    }
    if ((err = http_parse(printer->target, target)))
        return err;
    snprintf(target->fingerprint, sizeof target->fingerprint, "%s", printer->fingerprint);
    return ERR_NONE;
}

static enum err check_abilities(const struct ipp_state *can)
{
    if (!can->has_create || !can->has_send || !can->has_validate || !can->has_cancel || !can->has_job)
        return err_detail(ERR_PRINTER, "it lacks what a print made once needs (Validate-Job, Create-Job, Send-Document, Cancel-Job)");
    return can->takes_jpeg || can->takes_raster ? ERR_NONE : err_detail(ERR_PRINTER, "it takes neither JPEG nor a raster of 8-bit sRGB");
}

/* What it wants to have: JPEG where it takes that, for it is a tenth of the bytes. */
static const char *wanted_format(void)
{
    return ipp.can.takes_jpeg ? "" : "pwg";
}

/* A raster is printed as it comes, so its resolution must be one of the printer's. */
static enum err check_raster(const char *format)
{
    char list[80] = "";
    bool known = *format == 0;
    for (const int *dpi = ipp.can.dpi; *dpi; dpi++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%d", used ? ", " : "", *dpi);
        known = known || *dpi == ipp.dpi;
    }
    return known ? ERR_NONE
                 : err_detail(ERR_PRINTER, "it prints rasters of %s dots per inch; write dpi = %d in printers.conf, not %lld",
                              *list ? list : "no known number of", ipp.can.dpi[0] ? ipp.can.dpi[0] : 300, (long long)ipp.dpi);
}

/* Does it print now? */
static enum err look_at_printer(void)
{
    enum err err = ipp_ask_printer(&ipp.target, false, &ipp.can);
    if (!err)
        err = check_abilities(&ipp.can);
    if (!err && ipp.can.why[0])
        err = err_detail(ERR_PRINTER, "%s", ipp.can.why);
    return err;
}

enum err printer_ipp_setup(const struct printer *printer, struct printer_message *reply)
{
    printer_ipp_drop();
    ipp.silent_since = 0;
    enum err err = where(printer, &ipp.target);
    ipp.set_up = !err;
    ipp.dpi = printer->dpi;
    if (!err)
        err = look_at_printer();
    reply->format = wanted_format();
    return err ? err : check_raster(reply->format);
}

/* ---- staging ---- */

static enum err describe(const struct printer_message *message)
{
    struct ipp_sheet *sheet = &ipp.sheet;
    bool raster = *message->format;
    if (strcmp(message->format, wanted_format()) != 0)
        return err_detail(ERR_PRINTER, "it takes another kind of picture now");
    snprintf(ipp.token, sizeof ipp.token, "%s", message->token);
    *sheet = (struct ipp_sheet){ .token = ipp.token, .format = raster ? "image/pwg-raster" : "image/jpeg",
                                 .borderless = ipp.can.borderless, .fill = ipp.can.fills && !raster,
                                 .colour = ipp.can.colour, .quality = ipp.can.quality,
                                 .media_type = ipp_media_type(&ipp.can, message->surface) };
    if (!ipp_media_size(message->called, &sheet->width, &sheet->height))
        return err_detail(ERR_PRINTER, "%.60s is no name of paper; printers.conf wants names = %.24s:na_index-4x6_4x6in or the like",
                          message->called, message->product);
    return ERR_NONE;
}

enum err printer_ipp_stage(const struct printer_message *message, int fd, struct printer_message *reply, struct arena *arena)
{
    char text[81];
    printer_ipp_drop();
    if (!ipp.set_up)
        return err_detail(ERR_PRINTER, "the printer is not set up");
    enum err err = picture_copy(message, fd, -1);
    if (!err)
        err = look_at_printer();
    if (!err)
        err = describe(message);
    if (!err)
        err = ipp_validate(&ipp.target, &ipp.sheet);
    if (!err && (err = ipp_create_job(&ipp.target, &ipp.sheet, &ipp.job))) {
        char words[181];
        snprintf(words, sizeof words, "%s", err_last_detail());
        ipp_cancel_empty(&ipp.target, ipp.token); /* its answer may be lost, or an empty one is in its way */
        return err_detail(err, "%s", words);
    }
    if (err)
        return err;
    ipp.picture = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    ipp.bytes = message->bytes;
    reply->job = arena_text(arena, ipp_job_text(&ipp.job, text));
    return ipp.picture < 0 ? err_detail(ERR_PRINTER, "the picture cannot be kept open") : ERR_NONE;
}

/* ---- what became of a job ---- */

static const char *last_words(struct arena *arena)
{
    char clean[181];
    return arena_text(arena, str_clean(err_last_detail(), clean, sizeof clean));
}

/* The printer never had all of it, or is to give it back: cancelled and nothing printed, or nobody knows. One that had
 * all of it (whole) must say itself that it printed nothing. */
static enum printer_step take_back(const struct ipp_job *job, const char *token, bool whole, struct printer_message *reply,
                                   struct arena *arena)
{
    struct ipp_job_state now;
    enum err err = ipp_cancel_job(&ipp.target, job); /* one that is over already says no; how it ended is asked below */
    for (int i = 0; i < CANCEL_TRIES; i++) {
        if ((err = ipp_ask_job(&ipp.target, job, token, &now)))
            break;
        if (now.state == IPP_JSTATE_COMPLETED) {
            reply->why = "the printer calls it completed, but never said that it had all of it";
            return PRINTER_UNSURE;
        }
        if (now.state == IPP_JSTATE_CANCELED || now.state == IPP_JSTATE_ABORTED) {
            bool nothing = now.impressions == 0 || (now.impressions < 0 && !whole);
            reply->why = nothing ? "" : "a part of it may have been printed before it was cancelled";
            return nothing ? PRINTER_ABSENT : PRINTER_UNSURE;
        }
        nap();
    }
    reply->why = err ? last_words(arena) : "the printer does not cancel it";
    return PRINTER_UNSURE;
}

/* The printer has all of it. */
static enum printer_step judge(const struct ipp_job_state *now, struct printer_message *reply, struct arena *arena)
{
    switch (now->state) {
    case IPP_JSTATE_COMPLETED:
        if (!now->errors)
            return PRINTER_FOUND;
        reply->why = "the printer completed it with errors";
        return PRINTER_UNSURE;
    case IPP_JSTATE_CANCELED:
        reply->why = "it was cancelled at the printer";
        return PRINTER_UNSURE;
    case IPP_JSTATE_ABORTED:
        reply->why = "the printer gave it up";
        return PRINTER_UNSURE;
    default:
        if (ipp_ask_printer(&ipp.target, false, &ipp.can) == ERR_NONE && ipp.can.why[0])
            reply->why = arena_text(arena, ipp.can.why);
        else if (now->state == IPP_JSTATE_STOPPED)
            reply->why = "the printer has stopped the job";
        return PRINTER_SENT;
    }
}

/* A printer that does not answer for a minute may have been switched off with the print in it. */
static enum printer_step silent(struct printer_message *reply, struct arena *arena)
{
    int64_t now = clock_ms();
    reply->why = last_words(arena);
    if (ipp.silent_since == 0)
        ipp.silent_since = now;
    if (now - ipp.silent_since < SILENT * http_patience_ms())
        return PRINTER_SENT;
    ipp.silent_since = 0;
    return PRINTER_UNSURE;
}

static enum printer_step find(const struct printer_message *message, bool patient, struct printer_message *reply, struct arena *arena)
{
    struct ipp_job job;
    struct ipp_job_state now;
    if (!ipp.set_up || !ipp_job_read(message->job, &job)) {
        if (ipp.set_up && message->job[0] == 0)
            ipp_cancel_empty(&ipp.target, message->token);
        reply->why = ipp.set_up ? "it has no job number to ask about" : "the printer is not set up";
        return PRINTER_UNSURE;
    }
    enum err err = ipp_ask_job(&ipp.target, &job, message->token, &now);
    if (err == ERR_NONE) {
        ipp.silent_since = 0;
        if (!message->accepted)
            return take_back(&job, message->token, false, reply, arena);
        return judge(&now, reply, arena);
    }
    if (err != ERR_NOT_FOUND && patient)
        return silent(reply, arena);
    reply->why = last_words(arena);
    return PRINTER_UNSURE;
}

/* ---- going ---- */

enum err printer_ipp_go(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    struct http_body document = { ipp.picture, ipp.bytes };
    char text[81];
    bool whole;
    if (ipp.picture < 0)
        return err_detail(ERR_PRINTER, "nothing is staged");
    reply->job = arena_text(arena, ipp_job_text(&ipp.job, text));
    enum err err = ipp_send_document(&ipp.target, &ipp.job, &ipp.sheet, &document, &whole);
    if (!err) {
        reply->step = PRINTER_SENT;
        ipp.silent_since = 0;
        return ERR_NONE;
    }
    char why[181];
    str_clean(err_last_detail(), why, sizeof why);
    struct printer_message after;
    record_init(&printer_message_type, &after);
    if (take_back(&ipp.job, message->token, whole, &after, arena) != PRINTER_ABSENT) {
        reply->step = PRINTER_UNSURE;
        return err_detail(ERR_PRINTER, "%s; %s", why, after.why);
    }
    return err_detail(ERR_PRINTER, "%s", why);
}

enum printer_step printer_ipp_find(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    printer_ipp_drop();
    return find(message, false, reply, arena);
}

enum printer_step printer_ipp_wait(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    nap();
    enum printer_step step = find(message, true, reply, arena);
    return step == PRINTER_FOUND ? PRINTER_DONE : step == PRINTER_ABSENT ? PRINTER_UNSURE : step;
}

/* One that it prints at this moment is let be. */
enum printer_step printer_ipp_withdraw(const struct printer_message *message, struct printer_message *reply, struct arena *arena)
{
    struct ipp_job job;
    struct ipp_job_state now;
    if (!ipp.set_up || !ipp_job_read(message->job, &job) || ipp_ask_job(&ipp.target, &job, message->token, &now))
        return find(message, true, reply, arena);
    if (now.state == IPP_JSTATE_PROCESSING && message->accepted) {
        enum printer_step step = judge(&now, reply, arena);
        if (step != PRINTER_SENT || reply->why[0] == 0)
            return step;
    }
    if (now.state > IPP_JSTATE_STOPPED && message->accepted)
        return judge(&now, reply, arena);
    return take_back(&job, message->token, message->accepted && now.state > IPP_JSTATE_HELD, reply, arena);
}

void printer_ipp_drop(void)
{
    io_close(&ipp.picture);
}
