/* scan.c - scans told from keys: the scan prompt of the status line; see input.h.
 *
 * Timing is only a hint: it decides one thing, whether letters right behind digits are a reader's (another article's
 * bar code must not act as keys) or a person's next command.
 */
#include <string.h>
#include "input.h"

enum { READER_GAP_MS = 50 /* between two characters of a bar code reader at most */ };

static void forget(struct input_scan *scan)
{
    memset(scan->typed, 0, sizeof scan->typed);
    scan->length = 0;
    scan->certain = false;
}

static bool is_part(const struct input_scan *scan, int key, int64_t now_ms)
{
    if (scan->certain)
        return key >= 0x20 && key < 0x7f;
    if ((key >= '0' && key <= '9') || (scan->length == 0 && key == ']'))
        return true;
    if (scan->length == 0 || key >= 0x7f || key < 0x20)
        return false;
    return key == '-' || key == ' ' || now_ms - scan->key_ms <= READER_GAP_MS;
}

static enum input_scan_result finish(struct input_scan *scan, int64_t now_ms, char out[LABEL_CODE + 1])
{
    enum err err = ticket_read(scan->typed, out);
    forget(scan);
    if (err)
        return INPUT_SCAN_BAD;
    bool repeat = strcmp(out, scan->last) == 0 && now_ms - scan->last_ms < INPUT_REPEAT_MS;
    if (repeat)
        return INPUT_SCAN_REPEAT; /* echoes do not prolong the time: who holds the reader on a code wants it read */
    memcpy(scan->last, out, sizeof scan->last);
    scan->last_ms = now_ms;
    return INPUT_SCAN_CODE;
}

void input_scan_again(struct input_scan *scan)
{
    scan->last[0] = 0;
}

enum input_scan_result input_scan_key(struct input_scan *scan, int key, int64_t now_ms, char out[LABEL_CODE + 1])
{
    if (scan->prefix && key == scan->prefix) {
        forget(scan); /* what stood there was typed, or a reading that broke off */
        scan->certain = true;
        return INPUT_SCAN_PART;
    }
    if (is_part(scan, key, now_ms)) {
        /* What is too long is no code; the length stays and ticket_read() will say so. */
        if (scan->length + 1 < sizeof scan->typed)
            scan->typed[scan->length++] = (char)key;
        scan->key_ms = now_ms;
        return INPUT_SCAN_PART;
    }
    if (scan->length == 0 && !scan->certain)
        return INPUT_SCAN_NOT;
    if (key == INPUT_ENTER)
        return finish(scan, now_ms, out);
    if (key == INPUT_BACKSPACE && scan->length) {
        scan->typed[--scan->length] = 0;
        return INPUT_SCAN_PART;
    }
    forget(scan);
    return key == INPUT_ESC ? INPUT_SCAN_PART : INPUT_SCAN_NOT;
}
