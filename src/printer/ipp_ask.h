/* ipp_ask.h - the questions of IPP that a print needs, each asked and its answer checked. The only header with libcups. */
#ifndef PRINTER_IPP_ASK_H
#define PRINTER_IPP_ASK_H
#include <cups/ipp.h>
#include "../base/record.h"
#include "http.h"

enum { IPP_DPI_MOST = 8 };
/* What the printer can do and how it stands. */
struct ipp_state {
    bool stopped, accepting;
    char why[121];             /* in words, "" when nothing keeps it from printing */
    bool takes_jpeg, takes_raster /* of 8-bit sRGB */, borderless, fills, colour, quality;
    bool has_create, has_send, has_validate, has_cancel, has_job, has_uuid;
    int dpi[IPP_DPI_MOST];     /* of a raster, each way; 0 behind the last */
    unsigned types;            /* kinds of paper by their surface; see ipp_media_type() */
    ipp_t *attributes;         /* all it said, for `printer probe`; NULL unless asked for */
};
enum err ipp_ask_printer(const struct http_target *target, bool keep, struct ipp_state *state) MUST_CHECK;

/* The media-type of that surface, NULL when the printer has no such. */
const char *ipp_media_type(const struct ipp_state *state, const char *surface);

/* A job by number and identity. uuid "" when the printer gives none; then its name, which is our token, identifies it. */
struct ipp_job {
    int id;
    char uuid[61];
};
/* "12 urn:uuid:...", as it is written down, and back. */
const char *ipp_job_text(const struct ipp_job *job, char out[81]);
bool ipp_job_read(const char *text, struct ipp_job *job);

/* What is to be printed: media in hundredths of a millimetre. */
struct ipp_sheet {
    const char *token, *format;
    int width, height;
    const char *media_type;    /* NULL: as loaded */
    bool borderless, fill, colour, quality;
};
enum err ipp_validate(const struct http_target *target, const struct ipp_sheet *sheet) MUST_CHECK;
enum err ipp_create_job(const struct http_target *target, const struct ipp_sheet *sheet, struct ipp_job *job) MUST_CHECK;
/* *whole: all of it was sent, whatever the answer. */
enum err ipp_send_document(const struct http_target *target, const struct ipp_job *job, const struct ipp_sheet *sheet,
                           const struct http_body *document, bool *whole) MUST_CHECK;
enum err ipp_cancel_job(const struct http_target *target, const struct ipp_job *job) MUST_CHECK;

/* Cancel what a child that was killed left behind: the job of that token, which was never to be filled, and every empty
 * one of ours that is older than a minute. A printer that holds one job at a time takes no other before. */
void ipp_cancel_empty(const struct http_target *target, const char *token);

/* How a job stands. ERR_NOT_FOUND: the printer does not know it, or another job has its number. */
struct ipp_job_state {
    ipp_jstate_t state;
    int impressions;           /* -1: it does not say */
    bool errors;               /* completed, but not as it should be */
};
enum err ipp_ask_job(const struct http_target *target, const struct ipp_job *job, const char *token, struct ipp_job_state *state) MUST_CHECK;

/* The words of a media name in hundredths of a millimetre; false when it is none. */
bool ipp_media_size(const char *name, int *width, int *height);
#endif
