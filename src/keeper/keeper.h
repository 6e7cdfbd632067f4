/* keeper.h - the keeper's threads and what they share.
 *
 * engine     owns the store, the sessions and the control socket; runs every action, one after another
 * later      two threads for password hashes, two that take photos in: what an action must not wait for
 * checking   as many as there are workers look at whole photos, one has HEICs converted
 * producer   one lane per printer: takes the next print, has it rendered, drives the printer child
 * housekeeping, checkpoint, heartbeat: sweep, files nobody names; bounded recovery; a sign of life for the supervisor
 *
 * Threads never touch the store: they ask the engine with keeper_call(), as everybody else does.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include "../base/msg.h"
#include "../stage/act.h"

struct call { /* one action asked for, from its arrival to its answer */
    struct call *next;
    enum action action;
    uint64_t request;
    int64_t session;          /* 0: asked by one of our own threads */
    const struct identity *who; /* of our own threads; otherwise looked up when it runs */
    struct arena arena;       /* everything below lives here */
    struct args args;
    int fd_in, fd_out;
    void *work;               /* struct work of the producer */
    enum later later;
    const char *secret, *hash;
    const char *stranger;     /* where a secret comes from that nobody known gave: an address; else "" */
    struct judgement judged;
    enum err err;
    const char *detail;
    void *reply;
    struct buf body;          /* the encoded reply */
    struct identity *become;
    uint32_t watch;
    struct effect *effects;
    bool detached, finished;  /* detached: nobody waits */
    bool pending;             /* one of its session's */
};

struct session {
    struct session *next;     /* in its bucket */
    int64_t id;
    int fd;
    struct arena memory;
    struct identity identity;
    int64_t desk;             /* the screen's own number (page.c); 0: none, or not told yet */
    uint32_t topics;          /* wants to hear of */
    bool notice_waits;        /* a notice could not be sent; the next one covers it */
    struct outgoing *first, **last; /* messages the other side has not read yet */
    int outgoing_count;
    int pending;              /* calls of it that wait for a thread or for other photos */
    struct arrival *arrival;  /* of an upload: what it last told (arriving.c); NULL: nothing */
};

/* What epoll answers with: these, or the id of a session (the supervisor counts from 1). */
#define CONTROL_TAG UINT64_MAX
#define WAKE_TAG (UINT64_MAX - 1)

enum { BUCKETS = 1024, PRINTERS = 64 };

enum { ROUNDS = 11 };
struct keeper {
    char shop[PATH_MAX];
    struct conf conf;                  /* the engine's; its texts live as long as the process (reload.c) */
    struct limits {                    /* what other threads need of it */
        atomic_llong photo_mb, reserve_mb, sweep_seconds;
    } limits;
    struct store *store;
    int control, epoll, wake;
    struct session *sessions[BUCKETS];
    int64_t session_count;
    struct counts counts;
    int64_t opened, actions, flushes;
    int64_t rounds[ROUNDS], rounds_us; /* how long the engine worked, by bucket (engine.c); all together */
    const char *address;               /* where the door listens, for the line that customers type */
    int64_t port;
    struct arena peers_memory;
    struct status peers;               /* processes as the supervisor last told */
    atomic_bool stopping;

    pthread_mutex_t inner_lock;        /* calls of our own threads on their way to the engine */
    pthread_cond_t inner_done;
    struct call *inner, **inner_last;
    atomic_llong busy_since;           /* ms; 0 while the engine waits for work */
    atomic_bool flushing;
};

/* engine.c: the longest of that bucket, in microseconds; 0: any time. */
int64_t engine_round_us(size_t bucket);

struct batch {
    struct call *first, **last;
    bool wrote;
    bool news;          /* printers may find new work */
    uint32_t topics;
    char code[16]; /* of the one order that changed; "" when there were several */
};

/* engine.c */
void engine_run(struct keeper *keeper);

/* Claim 22: an identified customer's order of low risk starts without the counter; the actor is `risk`. */
void engine_start_low_risk(struct keeper *keeper, const char *code);

/* action.c: run one call inside a batch; what it answers and its effects stand in the call. */
void action_run(struct keeper *keeper, struct call *call, struct batch *batch);
/* May act->who do act->action from where it sits? Fills act->scope. */
enum err action_may(struct act *act) MUST_CHECK;
/* A process that cannot commit must not go on: what it said before would be worth nothing. */
_Noreturn void engine_stop(const char *what);

