/* roles.h - the programs and how tightly each is held: PROGRAM(name, user when started as root, limits).
 *
 * base/sandbox.c applies a row in one place, just before the program reads its first byte from outside. Columns:
 * name, memory limit (MB, 0 none), open files, new processes allowed, largest file it may write (MB, 0 none,
 * -1 unlimited: it may log to a file), dies with its parent. New processes include threads.
 */
#define PROGRAM_ROWS(PROGRAM) \
    PROGRAM("keeper", 0, 4096, true, -1, true) \
    PROGRAM("door", 256, 4096, true, -1, true) \
    PROGRAM("connection", 256, 64, false, -1, true) \
    PROGRAM("screen", 128, 32, false, -1, true) \
    PROGRAM("upload", 128, 64, false, 256, true) \
    PROGRAM("worker", 1024, 32, false, 512, true) \
    PROGRAM("converter", 2048, 32, true, 512, true) \
    PROGRAM("printer", 256, 64, false, 512, true)

/* Where each role works and what it lands on after a remote login: HOME(role, place, screen). */
#define HOME_ROWS(HOME) \
    HOME(ROLE_CUSTOMER, PLACE_KIOSK, "kiosk") \
    HOME(ROLE_COUNTER, PLACE_COUNTER, "counter") \
    HOME(ROLE_LAB, PLACE_LAB, "lab") \
    HOME(ROLE_SUPERVISOR, PLACE_OFFICE, "counter") \
    HOME(ROLE_OWNER, PLACE_OFFICE, "counter")
