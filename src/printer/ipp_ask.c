/* ipp_ask.c - IPP questions and answers; see ipp_ask.h. libcups packs and unpacks them, in memory and within limits; the
 * bytes travel by http.c. Every value of an answer is looked at before it is believed: its type, its range, its letters.
 */
#include "ipp_ask.h"
#include <cups/cups.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../base/str.h"

#define OUR_NAME "countersign"
enum { JOB_MOST = 0x7fffffff, UUID_LENGTH = 45 /* urn:uuid: and 36 */,
       EMPTY_SECONDS = 60 /* a document follows its job at once */, CANCEL_MOST = 20 /* at a time */ };

/* ---- there and back ---- */

static ssize_t pack(void *data, ipp_uchar_t *bytes, size_t size)
{
    buf_add(data, bytes, size);
    return (ssize_t)size;
}

struct cursor {
    const struct buf *buf;
    size_t at;
};

static ssize_t unpack(void *data, ipp_uchar_t *bytes, size_t size)
{
    struct cursor *cursor = data;
    size_t left = cursor->buf->size - cursor->at, part = size < left ? size : left;
    if (part > 0)
        memcpy(bytes, cursor->buf->data + cursor->at, part);
    cursor->at += part;
    return (ssize_t)part;
}

static int last_request;

static ipp_t *question(const struct http_target *target, ipp_op_t operation)
{
    char uri[600];
    bool brackets = strchr(target->host, ':');
    ipp_t *ipp = ippNewRequest(operation);
    snprintf(uri, sizeof uri, "%s://%s%s%s:%s%s", target->tls ? "ipps" : "ipp", brackets ? "[" : "", target->host, brackets ? "]" : "", target->port, target->path);
    ippSetRequestId(ipp, last_request = last_request < 1000000 ? last_request + 1 : 1);
    ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
    return ipp;
}

static void say_who(ipp_t *ipp)
{
    ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, OUR_NAME);
}

/* The printer says no, in its own words. */
static enum err refusal(ipp_t *answer)
{
    char clean[100] = "";
    ipp_status_t status = ippGetStatusCode(answer);
    ipp_attribute_t *words = ippFindAttribute(answer, "status-message", IPP_TAG_TEXT);
    const char *text = words ? ippGetString(words, 0, NULL) : NULL;
    if (text)
        str_clean(text, clean, sizeof clean);
    if (status == IPP_STATUS_ERROR_NOT_FOUND)
        return err_detail(ERR_NOT_FOUND, "the printer does not know it");
    return err_detail(ERR_PRINTER, "it says %.60s%s%.90s", ippErrorString(status), *clean ? ": " : "", clean);
}

/* Ask; *answer is the caller's to delete, also NULL after an error. */
static enum err ask(const struct http_target *target, ipp_t *request, const struct http_body *document, bool *whole, ipp_t **answer)
{
    struct buf bytes = { 0 }, reply = { 0 };
    bool sent;
    int id = ippGetRequestId(request);
    *answer = NULL;
    enum err err = ippWriteIO(&bytes, pack, 1, NULL, request) == IPP_STATE_DATA ? ERR_NONE : err_detail(ERR_PRINTER, "the question cannot be packed");
    ippDelete(request);
    if (!err)
        err = http_post(target, &bytes, document, &reply, whole ? whole : &sent);
    if (!err) {
        struct cursor cursor = { &reply, 0 };
        ipp_t *ipp = ippNew();
        if (ippReadIO(&cursor, unpack, 1, NULL, ipp) != IPP_STATE_DATA || ippGetRequestId(ipp) != id) {
            ippDelete(ipp);
            err = err_detail(ERR_PRINTER, "its answer is not IPP");
        } else {
            *answer = ipp;
        }
    }
    buf_free(&bytes);
    buf_free(&reply);
    if (err || ippGetStatusCode(*answer) <= IPP_STATUS_OK_CONFLICTING)
        return err;
    err = refusal(*answer);
    ippDelete(*answer);
    *answer = NULL;
    return err;
}

/* ---- single values ---- */

static bool number(ipp_t *ipp, const char *name, int low, int high, int *out)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO);
    ipp_tag_t tag = attribute ? ippGetValueTag(attribute) : IPP_TAG_ZERO;
    if ((tag != IPP_TAG_INTEGER && tag != IPP_TAG_ENUM) || ippGetInteger(attribute, 0) < low || ippGetInteger(attribute, 0) > high)
        return false;
    *out = ippGetInteger(attribute, 0);
    return true;
}