/* engine.c */
/* Ask from one of our own threads and wait. reply may be NULL; its memory is in the arena. */
enum err keeper_call(struct keeper *keeper, const struct identity *who, enum action action, const struct args *args,
                     void *work, void *reply, struct arena *arena);
/* Put a call into the engine's queue; the engine owns a detached one. */
void keeper_submit(struct keeper *keeper, struct call *call);
struct call *call_new(enum action action);
void call_free(struct call *call);

/* session.c */
struct session *session_find(struct keeper *keeper, int64_t id);
void session_add(struct keeper *keeper, const struct identity *identity, int fd);
void session_drop(struct keeper *keeper, struct session *session);
void session_send(struct keeper *keeper, struct session *session, const struct msg *msg);
void session_writable(struct keeper *keeper, struct session *session);
void session_notify(struct keeper *keeper, uint32_t topics, const char *code);
void session_become(struct keeper *keeper, struct session *session, const struct identity *identity);
/* All sessions of a login, or those that came in by the key with this fingerprint. */
void session_end_login(struct keeper *keeper, const char *text);

void session_new_rights(struct keeper *keeper);
/* Every screen is a desk: a number of its own, by which what it kept is told from what other screens of that login did. */
void session_set_desk(struct keeper *keeper, int64_t session, int64_t desk);
bool session_has_desk(const struct keeper *keeper, int64_t desk);
/* arriving.c: an upload ends. */
void arriving_end(struct keeper *keeper, struct session *session);

/* rights.c: what a session may do, by role and terminal */
enum err rights_load(struct store *store) MUST_CHECK;
void rights_work_out(struct identity *who);
/* What somebody of this role may do, whatever the terminal. */
uint32_t rights_of_role(enum role role, const char *role_name);
/* The folder of that terminal's card reader; "" when it has none. */
const char *rights_reader(const char *name);
/* The role that a role's name works like. */
enum err role_named(const char *name, enum role *base) MUST_CHECK;

/* control.c: what the supervisor says */
void control_message(struct keeper *keeper, struct msg *msg, struct arena *arena);
void control_send(struct keeper *keeper, enum msg_kind kind, const struct record_type *type, const void *record);
/* That order takes no photos any more: what of it was half sent goes. */
void control_closed(struct keeper *keeper, const char *code);
/* Start what reads the card of this session's reader, for that order; the socket is the screen's other end. */
enum err control_card(struct keeper *keeper, int64_t session, const char *code, const char *reader, int socket) MUST_CHECK;
/* So many workers ("worker"), or this printer ("printer:NAME", 1 or 0). */
void control_want(struct keeper *keeper, const char *name, int64_t count);

/* Have a worker ("worker:1") or printer ("printer:NAME") that hangs killed and started again; with a pid only if it
 * still is that process. */
void control_kill(struct keeper *keeper, const char *name, int64_t pid);

/* login.c: the session is this person from now on, with what act->who says of key, PIN and last login. A wrong try is
 * counted for the key (a code, a login with its address), and the first of each for the address; answers err. */
enum err login_become(struct act *act, enum role role, const char *role_name, const char *login, const char *code) MUST_CHECK;
enum err login_refuse(struct act *act, const char *key, enum err err) MUST_CHECK;
/* staff_login.c: somebody of the staff, with password or key. */
enum err login_staff(struct act *act) MUST_CHECK;

/* people.c: the secret comes back hashed, of at least so many characters; "" when none was given. The login of the args,
 * ERR_NO_STAFF. Store it, and journal what was done. */
enum err people_hashed(struct act *act, const char *secret, size_t least, const char **hash) MUST_CHECK;
enum err people_staff(struct act *act, struct staff *staff) MUST_CHECK;
enum err people_save(struct act *act, const struct staff *staff, const char *what) MUST_CHECK;

/* later.c: hands the call to a thread; it comes back to the engine judged */
void later_start(struct keeper *keeper);
void later_submit(struct keeper *keeper, struct call *call);
/* From the thread that runs checks, backups and compaction: whoever asked for this call, and those who wait for their turn
 * behind it, hear how far it is (percent < 0: the words alone) and go on waiting. Not more than four times a second. */
