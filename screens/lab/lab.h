/* lab.h - the lab's board, between its files. */
#ifndef SCREENS_LAB_H
#define SCREENS_LAB_H
#include "../list.h"
#include "../screen.h"

struct lab {
    struct board board;
    struct arena arena;       /* the board's */
    struct list printers, queue;
    bool in_queue;            /* Tab: which of the two the keys move in */
    bool loaded;
    char detail[200];         /* the selected line in full, said once no key came for a moment */
};
extern const struct screen_ops lab_ops;

/* Read the board again; both selections stay on their printer and order. Rings once for each printer that got into
 * trouble since. */
void lab_load(struct screen *screen, struct lab *lab);
/* alarms.c, prints.c: pages of their own. */
void lab_alarms_open(struct screen *screen);
void lab_prints_open(struct screen *screen, const char *code);
void lab_paint(struct screen *screen);
void lab_tell(struct screen *screen);
/* What is selected, in a line. */
void lab_detail(struct lab *lab);
#endif
