/* roles.h - the programs and how tightly each is held: PROGRAM(name, user, memory, files, processes, file, parent, calls,
 * paths).
 *
 * base/sandbox.c applies a row in one place, just before the program reads its first byte from outside. Columns:
 *
 * name
 * user       as whom it works when the shop is opened by root: "" as the owner of the shop's store, else a system user;
 *            where that is not there, nobody. Started by anybody else, all work as whoever started the shop.
 * memory     MB of addresses; 0: no limit
 * files      open descriptors
 * processes  new ones allowed, threads among them
 * file       MB, the largest file it may write; 0 none, -1 unlimited (it may log to a file)
 * parent     dies with its parent. A connection does not: its door is renewed under it (door/main.c).
 * calls      sets of system calls (calls.h); what is not in them ends the program. 0: all
 * paths      what it can open by name: PATHS_NONE nothing, PATHS_SYSTEM the system's files for reading, PATHS_FOLDER all in
 *            the folder on its descriptor 4, PATHS_CARD that too, and the folder on its descriptor 5 for reading, PATHS_ANY
 *            what its user can
 *
 * A connection is forked by the door and so keeps to the door's calls as well. The keeper reads no stranger's bytes
 * undecoded and starts the processes that check and copy; a printer's target is the shop's own choice.
 */
#define PROGRAM_ROWS(PROGRAM) \
    PROGRAM("keeper", "", 0, 4096, true, -1, true, 0, PATHS_ANY) \
    PROGRAM("door", "countersign-door", 256, 4096, true, -1, true, CALLS_PLAIN | CALLS_TALK | CALLS_SIZE | CALLS_WELCOME, PATHS_NONE) \
    PROGRAM("connection", "countersign-door", 256, 64, false, -1, false, CALLS_PLAIN | CALLS_TALK | CALLS_SIZE, PATHS_NONE) \
    PROGRAM("screen", "countersign-screen", 128, 32, false, -1, true, CALLS_PLAIN | CALLS_TALK | CALLS_TERMINAL | CALLS_READ, PATHS_SYSTEM) \
    PROGRAM("upload", "countersign-upload", 128, 64, false, 256, true, CALLS_PLAIN | CALLS_TALK | CALLS_BYTES | CALLS_READ | CALLS_WRITE, PATHS_FOLDER) \
    PROGRAM("card", "countersign-upload", 128, 64, false, 256, true, CALLS_PLAIN | CALLS_TALK | CALLS_BYTES | CALLS_READ | CALLS_WRITE, PATHS_CARD) \
    PROGRAM("worker", "countersign-worker", 1024, 32, false, 512, true, CALLS_PLAIN | CALLS_TALK | CALLS_BYTES, PATHS_NONE) \
    PROGRAM("converter", "countersign-worker", 2048, 32, true, 512, true, CALLS_PLAIN | CALLS_TALK | CALLS_BYTES | CALLS_THREADS, PATHS_NONE) \
    PROGRAM("printer", "", 256, 64, false, 512, true, CALLS_PLAIN | CALLS_TALK | CALLS_BYTES | CALLS_READ | CALLS_WRITE | CALLS_NETWORK, PATHS_ANY)

enum { /* sets of calls.h */
    CALLS_PLAIN = 1, CALLS_TALK = 2, CALLS_SIZE = 4, CALLS_TERMINAL = 8, CALLS_BYTES = 16, CALLS_READ = 32,
    CALLS_WRITE = 64, CALLS_THREADS = 128, CALLS_NETWORK = 256, CALLS_WELCOME = 512
};
enum program_paths { PATHS_ANY, PATHS_NONE, PATHS_SYSTEM, PATHS_FOLDER, PATHS_CARD };

/* Where each role works and what it lands on after a remote login: HOME(role, place, screen). */
#define HOME_ROWS(HOME) \
    HOME(ROLE_CUSTOMER, PLACE_KIOSK, "kiosk") \
    HOME(ROLE_COUNTER, PLACE_COUNTER, "counter") \
    HOME(ROLE_LAB, PLACE_LAB, "lab") \
    HOME(ROLE_SUPERVISOR, PLACE_OFFICE, "counter") \
    HOME(ROLE_OWNER, PLACE_OFFICE, "counter")