void later_progress(struct keeper *keeper, const struct call *call, const char *words, int64_t percent);

/* workers.c: the processes that decode, by what they are kept for: prints; headers, while a customer waits; whole photos, when
 * nobody else wants the processor; HEIC. So none of these ever waits for another, but for photos that nobody got round to. */
enum crew { CREW_WORKER, CREW_GREETER, CREW_CHECKER, CREW_CONVERTER };
/* Tell the supervisor how many. */
void worker_want(struct keeper *keeper);
/* False when the name is no crew's. */
bool worker_attach(int fd, const char *name, int64_t pid);
/* One job, waiting for a free process and for its result; out may be in for a job that writes nothing. A process that dies
 * over it is tried once more. */
enum err worker_do(enum crew crew, const struct job *job, int in, int out, struct job_result *result, struct arena *arena) MUST_CHECK;

/* Have a photo of that format written as a JPEG. */
enum err photo_convert(enum crew crew, const char *format, int in, int out, struct job_result *result,
                       struct arena *arena) MUST_CHECK;

/* checking.c: photos looked at whole, after they were taken in */
void checking_start(struct keeper *keeper);
void checking_add(const char *code, const char *sha256, const char *format);
/* On the engine's thread: a call that waits until a photo of the order `secret` was looked at, and that one was. */
void checking_park(struct call *call);
void checking_wake(struct keeper *keeper, const char *code);

/* photos.c: the photo store's files */
const char *photo_path(const struct keeper *keeper, const char *sha256, const char *suffix, char out[PATH_MAX]);
int photo_open(const struct keeper *keeper, const char *sha256, const char *suffix);
void photo_forget(const struct keeper *keeper, const char *sha256);
/* Copy, hash, judge by the header, make durable: fills call->judged. Runs on a later thread. */
void photo_examine(struct keeper *keeper, struct call *call);
/* Give a file that was made beside the photos (its name begins with PHOTO_NEW) its place beside its photo. A thumbnail need
 * not be durable: one that is missing when the shop opens is made again. */
#define PHOTO_NEW "new-"
enum err photo_settle_beside(struct keeper *keeper, const char *sha256, const char *suffix, const char *path, int fd,
                             bool durable) MUST_CHECK;
/* Is this the name of a file of the photo store: photo, thumbnail (.rgb), JPEG of another kind's (.jpg)? Fills its SHA-256;
 * may be the name itself. */
bool photo_name(const char *name, char sha256[65]);
/* Look at what was taken in and not checked before the last keeper ended. */
void photo_resume(struct keeper *keeper, const struct identity *who);
/* Remove files that no order names and that are older than the grace period: one is written before a record names it. */
enum { PHOTO_GRACE_SECONDS = 3600 };
void photo_sweep(struct keeper *keeper, const struct identity *who);

/* reload.c: the shop's files, read again while it is open. */
void reload_read(struct keeper *keeper, struct call *call); /* on a later thread: fills call->judged */
void reload_limits(struct keeper *keeper);
/* After a reload is on disk: workers and printers follow. */
void reload_take_effect(struct keeper *keeper);

/* producer.c */
/* A lane for this printer, or its lane follows what changed; one that is leaving ends once its last print is settled. */
void producer_follow(struct keeper *keeper, const struct printer *printer);
void producer_attach(const char *printer, int fd);
/* What this printer has and has not printed is wanted back. */
void producer_withdraw(const char *printer);
/* Ask it anew how it stands, when it is between two prints. */
void producer_probe(const char *printer);
/* Once, before anything else of it. */
void producer_prepare(void);
void producer_wake(void);
/* What a printer is doing now, for board and list: code of its order, "" if idle. */
void producer_doing(struct printer *printer, struct arena *arena);

/* printers.c */
/* Inside a transaction: the records follow the configuration; what was noted about a printer (paused, in trouble)
 * stays. */
enum err printers_note(struct store *store, const struct conf *conf, struct arena *arena) MUST_CHECK;
/* Every printer that has a record gets its lane. */
enum err printers_follow(struct keeper *keeper) MUST_CHECK;
/* All printers with what they do now. */
enum err printers_now(struct act *act, struct printers *printers) MUST_CHECK;