static bool has_word(ipp_t *ipp, const char *name, const char *word)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO);
    for (int i = 0; attribute && i < ippGetCount(attribute); i++) {
        const char *text = ippGetString(attribute, i, NULL);
        if (text && strcmp(text, word) == 0)
            return true;
    }
    return false;
}

static bool has_number(ipp_t *ipp, const char *name, int wanted)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO);
    ipp_tag_t tag = attribute ? ippGetValueTag(attribute) : IPP_TAG_ZERO;
    for (int i = 0; (tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM) && i < ippGetCount(attribute); i++)
        if (ippGetInteger(attribute, i) == wanted)
            return true;
    return false;
}

static void text(ipp_t *ipp, const char *name, char *out, size_t size)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, name, IPP_TAG_ZERO);
    const char *value = attribute ? ippGetString(attribute, 0, NULL) : NULL;
    str_clean(value ? value : "", out, size);
}

/* ---- the printer ---- */

/* Reasons in the words of somebody who stands before it; what is not here is told as it came. */
static const char *const reasons[][2] = {
    { "media-empty", "out of paper" },           { "media-needed", "out of paper" },     { "media-jam", "a paper jam" },
    { "marker-supply-empty", "out of ink" },     { "toner-empty", "out of ink" },        { "marker-waste-full", "the waste tank is full" },
    { "cover-open", "a cover is open" },         { "door-open", "a cover is open" },     { "input-tray-missing", "the paper tray is missing" },
    { "output-area-full", "its output is full" }, { "paused", "paused at the printer" }, { "shutdown", "switched off" },
    { "connecting-to-device", "it does not answer" }, { "offline", "offline" },          { "spool-area-full", "its memory is full" },
};

static void reason_words(const char *keyword, char *out, size_t size)
{
    size_t length = strlen(keyword);
    if (length > 6 && strcmp(keyword + length - 6, "-error") == 0)
        length -= 6;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strlen(reasons[i][0]) == length && strncmp(reasons[i][0], keyword, length) == 0) {
            snprintf(out, size, "%s", reasons[i][1]);
            return;
        }
    str_clean(keyword, out, size);
}

static bool ends_with(const char *word, const char *end)
{
    size_t whole = strlen(word), length = strlen(end);
    return whole >= length && strcmp(word + whole - length, end) == 0;
}

/* A warning or report keeps nothing from printing; without an ending, only what says so. */
static void read_reasons(ipp_t *ipp, struct ipp_state *state)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, "printer-state-reasons", IPP_TAG_KEYWORD);
    for (int i = 0; attribute && i < ippGetCount(attribute) && state->why[0] == 0; i++) {
        const char *keyword = ippGetString(attribute, i, NULL);
        if (keyword == NULL || strcmp(keyword, "none") == 0 || ends_with(keyword, "-warning") || ends_with(keyword, "-report"))
            continue;
        if (state->stopped || ends_with(keyword, "-error") || strcmp(keyword, "media-empty") == 0 || strcmp(keyword, "media-needed") == 0)
            reason_words(keyword, state->why, sizeof state->why);
    }
    if (state->why[0] == 0 && state->stopped)
        snprintf(state->why, sizeof state->why, "the printer has stopped");
    if (state->why[0] == 0 && !state->accepting)
        snprintf(state->why, sizeof state->why, "it accepts no jobs now");
}

static const char *const surfaces[][2] = { { "glossy", "photographic-glossy" }, { "matte", "photographic-matte" },
                                           { "silk", "photographic-satin" }, { "lustre", "photographic-semi-gloss" } };
enum { SURFACES = sizeof surfaces / sizeof *surfaces };

const char *ipp_media_type(const struct ipp_state *state, const char *surface)
{
    for (size_t i = 0; i < SURFACES; i++)
        if (strcmp(surface, surfaces[i][0]) == 0 && state->types & 1u << i)
            return surfaces[i][1];
    return NULL;
}

/* The resolutions of a raster that are the same both ways. */
static void read_dpi(ipp_t *ipp, struct ipp_state *state)
{
    ipp_attribute_t *attribute = ippFindAttribute(ipp, "pwg-raster-document-resolution-supported", IPP_TAG_RESOLUTION);
    size_t count = 0;
    for (int i = 0; attribute && i < ippGetCount(attribute) && count < IPP_DPI_MOST - 1; i++) {
        ipp_res_t unit = IPP_RES_PER_CM;
        int down = 0, across = ippGetResolution(attribute, i, &down, &unit);
        if (unit == IPP_RES_PER_INCH && across == down && across > 0)
            state->dpi[count++] = across;
    }
}

