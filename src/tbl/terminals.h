/* terminals.h - the terminal types a client may name; each chooses a terminfo file, so nothing else gets in:
 * TERMINAL("type", "the Debian package its terminfo is in").
 */
#define TERMINAL_ROWS(TERMINAL) \
    TERMINAL("vt100", "ncurses-base") \
    TERMINAL("vt102", "ncurses-base") \
    TERMINAL("vt220", "ncurses-base") \
    TERMINAL("wyse60", "ncurses-term") \
    TERMINAL("ansi", "ncurses-base") \
    TERMINAL("linux", "ncurses-base") \
    TERMINAL("xterm", "ncurses-base") \
    TERMINAL("xterm-color", "ncurses-base") \
    TERMINAL("xterm-256color", "ncurses-base") \
    TERMINAL("tmux", "ncurses-base") \
    TERMINAL("tmux-256color", "ncurses-base") \
    TERMINAL("screen", "ncurses-base") \
    TERMINAL("screen-256color", "ncurses-base") \
    TERMINAL("putty", "ncurses-term") \
    TERMINAL("putty-256color", "ncurses-term") \
    TERMINAL("rxvt", "ncurses-base") \
    TERMINAL("rxvt-unicode-256color", "ncurses-base") \
    TERMINAL("dumb", "ncurses-base")
