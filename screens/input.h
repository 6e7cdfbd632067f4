/* input.h - keys as one kind of number, whatever terminal they came from, and scans told from keys.
 *
 * A key is a Unicode character or one of the constants below. Digits are never commands on any screen: a run of 12 or
 * 14 of them (hyphens and blanks allowed, a reader's "]C1" before them, Enter after them) is a scan. Sequences that no
 * terminfo entry explains (late answers to queries, pasted brackets) are swallowed whole.
 */
#ifndef SCREENS_INPUT_H
#define SCREENS_INPUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../src/model/ticket.h"

enum {
    INPUT_NONE = 0,          /* nothing came; or the screen is closing */
    INPUT_ENTER = '\r', INPUT_TAB = '\t', INPUT_BACKSPACE = '\b', INPUT_ESC = 27,
    INPUT_UP = 0x110000, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT, INPUT_PAGE_UP, INPUT_PAGE_DOWN, INPUT_HOME, INPUT_END,
    INPUT_DELETE, INPUT_BACK_TAB, INPUT_HELP, INPUT_REDRAW, INPUT_RESIZE,
    INPUT_CLEAR /* ^U: the whole field */
};
enum { INPUT_TAIL_MS = 1000 /* so long after Esc the rest of a sequence is still swallowed */,
       INPUT_REPEAT_MS = 2000 /* the same code again within this is the reader's echo, not a second scan */,
       INPUT_SCAN_LIMIT = 32 };

/* What was typed into the scan prompt so far; start as {0}. */
struct input_scan {
    char typed[INPUT_SCAN_LIMIT];
    size_t length;
    int64_t key_ms;             /* of the last character: a reader types faster than anybody */
    char last[LABEL_CODE + 1];  /* the scan before, and when: repeats are dropped */
    int64_t last_ms;
    char prefix;                /* what this shop's readers send first; 0: nothing */
    bool certain;               /* it came: whatever follows, up to Enter, is the reader's */
};
enum input_scan_result {
    INPUT_SCAN_NOT,     /* the key is no part of a scan: it is a key */
    INPUT_SCAN_PART,    /* taken; it stands in typed now */
    INPUT_SCAN_CODE,    /* a whole good code is in out */
    INPUT_SCAN_BAD,     /* Enter after digits that are no code; err_last_detail() says why */
    INPUT_SCAN_REPEAT   /* the same again within INPUT_REPEAT_MS: dropped */
};
/* Feed one key at clock_ms(). Backspace takes the last digit back, Esc forgets them all. */
enum input_scan_result input_scan_key(struct input_scan *scan, int key, int64_t now_ms, char out[LABEL_CODE + 1]);

/* The next scan counts whatever it is: what the last one opened is closed. */
void input_scan_again(struct input_scan *scan);

/* After and before the terminal is opened and closed; draw_open() and draw_close() do it. */
void input_open(void);
void input_close(void);
/* The next key that waits at the terminal, INPUT_NONE when there is none. Never blocks longer than an Esc needs. */
int input_key(void);
/* May ncurses hold keys that it has read already? Then the terminal does not show that there is something to read. */
bool input_holds(void);
/* True for a character that can stand in a text. */
bool input_printable(int key);
/* Append the character as UTF-8 when it fits into size with its NUL; false when not. */
bool input_append(char *text, size_t size, int key);
/* Take the last character off. */
void input_chop(char *text);
#endif