/* checkpoint.c */
/* After a flush: a checkpoint, if it is time. */
void checkpoint_follow(struct keeper *keeper);

/* housekeeping.c */
void housekeeping_start(struct keeper *keeper);

/* check.c: check a hot copy of the store in a process of its own; fills call->judged. Runs on a later thread. */
void check_run(struct keeper *keeper, struct call *call);
/* inspect.c: that process, in the words of client/checking.h; the second one reads every photo. check_print tells a
 * person instead: each finding on a line, the last line has the figures. */
enum err check_store(const char *shop, const char *store, bool *sound) MUST_CHECK;
enum err check_store_photos(const char *shop, const char *store, bool *sound) MUST_CHECK;
enum err check_print(const char *shop, const char *store, bool *sound) MUST_CHECK;

/* retention.c: how old the newest backup is when it is older than store.backup_days, else "". */
const char *backup_alarm(struct act *act, const struct meta *meta);

/* space.c: the disk of the shop and the reserve for orders. Is there room for so many MB more above it? ERR_DISK with
 * words about `what`; mb 0: is the reserve whole? From any thread. */
int64_t space_free_mb(const struct keeper *keeper);
enum err space_for(const struct keeper *keeper, int64_t mb, const char *what) MUST_CHECK;
/* Why nothing large is written now, "" while it is. */
const char *space_alarm(const struct keeper *keeper, struct arena *arena);
/* Say so once when it begins and once when it ends; housekeeping asks. */
void space_watch(const struct keeper *keeper);

/* dump.c: the whole shop as text, written into the call's descriptor by a process of its own, from a hot copy. Runs on a
 * later thread and comes back as soon as that process is started; fills call->judged. */
#define DUMP_FIRST_LINE "countersign-dump 1"
enum { DUMP_FILES = 3, DUMP_FILE_MOST = 1 << 20 };
extern const char *const dump_files[DUMP_FILES];
void dump_run(struct keeper *keeper, struct call *call);
enum err dump_write(struct store *store, const char *shop, int fd) MUST_CHECK;
/* That process: the store in `directory` with the files of the shop, on standard output. */
enum err dump_print(const char *shop, const char *directory, bool *sound) MUST_CHECK;

/* load.c: a dump becomes the store and the files of a shop whose folders are made and empty. `photos` is a folder that
 * has files by their SHA-256, "" for none. load_shop reads standard input, prints what it did and what check finds;
 * *sound is false when check found something or photos are missing. */
struct loaded {
    int64_t records, photos, missing, thumbs_missing;
};
enum err load_read(struct store *store, int fd, const char *shop, const char *photos, struct loaded *loaded) MUST_CHECK;
enum err load_shop(const char *shop, const char *photos, bool *sound) MUST_CHECK;
/* load_photos.c: the files of every photo record of the store. */
enum err load_photos(struct store *store, const char *shop, const char *folder, struct loaded *loaded) MUST_CHECK;

/* compact.c: wipe from the store's files what was deleted, in steps beside the engine; one at a time. Fills figures. */
enum err compact_now(struct keeper *keeper, struct wiping *figures) MUST_CHECK;
void compact_run(struct keeper *keeper, struct call *call);

/* backup.c: copy the shop to the directory of the args; fills call->judged. Runs on a later thread. */
void backup_run(struct keeper *keeper, struct call *call);
/* The same of a closed shop, in a process of its own; says what it did. */
enum err backup_closed(const char *shop, const char *directory, bool *sound) MUST_CHECK;
/* restore.c: make a shop of a backup in the empty directory `shop`. wish is "TIME@BACKUP"; no TIME: all of it. */
enum err restore_run(const char *shop, const char *wish, bool *sound) MUST_CHECK;

/* init.c: a new shop's store. demo adds known people. Prints the first password once. */
enum err keeper_init(const char *shop, bool demo) MUST_CHECK;

/* Identity of one of our own threads. */
#define MACHINE_IDENTITY(name) { .role = ROLE_MACHINE, .login = name, .place = PLACE_MACHINE, .terminal = "shop", \
                                 .address = "", .code = "", .customer = "", .shop = "", .zone = "" }
extern struct keeper keeper_state; /* the one keeper of this process */
#endif