static void read_abilities(ipp_t *ipp, struct ipp_state *state)
{
    static const char *const margins[] = { "media-left-margin-supported", "media-right-margin-supported",
                                           "media-top-margin-supported", "media-bottom-margin-supported" };
    state->takes_jpeg = has_word(ipp, "document-format-supported", "image/jpeg");
    state->takes_raster = has_word(ipp, "document-format-supported", "image/pwg-raster") &&
                          has_word(ipp, "pwg-raster-document-type-supported", "srgb_8");
    read_dpi(ipp, state);
    state->borderless = true;
    for (size_t i = 0; i < sizeof margins / sizeof *margins; i++)
        state->borderless = state->borderless && has_number(ipp, margins[i], 0);
    for (size_t i = 0; i < SURFACES; i++)
        state->types |= has_word(ipp, "media-type-supported", surfaces[i][1]) ? 1u << i : 0;
    state->fills = has_word(ipp, "print-scaling-supported", "fill");
    state->colour = has_word(ipp, "print-color-mode-supported", "color");
    state->quality = has_number(ipp, "print-quality-supported", IPP_QUALITY_HIGH);
    state->has_create = has_number(ipp, "operations-supported", IPP_OP_CREATE_JOB);
    state->has_send = has_number(ipp, "operations-supported", IPP_OP_SEND_DOCUMENT);
    state->has_validate = has_number(ipp, "operations-supported", IPP_OP_VALIDATE_JOB);
    state->has_cancel = has_number(ipp, "operations-supported", IPP_OP_CANCEL_JOB);
    state->has_job = has_number(ipp, "operations-supported", IPP_OP_GET_JOB_ATTRIBUTES);
    state->has_uuid = ippFindAttribute(ipp, "printer-uuid", IPP_TAG_URI) != NULL;
}

enum err ipp_ask_printer(const struct http_target *target, bool keep, struct ipp_state *state)
{
    ipp_t *request = question(target, IPP_OP_GET_PRINTER_ATTRIBUTES), *answer;
    int printer_state = IPP_PSTATE_IDLE;
    *state = (struct ipp_state){ 0 };
    say_who(request);
    static const char *const wanted[] = { "all", "media-col-database" };
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", keep ? 2 : 1, NULL, wanted);
    enum err err = ask(target, request, NULL, NULL, &answer);
    if (err)
        return err == ERR_NOT_FOUND ? err_detail(ERR_PRINTER, "there is no such printer there") : err;
    if (!number(answer, "printer-state", IPP_PSTATE_IDLE, IPP_PSTATE_STOPPED, &printer_state)) {
        ippDelete(answer);
        return err_detail(ERR_PRINTER, "it does not say how it stands");
    }
    ipp_attribute_t *accepting = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    state->stopped = printer_state == IPP_PSTATE_STOPPED;
    state->accepting = accepting == NULL || ippGetBoolean(accepting, 0);
    read_reasons(answer, state);
    read_abilities(answer, state);
    if (keep)
        state->attributes = answer;
    else
        ippDelete(answer);
    return ERR_NONE;
}

bool ipp_media_size(const char *name, int *width, int *height)
{
    pwg_media_t *media = pwgMediaForPWG(name);
    if (media == NULL || media->width < 1000 || media->length < 1000 || media->width > 200000 || media->length > 200000)
        return false;
    *width = media->width;
    *height = media->length;
    return true;
}

/* ---- jobs ---- */

const char *ipp_job_text(const struct ipp_job *job, char out[81])
{
    snprintf(out, 81, "%d %s", job->id, job->uuid);
    return out;
}

bool ipp_job_read(const char *text_, struct ipp_job *job)
{
    char digits[12] = "";
    int64_t id;
    size_t length = strcspn(text_, " ");
    if (length >= sizeof digits)
        return false;
    memcpy(digits, text_, length);
    if (!str_number(digits, 1, JOB_MOST, &id))
        return false;
    job->id = (int)id;
    snprintf(job->uuid, sizeof job->uuid, "%s", text_[length] == ' ' ? text_ + length + 1 : "");
    return true;
}

