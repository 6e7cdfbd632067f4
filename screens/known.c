/* known.c - is there a description of this kind of terminal? In no file with others: <term.h> makes macros of such words
 * as lines and columns.
 */
#include "screen.h"
#include <stdlib.h>
#include <unistd.h>
#include <curses.h>
#include <term.h>

bool screen_knows(const char *type)
{
    int found;
    unsetenv("TERMINFO");
    unsetenv("TERMINFO_DIRS");
    unsetenv("HOME");
    if (setupterm(type, STDERR_FILENO, &found) != OK)
        return false;
    del_curterm(cur_term);
    return true;
}
