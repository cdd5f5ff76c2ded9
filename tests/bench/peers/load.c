/* The load of the benchmark: connections that say something and look at what comes, the same for every server.
 *
 *     load SECONDS RATE HEARERS < connections
 *
 * A line of the input is one connection: `descriptor says number frame`. The descriptor is that of a WebSocket that is
 * ready (nothing unread), `says` whether it ever says anything, the number that of its last command, and the frame
 * what it says, in hex, without head and mask, or "-". In it a number of 11 11 11 11 is replaced by the next one
 * (big-endian), and the stamp "~................" (17 characters) by one with the connection and the time.
 *
 * RATE 0: each connection that says something says the next thing when its own last one has come back. Else so many
 * a second, of all together, each at its time; one that is due while the last has not come back is said all the
 * same, so that waits count from when it was due. RATE below 0: nobody says anything, and all frames count.
 * HEARERS: how many connections hear each thing that is said; it ends when all have, or when that takes too long. 0:
 * nothing of it comes back; then the waits are those between two frames of a connection that are not answers. -1: what
 * comes back is an answer, the "done" of our protocol, and each connection waits for it before it says more.
 *
 * Prints "start" before the first thing is said and "end" when all has come, each with the time in us, then one line
 * with the numbers of all last commands, then one with: what was said, frames that came with a stamp, others, bytes,
 * stamped frames that came within SECONDS, own processor time in us, how late things were said at most,
 * deliveries that never came; then the waits of all stamped frames in us, as 32-bit numbers.
 */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 1000, EVENTS = 512, CHUNK = 65536, KEPT = 1024, STAMP = 17, LAST_US = 20000000, WAITS_MAX = 20000000 };

struct connection {
    int fd, says, size, number_at, stamp_at, kept;
    uint32_t number;
    int64_t last;  /* when a frame came, or the last thing was said */
    uint64_t skip;
    uint8_t *frame, head[KEPT];
};

static struct connection *all;
static int count, *speakers, speaking;
static int64_t begins, ends;
static uint32_t *waits;
static uint64_t wait_count, wait_space, said, stamped, others, bytes, in_time, hearers;
static int64_t latest;
static int closed_loop, by_answer;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void fail(const char *what) { perror(what); exit(1); }

static void say(int index, int64_t due) {
    static const char digits[] = "0123456789abcdef";
    static uint8_t out[8 + FRAME_MAX];
    struct connection *one = &all[index];
    uint64_t stamp = (uint64_t)index << 40 | (uint64_t)(due - begins);
    if (one->number_at >= 0) {
        one->number++;
        for (int byte = 0; byte < 4; byte++) one->frame[one->number_at + byte] = one->number >> (24 - 8 * byte);
    }
    for (int at = 0; one->stamp_at >= 0 && at < STAMP - 1; at++) one->frame[one->stamp_at + 1 + at] = digits[stamp >> (60 - 4 * at) & 15];
    int head = one->size < 126 ? 2 : 4;
    uint32_t mask = (uint32_t)rand() ^ (uint32_t)rand() << 16;
    out[0] = one->frame[-1], out[1] = 0x80 | (one->size < 126 ? one->size : 126);
    if (head == 4) out[2] = one->size >> 8, out[3] = one->size & 255;
    memcpy(out + head, &mask, 4);
    for (int at = 0; at < one->size; at++) out[head + 4 + at] = one->frame[at] ^ out[head + at % 4];
    int size = head + 4 + one->size;
    if (send(one->fd, out, size, MSG_DONTWAIT | MSG_NOSIGNAL) != size) fail("send");
    if (by_answer) one->last = due;
    said++;
}

/* Read what follows a "~"; in binary frames there are others. */
static int read_stamp(const uint8_t *found, const uint8_t *end, uint64_t *stamp) {
    if (end - found < STAMP) return 0;
    *stamp = 0;
    for (int digit = 1; digit < STAMP; digit++) {
        uint8_t c = found[digit];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return 0;
        *stamp = *stamp << 4 | (c >= 'a' ? c - 'a' + 10 : c - '0');
    }
    return (int)(*stamp >> 40) < count;
}

static void note_interval(struct connection *one, int64_t at) {
    if (one->last && wait_count < wait_space) waits[wait_count++] = at - one->last;
    one->last = at;
}

/* Look at a whole frame, or at the begin of a long one. */
static void look(int index, const uint8_t *payload, int there, int64_t at) {
    uint64_t stamp;
    const uint8_t *from = payload, *end = payload + there, *found = 0;
    while ((found = memchr(from, '~', end - from)) && !read_stamp(found, end, &stamp)) from = found + 1;
    int is_answer = by_answer && memmem(payload, there, "\xa4" "done", 5) != 0;
    if (is_answer) stamp = (uint64_t)index << 40 | (uint64_t)(all[index].last - begins);
    else if (!found) {
        others++;
        if (!hearers && !memmem(payload, there, "\xa4" "done", 5)) note_interval(&all[index], at);
        return;
    }
    stamped++;
    in_time += at < ends;
    if (wait_count < wait_space) waits[wait_count++] = at - (begins + (int64_t)(stamp & 0xFFFFFFFFFF));
    if (closed_loop && at < ends && (int)(stamp >> 40) == index) say(index, at);
}