static void add_sheet(ipp_t *ipp, const struct ipp_sheet *sheet)
{
    ippAddString(ipp, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, sheet->token);
    ipp_t *col = ippNew(), *size = ippNew();
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", sheet->width);
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", sheet->height);
    ippAddCollection(col, IPP_TAG_ZERO, "media-size", size);
    if (sheet->borderless) {
        static const char *const margins[] = { "media-bottom-margin", "media-left-margin", "media-right-margin", "media-top-margin" };
        for (size_t i = 0; i < sizeof margins / sizeof *margins; i++)
            ippAddInteger(col, IPP_TAG_ZERO, IPP_TAG_INTEGER, margins[i], 0);
    }
    if (sheet->media_type)
        ippAddString(col, IPP_TAG_ZERO, IPP_TAG_KEYWORD, "media-type", NULL, sheet->media_type);
    ippAddCollection(ipp, IPP_TAG_JOB, "media-col", col);
    ippDelete(size);
    ippDelete(col);
    if (sheet->fill)
        ippAddString(ipp, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "fill");
    if (sheet->colour)
        ippAddString(ipp, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-color-mode", NULL, "color");
    if (sheet->quality)
        ippAddInteger(ipp, IPP_TAG_JOB, IPP_TAG_ENUM, "print-quality", IPP_QUALITY_HIGH);
}

/* A printer that would take the job on other paper than it was asked for says which attribute it left out. */
static enum err left_out(ipp_t *answer)
{
    for (ipp_attribute_t *at = ippFirstAttribute(answer); at; at = ippNextAttribute(answer)) {
        const char *name = ippGetName(at);
        if (ippGetGroupTag(at) == IPP_TAG_UNSUPPORTED_GROUP && name && strncmp(name, "media", 5) == 0)
            return err_detail(ERR_PRINTER, "it has no such paper; see names in printers.conf");
    }
    return ERR_NONE;
}

enum err ipp_validate(const struct http_target *target, const struct ipp_sheet *sheet)
{
    ipp_t *request = question(target, IPP_OP_VALIDATE_JOB), *answer;
    say_who(request);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, sheet->format);
    add_sheet(request, sheet);
    enum err err = ask(target, request, NULL, NULL, &answer);
    if (!err)
        err = left_out(answer);
    ippDelete(answer);
    return err == ERR_NOT_FOUND ? err_detail(ERR_PRINTER, "there is no such printer there") : err;
}

static void read_uuid(ipp_t *ipp, struct ipp_job *job)
{
    char uuid[100];
    text(ipp, "job-uuid", uuid, sizeof uuid);
    if (strlen(uuid) == UUID_LENGTH && strncmp(uuid, "urn:uuid:", 9) == 0 && strspn(uuid + 9, "0123456789abcdefABCDEF-") == UUID_LENGTH - 9)
        snprintf(job->uuid, sizeof job->uuid, "%.60s", uuid);
}

static ipp_t *job_question(const struct http_target *target, ipp_op_t operation, const struct ipp_job *job)
{
    ipp_t *request = question(target, operation);
    ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job->id);
    say_who(request);
    return request;
}

static enum err ask_job(const struct http_target *target, const struct ipp_job *job, ipp_t **answer)
{
    static const char *const wanted[] = { "job-id", "job-uuid", "job-name", "job-state", "job-state-reasons", "job-impressions-completed" };
    ipp_t *request = job_question(target, IPP_OP_GET_JOB_ATTRIBUTES, job);
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", sizeof wanted / sizeof *wanted, NULL, wanted);
    return ask(target, request, NULL, NULL, answer);
}

enum err ipp_create_job(const struct http_target *target, const struct ipp_sheet *sheet, struct ipp_job *job)
{
    ipp_t *request = question(target, IPP_OP_CREATE_JOB), *answer;
    *job = (struct ipp_job){ 0 };
    say_who(request);
    add_sheet(request, sheet);
    enum err err = ask(target, request, NULL, NULL, &answer);
    if (!err && !number(answer, "job-id", 1, JOB_MOST, &job->id))
        err = err_detail(ERR_PRINTER, "it gives no job number");
    if (!err)
        read_uuid(answer, job);
    ippDelete(answer);
    if (err || job->uuid[0])
        return err == ERR_NOT_FOUND ? err_detail(ERR_PRINTER, "there is no such printer there") : err;
    /* Most say it only when asked. One that has none is known by the job's name. */
    if (ask_job(target, job, &answer) == ERR_NONE)
        read_uuid(answer, job);
    ippDelete(answer);
    return ERR_NONE;
}

enum err ipp_send_document(const struct http_target *target, const struct ipp_job *job, const struct ipp_sheet *sheet,
                           const struct http_body *document, bool *whole)
{
    ipp_t *request = job_question(target, IPP_OP_SEND_DOCUMENT, job), *answer;
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "document-name", NULL, sheet->token);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, sheet->format);
    ippAddBoolean(request, IPP_TAG_OPERATION, "last-document", 1);
    enum err err = ask(target, request, document, whole, &answer);
    ippDelete(answer);
    return err;
}

