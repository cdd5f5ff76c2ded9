/* Many rooms with two players each, who move in turn over WebSockets: the load of the durable moves.
 *
 *     players SECONDS WARMUP RATE < rooms
 *
 * A line of the input is one room: `descriptor descriptor number number moves frame`, where the descriptors are
 * those of two connections (blocking, with nothing unread), the numbers those of the last commands of each, moves how
 * many were made, and the frame a `play` in hex. In it the command's number is 11 11 11 11 and the position
 * 22 22 22 22, both big-endian, and are replaced; it travels masked.
 *
 * RATE 0: each room makes its next move when the last one is answered. Else so many moves a second, of all rooms
 * together, each at its time; one that is due while the room still waits for an answer is made after it, and its wait
 * counts from when it was due. Times are microseconds.
 *
 * Prints "start" and "end" around the time that counts; then for each room a line with its moves; then one with: moves
 * that were answered in that time, frames that came in it, refusals, answers that never came, own processor time, how
 * late moves were sent at most that did not have to wait; then for each answer its wait, as 32-bit numbers.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 125, EVENTS = 256, CHUNK = 65536, KEPT = 16, LAST_ANSWERS_US = 5000000 };

struct player { int fd; uint32_t number; uint64_t skip; uint8_t head[KEPT]; int kept; };
struct room {
    struct player players[2];
    uint32_t moves;
    int waits;           /* for an answer */
    int64_t began, due;  /* when the move was due that is not answered; when the next one is */
    uint8_t frame[FRAME_MAX];
    int size, number_at, position_at;
};

static struct room *rooms;
static int count, ready;
static int64_t counts_from, ends, every;
static uint32_t *waits;
static uint64_t answered, wanted, frames, refused;
static int64_t latest;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void fail(const char *what) { perror(what); exit(1); }

static void put(uint8_t *at, uint32_t value) {
    for (int byte = 0; byte < 4; byte++) at[byte] = value >> (24 - 8 * byte);
}

static void play(struct room *room, int64_t began) {
    struct player *player = &room->players[room->moves % 2];
    uint8_t out[6 + FRAME_MAX] = {0x82, 0x80 | room->size};
    uint32_t mask = (uint32_t)rand() ^ (uint32_t)rand() << 16;
    put(room->frame + room->number_at, ++player->number);
    put(room->frame + room->position_at, room->moves);
    memcpy(out + 2, &mask, 4);
    for (int at = 0; at < room->size; at++) out[6 + at] = room->frame[at] ^ out[2 + at % 4];
    room->began = began;
    room->waits = 1;
    if (send(player->fd, out, 6 + room->size, MSG_DONTWAIT | MSG_NOSIGNAL) != 6 + room->size) fail("send");
}

/* Make the next move of a room if it is due; `waited`: the room had to wait for an answer. */
static void play_if_due(struct room *room, int64_t at, int waited) {
    if (room->waits || at >= ends) return;
    if (!every) { play(room, at); return; }
    if (room->due > at) return;
    if (!waited && at - room->due > latest && room->due >= counts_from) latest = at - room->due;
    int64_t due = room->due;
    room->due += every;
    play(room, due);
}

static void answer(struct room *room, int64_t at, int is_refusal) {
    if (!room->waits) { refused++; return; }
    refused += is_refusal;
    room->waits = 0;
    room->moves++;
    if (at >= counts_from && at < ends) {
        if (answered == wanted) {
            wanted = wanted ? 2 * wanted : 1 << 16;
            waits = realloc(waits, wanted * sizeof *waits);
        }
        waits[answered++] = at - room->began;
    }
    play_if_due(room, at, 1);
}

/* Look at a frame of which the first bytes are here: {"type": "done" or "refused", ...} */
static void look(struct room *room, const uint8_t *payload, int there, int64_t at) {
    if (at >= counts_from && at < ends) frames++;
    if (there < 7 || memcmp(payload + 1, "\xa4type", 5)) return;
    if (there >= 11 && !memcmp(payload + 6, "\xa4" "done", 5)) answer(room, at, 0);
    else if (there >= 8 && !memcmp(payload + 6, "\xa7r", 2)) answer(room, at, 1);
    else if (there >= 8 && !memcmp(payload + 6, "\xa7g", 2)) { fprintf(stderr, "goodbye\n"); exit(1); }
}