static void hear(int index, int64_t at) {
    static uint8_t data[KEPT + CHUNK];
    struct connection *one = &all[index];
    memcpy(data, one->head, one->kept);
    ssize_t got = recv(one->fd, data + one->kept, CHUNK, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) { fprintf(stderr, "the server has ended a connection\n"); exit(1); }
    bytes += got;
    int64_t left = one->kept + got;
    const uint8_t *in = data;
    while (left > 0) {
        if (one->skip) {
            int64_t step = left < (int64_t)one->skip ? left : (int64_t)one->skip;
            one->skip -= step, in += step, left -= step;
            continue;
        }
        uint64_t size = left > 1 ? in[1] & 127 : 0;
        int head = size == 126 ? 4 : size == 127 ? 10 : 2;
        if (left < 2 || left < head) break;
        if (size == 126) size = in[2] << 8 | in[3];
        if (size == 127) for (int byte = size = 0; byte < 8; byte++) size = size << 8 | in[2 + byte];
        if ((in[0] & 15) == 8) { fprintf(stderr, "the server has closed a connection\n"); exit(1); }
        int64_t enough = head + (int64_t)size < KEPT ? head + (int64_t)size : KEPT;
        if (left < enough) break;
        look(index, in + head, (int)(left - head < (int64_t)size ? left - head : (int64_t)size), at);
        one->skip = head + size;
    }
    memcpy(one->head, in, one->kept = left > 0 ? left : 0);
}

static void read_connections(void) {
    static char line[64 + 2 * FRAME_MAX], hex[2 * FRAME_MAX + 1];
    while (fgets(line, sizeof line, stdin)) {
        all = realloc(all, (count + 1) * sizeof *all);
        struct connection *one = memset(&all[count], 0, sizeof *all);
        if (sscanf(line, "%d %d %u %2000s", &one->fd, &one->says, &one->number, hex) != 4) fail("input");
        int is_silent = hex[0] == '-';
        one->size = is_silent ? 0 : strlen(hex) / 2 - 1;
        one->frame = (uint8_t *)malloc(one->size + 2) + 1;
        /* The first byte is that of the frame's head: text or binary. */
        for (int at = -1; !is_silent && at < one->size; at++) sscanf(hex + 2 * at + 2, "%2hhx", &one->frame[at]);
        uint8_t *number = memmem(one->frame, one->size, "\x11\x11\x11\x11", 4), *stamp = memmem(one->frame, one->size, "~0000000000000000", STAMP);
        one->number_at = number ? number - one->frame : -1;
        one->stamp_at = stamp ? stamp - one->frame : -1;
        if (one->says) {
            speakers = realloc(speakers, (speaking + 1) * sizeof *speakers);
            speakers[speaking++] = count;
        }
        count++;
    }
}

static int64_t count_missing(void) { return (int64_t)(said * hearers) - (int64_t)stamped; }

static void run(double rate) {
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(0);
    for (int at = 0; at < count; at++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = at};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, all[at].fd, &event)) fail("epoll_ctl");
    }
    printf("start %ld\n", now());
    fflush(stdout);
    for (int at = 0; closed_loop && at < speaking; at++) say(speakers[at], now());
    for (int64_t next = 0;;) {
        int64_t at = now();
        if (at >= ends && (count_missing() <= 0 || at >= ends + LAST_US)) break;
        for (; rate > 0 && at < ends && begins + next * 1e6 / rate <= at; next++) {
            int64_t due = begins + next * 1e6 / rate;
            if (at - due > latest) latest = at - due;
            say(speakers[next % speaking], due);
        }
        int64_t until = rate > 0 && at < ends ? begins + next * 1e6 / rate - at : 20000;
        int ms = until < 0 ? 0 : until > 20000 ? 20 : (int)((until + 999) / 1000);
        int got = epoll_wait(epoll, events, EVENTS, ms);
        for (int event = 0; event < got; event++) hear(events[event].data.u32, now());
    }
    printf("end %ld\n", now());
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    double seconds = atof(argv[1]), rate = atof(argv[2]);
    by_answer = atoi(argv[3]) < 0;
    hearers = by_answer ? 1 : atoi(argv[3]);
    read_connections();
    waits = malloc((wait_space = WAITS_MAX) * sizeof *waits);  /* pages that are never written cost nothing */
    closed_loop = rate == 0;
    begins = now();
    ends = begins + (int64_t)(seconds * 1e6);
    run(rate);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    int64_t spent = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    for (int at = 0; at < count; at++) printf("%u ", all[at].number);
    printf("\n%lu %lu %lu %lu %lu %ld %ld %ld\n", said, stamped, others, bytes, in_time, spent, latest, count_missing());
    fwrite(waits, sizeof *waits, wait_count, stdout);
    return 0;
}