enum err ipp_cancel_job(const struct http_target *target, const struct ipp_job *job)
{
    ipp_t *answer;
    enum err err = ask(target, job_question(target, IPP_OP_CANCEL_JOB, job), NULL, NULL, &answer);
    ippDelete(answer);
    return err;
}

/* What one job of a list says of itself. */
struct listed {
    struct ipp_job job;
    char name[130], user[130];
    int created, now; /* by the printer's clock, in seconds */
    bool empty;
};

static void read_listed(ipp_attribute_t *at, struct listed *listed)
{
    const char *name = ippGetName(at);
    ipp_tag_t tag = ippGetValueTag(at);
    bool is_number = tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM;
    if (is_number && strcmp(name, "job-id") == 0)
        listed->job.id = ippGetInteger(at, 0);
    else if (is_number && strcmp(name, "time-at-creation") == 0)
        listed->created = ippGetInteger(at, 0);
    else if (is_number && strcmp(name, "job-printer-up-time") == 0)
        listed->now = ippGetInteger(at, 0);
    else if (strcmp(name, "job-name") == 0)
        str_clean(ippGetString(at, 0, NULL) ? ippGetString(at, 0, NULL) : "", listed->name, sizeof listed->name);
    else if (strcmp(name, "job-originating-user-name") == 0)
        str_clean(ippGetString(at, 0, NULL) ? ippGetString(at, 0, NULL) : "", listed->user, sizeof listed->user);
    for (int i = 0; strcmp(name, "job-state-reasons") == 0 && i < ippGetCount(at); i++) {
        const char *reason = ippGetString(at, i, NULL);
        listed->empty = listed->empty || (reason && (strcmp(reason, "job-data-insufficient") == 0 || strcmp(reason, "job-incoming") == 0));
    }
}

/* Ours, and empty for so long that nobody is about to fill it; or the one that is asked about. */
static bool left_empty(const struct listed *listed, const char *token)
{
    if (listed->job.id <= 0 || strcmp(listed->user, OUR_NAME) != 0)
        return false;
    if (*token && strcmp(listed->name, token) == 0)
        return true;
    return listed->empty && listed->created > 0 && listed->now - listed->created >= EMPTY_SECONDS;
}

void ipp_cancel_empty(const struct http_target *target, const char *token)
{
    static const char *const wanted[] = { "job-id", "job-name", "job-originating-user-name", "job-state-reasons", "time-at-creation",
                                          "job-printer-up-time" };
    ipp_t *request = question(target, IPP_OP_GET_JOBS), *answer;
    struct listed listed = { .empty = false };
    say_who(request);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "not-completed");
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", sizeof wanted / sizeof *wanted, NULL, wanted);
    if (ask(target, request, NULL, NULL, &answer))
        return;
    int cancelled = 0;
    for (ipp_attribute_t *at = ippFirstAttribute(answer); cancelled < CANCEL_MOST; at = ippNextAttribute(answer)) {
        if (at && ippGetGroupTag(at) == IPP_TAG_JOB && ippGetName(at)) {
            read_listed(at, &listed);
            continue;
        }
        /* Between two jobs, or behind the last. */
        if (left_empty(&listed, token)) {
            (void)!ipp_cancel_job(target, &listed.job);
            cancelled++;
        }
        listed = (struct listed){ .empty = false };
        if (at == NULL)
            break;
    }
    ippDelete(answer);
}

enum err ipp_ask_job(const struct http_target *target, const struct ipp_job *job, const char *token, struct ipp_job_state *state)
{
    ipp_t *answer;
    struct ipp_job now = { 0 };
    char name[130];
    int job_state = 0;
    enum err err = ask_job(target, job, &answer);
    if (err)
        return err;
    read_uuid(answer, &now);
    text(answer, "job-name", name, sizeof name);
    *state = (struct ipp_job_state){ .impressions = -1 };
    /* A printer that was switched off and on may count from 1 again: the same number is another job. */
    if (job->uuid[0] ? strcmp(job->uuid, now.uuid) != 0 : strcmp(name, token) != 0)
        err = err_detail(ERR_NOT_FOUND, "its job %d is another one now", job->id);
    else if (!number(answer, "job-state", IPP_JSTATE_PENDING, IPP_JSTATE_COMPLETED, &job_state))
        err = err_detail(ERR_PRINTER, "it does not say how the job stands");
    state->state = (ipp_jstate_t)job_state;
    (void)number(answer, "job-impressions-completed", 0, JOB_MOST, &state->impressions);
    state->errors = has_word(answer, "job-state-reasons", "job-completed-with-errors");
    ippDelete(answer);
    return err;
}