/* Take the frames out of what came; the begin of one that is not long enough to look at is kept. */
static void hear(struct room *room, struct player *player, int64_t at) {
    static uint8_t data[KEPT + CHUNK];
    memcpy(data, player->head, player->kept);
    ssize_t got = recv(player->fd, data + player->kept, CHUNK, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) fail("recv");
    int64_t left = player->kept + got;
    const uint8_t *in = data;
    while (left > 0) {
        if (player->skip) {
            int64_t step = left < (int64_t)player->skip ? left : (int64_t)player->skip;
            player->skip -= step, in += step, left -= step;
            continue;
        }
        uint64_t size = left > 1 ? in[1] & 127 : 0;
        int head = size == 126 ? 4 : size == 127 ? 10 : 2;
        if (left >= head && size == 126) size = in[2] << 8 | in[3];
        if (left >= head && size == 127) { fprintf(stderr, "a frame too long\n"); exit(1); }
        int64_t needed = head + (size < 11 ? (int64_t)size : 11);
        if (left < 2 || left < head || left < needed) break;
        look(room, in + head, left - head, at);
        player->skip = head + size;
    }
    player->kept = left > 0 ? left : 0;
    memcpy(player->head, in, player->kept);
}

static void read_rooms(void) {
    static char line[1024], hex[512];
    while (fgets(line, sizeof line, stdin)) {
        rooms = realloc(rooms, (count + 1) * sizeof *rooms);
        struct room *room = memset(&rooms[count++], 0, sizeof *rooms);
        struct player *one = &room->players[0], *two = &room->players[1];
        if (sscanf(line, "%d %d %u %u %u %511s", &one->fd, &two->fd, &one->number, &two->number, &room->moves, hex) != 6)
            fail("input");
        room->size = strlen(hex) / 2;
        if (room->size > FRAME_MAX) fail("frame");
        for (int at = 0; at < room->size; at++) sscanf(hex + 2 * at, "%2hhx", &room->frame[at]);
        room->number_at = (uint8_t *)memmem(room->frame, room->size, "\x11\x11\x11\x11", 4) - room->frame;
        room->position_at = (uint8_t *)memmem(room->frame, room->size, "\x22\x22\x22\x22", 4) - room->frame;
    }
}

static int waiting(void) {
    int number = 0;
    for (int at = 0; at < count; at++) number += rooms[at].waits;
    return number;
}

static void run(double rate) {
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(0);
    for (int at = 0; at < 2 * count; at++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = at};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, rooms[at / 2].players[at % 2].fd, &event)) fail("epoll_ctl");
    }
    int64_t begins = now();
    for (int at = 0; at < count; at++) rooms[at].due = begins + (rate ? at * 1e6 / rate : 0);
    int64_t next = 0;  /* the room whose time comes next: they take turns */
    int is_counting = 0;
    for (;;) {
        int64_t at = now();
        if (!is_counting && at >= counts_from) { is_counting = 1; puts("start"); fflush(stdout); }
        if (is_counting == 1 && at >= ends) { is_counting = 2; puts("end"); fflush(stdout); }
        if (is_counting == 2 && (!waiting() || at >= ends + LAST_ANSWERS_US)) return;
        /* Rooms take turns, so the first one that isn't due yet ends the look; one that waits is asked when answered. */
        if (!every) for (; ready < count; ready++) play_if_due(&rooms[ready], at, 0);
        else for (; begins + next * 1e6 / rate <= at; next++) play_if_due(&rooms[next % count], at, rooms[next % count].waits);
        int64_t until = every ? begins + next * 1e6 / rate - at : 20000;
        int ms = until < 0 ? 0 : until > 20000 ? 20 : (int)((until + 999) / 1000);
        int got = epoll_wait(epoll, events, EVENTS, ms);
        at = now();
        for (int event = 0; event < got; event++) {
            struct room *room = &rooms[events[event].data.u64 / 2];
            hear(room, &room->players[events[event].data.u64 % 2], at);
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    double seconds = atof(argv[1]), warmup = atof(argv[2]), rate = atof(argv[3]);
    read_rooms();
    every = rate ? (int64_t)(count * 1e6 / rate) : 0;
    counts_from = now() + (int64_t)(warmup * 1e6);
    ends = counts_from + (int64_t)(seconds * 1e6);
    run(rate);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    int64_t spent = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    for (int at = 0; at < count; at++) printf("%u\n", rooms[at].moves);
    printf("%lu %lu %lu %d %ld %ld\n", answered, frames, refused, waiting(), spent, latest);
    fwrite(waits, sizeof *waits, answered, stdout);
    return 0;
}
