/* text_page.h - a text to read, as a page of its own: a receipt, a customer's history. */
#ifndef SCREENS_TEXT_PAGE_H
#define SCREENS_TEXT_PAGE_H
#include "screen.h"
#include "text.h"

/* Until it is closed; title and text are borrowed meanwhile. In line mode its lines are said. */
void text_page_open(struct screen *screen, const char *title, struct text *text);
#endif
