/* countersign-upload - the SFTP server of one session, on pipes: requests on standard input, replies on standard
 * output, sentences for a person on standard error.
 *
 * It speaks no SSH. It waits for the client, the keeper and the clock at once: while the keeper judges one photo the
 * next comes in. When the client has said its last word, what is whole is still judged before it ends; its exit status
 * is 1 when something was not taken. Started with --finish there is no client: it only does that. Started with --card it
 * reads the card in that folder for a screen (card_serve.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "../base/clock.h"
#include "../base/io.h"
#include "../base/log.h"
#include "../base/sandbox.h"
#include "card_serve.h"
#include "stream.h"

enum {
    INCOMING_FD = 4, CARD_FD = 5,
    TICK_MS = 300,             /* how often the screen is told, and silence is looked for */
    PATIENCE_MS = 60000        /* how long a keeper may be away once the client is */
};

struct session {
    struct serve serve;
    struct stream stream;
    struct client client;
    struct buf out;
    size_t sent;               /* of out */
    bool ended;                /* nothing more comes, or may come */
    bool stuck;                /* the next request waits: for the keeper, or */
    bool full;                 /* because there is so much to say already */
    int64_t heard_ms;          /* when the client last said something */
    int64_t kept_ms;           /* when the keeper was last there */
};

/* What the keeper says while we wait for another of its answers. */
static void other(struct client *client, struct msg *msg, void *data)
{
    struct session *session = data;
    (void)client;
    taking_hear(&session->serve, msg, &session->out);
}

static void hear_keeper(struct session *session)
{
    struct arena arena = { 0 };
    struct msg msg;
    while (client_take(&session->client, &msg, &arena)) {
        if (msg.kind == MSG_REPLY)
            taking_hear(&session->serve, &msg, &session->out);
        else
            msg_close(&msg);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void send_replies(struct session *session)
{
    while (session->sent < session->out.size) {
        ssize_t put = write(STDOUT_FILENO, session->out.data + session->sent, session->out.size - session->sent);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && errno == EAGAIN)
            return;
        if (put < 0) { /* nobody listens any more: nobody has more to say */
            session->ended = true;
            break;
        }
        session->sent += (size_t)put;
    }
    buf_clear(&session->out);
    session->sent = 0;
}

static void read_requests(struct session *session)
{
    uint8_t *at;
    size_t room = stream_room(&session->stream, &at);
    ssize_t got = room ? read(STDIN_FILENO, at, room) : -1;
    if (got > 0) {
        stream_filled(&session->stream, (size_t)got);
        session->heard_ms = clock_ms();
    } else if (room && (got == 0 || (errno != EINTR && errno != EAGAIN))) {
        session->ended = true;
    }
}

static void answer_requests(struct session *session)
{
    enum served served = stream_answer(&session->stream, &session->serve, &session->out);
    session->stuck = served == SERVE_LATER;
    session->full = session->stuck && session->out.size >= STREAM_REPLIES;
    if (served == SERVE_OVER) {
        session->ended = true;
        session->stream.from = session->stream.to = 0;
    }
}

/* Everything was said and done? */
static bool is_over(struct session *session, int64_t now)
{
    bool asked = session->stuck && session->stream.to > session->stream.from;
    if (session->client.keeper >= 0)
        session->kept_ms = now;
    if (!session->ended || asked)
        return false;
    bool forsaken = session->client.control < 0 && session->client.keeper < 0;
    return taking_is_idle(&session->serve) || forsaken || now - session->kept_ms > PATIENCE_MS;
}

static int wait_ms(struct session *session)
{
    const struct sending *sending = &session->serve.sending;
    bool moves = sending->bytes != sending->told_bytes || sending->shown || !taking_is_idle(&session->serve);
    bool may_rest = clock_ms() - session->heard_ms < SERVE_REST_MS;
    return moves ? TICK_MS : may_rest ? SERVE_REST_MS : session->ended ? PATIENCE_MS : -1;
}

static void wait_for_news(struct session *session)
{
    bool waiting = session->out.size > session->sent;
    bool wants = !session->ended && !session->stuck && !waiting;
    struct pollfd polled[] = {
        { .fd = wants ? STDIN_FILENO : -1, .events = POLLIN },
        { .fd = waiting ? STDOUT_FILENO : -1, .events = POLLOUT },
        { .fd = session->client.keeper, .events = POLLIN },
        { .fd = session->client.control, .events = POLLIN },
    };
    bool at_once = session->stuck && !waiting && (session->full || taking_is_idle(&session->serve));
    if (poll(polled, sizeof polled / sizeof *polled, at_once ? 0 : wait_ms(session)) < 0)
        return;
    if (polled[2].revents || polled[3].revents)
        hear_keeper(session);
    if (polled[0].revents)
        read_requests(session);
}

static void converse(struct session *session)
{
    int64_t now = session->heard_ms = session->kept_ms = clock_ms();
    while (!is_over(session, now)) {
        wait_for_news(session);
        now = clock_ms();
        answer_requests(session);
        taking_go_on(&session->serve, &session->out);
        if (now - session->heard_ms >= SERVE_REST_MS)
            file_rest(&session->serve);
        sending_tell(&session->serve, now);
        send_replies(session);
    }
}

/* The card's folder is opened before this program is held, and is all of it that can be reached then. */
static int read_card(const char *path)
{
    struct client client;
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || (root != CARD_FD && dup2(root, CARD_FD) < 0))
        return 1;
    sandbox_enter("card");
    return client_open_child(&client) ? 1 : card_serve(&client, INCOMING_FD, CARD_FD);
}

int main(int argc, char **argv)
{
    static struct session session;
    struct serve *serve = &session.serve;
    log_name("upload");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN); /* the client left: what it sent whole is still taken in */
    if (argc > 2 && strcmp(argv[1], "--card") == 0)
        return read_card(argv[2]);
    sandbox_enter("upload");
    enum err err = client_open_child(&session.client);
    if (err) {
        char sentence[DELIVERY_SENTENCE];
        die("%s", err_sentence(err, err_last_detail(), sentence, sizeof sentence));
    }
    session.client.other = other;
    session.client.other_data = &session;
    session.ended = argc > 1 && strcmp(argv[1], "--finish") == 0;
    folder_open(&serve->folder, INCOMING_FD);
    delivery_init(&serve->delivery, &session.client);
    serve->delivery.mute = session.ended;
    io_nonblocking(STDOUT_FILENO);
    if (session.ended)
        err = serve_look(serve);
    if (!err)
        converse(&session);
    bool refused = err || serve->taking.refused || !taking_is_idle(serve);
    delivery_settle(&serve->delivery);
    serve_end(serve);
    client_close(&session.client);
    buf_free(&session.out);
    return refused;
}
