/* The least that a WebSocket server can do, as the limit for all others: `/echo` sends back what comes, `/say?room=N`
 * sends it to all in the room. One thread, one epoll, one recv and one send for each frame; nothing is checked, kept,
 * numbered or queued, and who does not read ends it all. Binary frames of up to 65,535 bytes, not fragmented.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, ROOMS = 100000, CONNECTIONS = 100000, KEPT = 2048, CHUNK = 65536 };

struct connection { int fd, is_open, says, room, place, kept; uint8_t head[KEPT]; };
struct room { int count, space; struct connection **members; };

static struct connection *connections[CONNECTIONS];
static struct room rooms[ROOMS];

static void fail(const char *what) { perror(what); exit(1); }

/* --- the handshake: SHA-1 (FIPS 180-4) and base64 of the key ------------------------------------------------------ */

static uint32_t turn(uint32_t word, int by) { return word << by | word >> (32 - by); }

static void add_block(uint32_t *hash, const uint8_t *block) {
    uint32_t words[80], a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];
    for (int at = 0; at < 16; at++)
        words[at] = (uint32_t)block[4 * at] << 24 | block[4 * at + 1] << 16 | block[4 * at + 2] << 8 | block[4 * at + 3];
    for (int at = 16; at < 80; at++)
        words[at] = turn(words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16], 1);
    for (int at = 0; at < 80; at++) {
        uint32_t mixed = at < 20 ? (b & c) | (~b & d) : at < 40 ? b ^ c ^ d : at < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        uint32_t added = at < 20 ? 0x5A827999 : at < 40 ? 0x6ED9EBA1 : at < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
        uint32_t next = turn(a, 5) + mixed + e + added + words[at];
        e = d, d = c, c = turn(b, 30), b = a, a = next;
    }
    hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d, hash[4] += e;
}

/* `key` is 60 bytes: 24 of the client's, 36 of the RFC's. So there are two blocks. */
static void accept_key(const char *key, char *out) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t hash[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t blocks[128] = {0}, digest[21] = {0};
    memcpy(blocks, key, 60);
    blocks[60] = 0x80, blocks[126] = 480 >> 8, blocks[127] = 480 & 255;
    add_block(hash, blocks), add_block(hash, blocks + 64);
    for (int at = 0; at < 20; at++) digest[at] = hash[at / 4] >> (24 - 8 * (at % 4));
    for (int at = 0; at < 28; at++) {
        int bit = at * 6, pair = digest[bit / 8] << 8 | (bit / 8 + 1 < 21 ? digest[bit / 8 + 1] : 0);
        out[at] = at == 27 ? '=' : letters[pair >> (10 - bit % 8) & 63];
    }
    out[28] = 0;
}

static void put_all(struct connection *to, const void *data, size_t size) {
    if (send(to->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size && errno == EAGAIN) fail("who does not read");
}

static void open_connection(struct connection *one, const char *request) {
    char key[61], accept[29], answer[256];
    const char *found = strstr(request, "Sec-WebSocket-Key: "), *room = strstr(request, "room=");
    if (!found) { fprintf(stderr, "no key\n"); exit(1); }
    memcpy(key, found + 19, 24);
    memcpy(key + 24, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 37);
    accept_key(key, accept);
    one->is_open = 1;
    one->says = !strncmp(request, "GET /say", 8);
    one->room = room ? atoi(room + 5) % ROOMS : 0;
    struct room *own = &rooms[one->room];
    if (own->count == own->space)
        own->members = realloc(own->members, (own->space = own->space ? 2 * own->space : 8) * sizeof *own->members);
    own->members[one->place = own->count++] = one;
    int size = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    put_all(one, answer, size);
}

static void end(struct connection *one) {
    if (one->is_open) {
        struct room *own = &rooms[one->room];
        own->members[one->place] = own->members[--own->count];
        own->members[one->place]->place = one->place;
    }
    connections[one->fd] = 0;
    close(one->fd);
    free(one);
}

/* --- frames ------------------------------------------------------------------------------------------------------- */

static void hear(struct connection *one, const uint8_t *payload, const uint8_t *mask, int size) {
    static uint8_t out[4 + CHUNK];
    int head = size < 126 ? 2 : 4;
    out[0] = 0x82, out[1] = size < 126 ? size : 126;
    if (head == 4) out[2] = size >> 8, out[3] = size & 255;
    for (int at = 0; at < size; at++) out[head + at] = payload[at] ^ mask[at & 3];
    if (!one->says) { put_all(one, out, head + size); return; }
    struct room *own = &rooms[one->room];
    for (int at = 0; at < own->count; at++) put_all(own->members[at], out, head + size);
}

static void take(struct connection *one) {
    static uint8_t data[KEPT + CHUNK + 1];
    memcpy(data, one->head, one->kept);
    ssize_t got = recv(one->fd, data + one->kept, CHUNK, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) { end(one); return; }
    int left = one->kept + got;
    uint8_t *in = data;
    if (!one->is_open) {
        data[left] = 0;
        uint8_t *over = memmem(data, left, "\r\n\r\n", 4);
        if (over) { open_connection(one, (char *)data); left -= over + 4 - in; in = over + 4; }
    }
    while (one->is_open && left >= 6) {
        if ((in[0] & 15) == 8) { end(one); return; }
        int size = in[1] & 127, head = size == 126 ? 8 : 6;
        if (left < head) break;
        if (head == 8) size = in[2] << 8 | in[3];
        if (left < head + size) break;
        hear(one, in + head, in + head - 4, size);
        in += head + size, left -= head + size;
    }
    if (left > KEPT) { fprintf(stderr, "a frame too long\n"); exit(1); }
    memcpy(one->head, in, one->kept = left);
}

int main(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0), yes = 1;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("listening on %d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int got = epoll_wait(epoll, events, EVENTS, -1);
        for (int at = 0; at < got; at++) {
            if (events[at].data.fd != listener) {
                if (connections[events[at].data.fd]) take(connections[events[at].data.fd]);
                continue;
            }
            int fd;
            while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
                if (fd >= CONNECTIONS) fail("too many connections");
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                struct connection *one = connections[fd] = calloc(1, sizeof *one);
                one->fd = fd;
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
            }
        }
    }
}
