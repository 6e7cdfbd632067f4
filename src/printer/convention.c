/* convention.c - the makers' conventions, a row each; see convention.h.
 *
 *   dnp      Hot Folder Print: a folder per size ("4x6"), the picture in it is printed and taken away
 *   noritsu  QSS: a folder p... while it is written, o... when the lab may take it; inside a DPOF order with Noritsu's own
 *            words for size and channel; the lab answers by renaming it q... (done) or e... (error)
 *   fuji     Frontier: a folder with Condition.txt, and End.txt last
 *   dpof     a card as a camera writes it: DCIM, and MISC/AUTPRINT.MRK; for labs and shops that read cards
 *
 * These texts end their lines as Windows does, since what reads them runs there. They carry the order's code and no
 * name of a customer; printers.conf may have more said on the back (PRT CVP1 at Noritsu, BackPrintLine1 at Fuji).
 */
#include <string.h>
#include <time.h>
#include "../tbl/conventions.h"
#include "convention.h"

#define DPOF_NOTE "MISC/AUTPRINT.MRK"
#define NORITSU_OWN "VUQ RGN = BGN\r\nVUQ VNM = \"NORITSU KOKI\" -ATR \"QSSPrint\"\r\nVUQ VER = 01.00\r\n" /* from here on its own words */

static void say_time(struct buf *out)
{
    char text[32];
    time_t now = time(NULL);
    struct tm tm;
    localtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y:%m:%d:%H:%M:%S", &tm);
    buf_format(out, "GEN DTM = %s\r\n", text);
}

static void dpof_head(const struct printer_message *message, struct buf *out)
{
    buf_text(out, "[HDR]\r\nGEN REV = 01.10\r\nGEN CRT = \"COUNTERSIGN\" -01.00\r\n");
    say_time(out);
    buf_format(out, "USR NAM = \"%s\"\r\n", message->code);
}

static void dpof_job(const char *picture, struct buf *out)
{
    buf_format(out, "\r\n[JOB]\r\nPRT PID = 001\r\nPRT TYP = STD\r\nPRT QTY = 001\r\nIMG FMT = EXIF2 -J\r\n<IMG SRC = \"../%s\">\r\n",
               picture);
}

static void dpof_words(const struct printer_message *message, const char *picture, const char *back, struct buf *out)
{
    (void)back;
    dpof_head(message, out);
    dpof_job(picture, out);
}

/* `names` has the size as the lab knows it and, behind a plus sign, the channel: KG+145, or 4x6, which needs other words. */
static void noritsu_words(const struct printer_message *message, const char *picture, const char *back, struct buf *out)
{
    const char *size = message->called, *plus = strchr(size, '+');
    int length = (int)(plus ? plus - size : (long)strlen(size));
    bool measures = *size >= '0' && *size <= '9' && memchr(size, 'x', (size_t)length);
    dpof_head(message, out);
    buf_format(out, "USR CID = \"%s\"\r\nAUTO CORRECT = 0\r\n", message->code);
    buf_text(out, NORITSU_OWN);
    buf_format(out, measures ? "PRT PSL = NML -PSIZE \"%.*s\"\r\n" : "PRT PSL = %.*s\r\n", length, size);
    if (plus)
        buf_format(out, "PRT PCH = %s\r\n", plus + 1);
    buf_text(out, "VUQ RGN = END\r\n");
    dpof_job(picture, out);
    if (*back)
        buf_format(out, NORITSU_OWN "PRT CVP1 = 1 -STR \"%s\"\r\nPRT CVP2 = 0\r\nVUQ RGN = END\r\n", back);
}

static void fuji_words(const struct printer_message *message, const char *picture, const char *back, struct buf *out)
{
    buf_format(out, "[OutDevice]\r\nDeviceName=\r\n\r\n[ImageList]\r\nImageCnt=1\r\n1=%s\r\n\r\n[%s]\r\n", picture, picture);
    buf_format(out, "SizeName=%s\r\nPrintCnt=1\r\nBackPrint=FREE\r\nBackPrintLine1=%s\r\nBackPrintLine2=\r\n", message->called,
               *back ? back : message->code);
    buf_text(out, "Resize=NONE\r\nDSC_Chk=FALSE\r\n"); /* the picture has the printer's own pixels and colours already */
}

enum {
#define CONVENTION(name, back) BACK_##name = back,
    CONVENTION_ROWS(CONVENTION)
#undef CONVENTION
};
#define CALLED(convention) .name = #convention, .back = BACK_##convention

const struct convention conventions[] = {
    { CALLED(dnp), .by_size = true },
    { CALLED(noritsu), .folder = true, .picture = "IMAGES/CSGN0001.JPG", .note = DPOF_NOTE, .words = noritsu_words,
      .before = "p", .after = "o", .made = "q", .refused = "e" },
    { CALLED(fuji), .folder = true, .note = "Condition.txt", .words = fuji_words, .last = "End.txt" },
    { .name = "dpof", .folder = true, .picture = "DCIM/100CSIGN/CSGN0001.JPG", .note = DPOF_NOTE, .words = dpof_words },
    { .name = NULL },
};
