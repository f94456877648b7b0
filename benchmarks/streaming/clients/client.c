/* Load client: N connections that receive Server-Sent Events on loopback, in one thread with epoll.
 *
 * Every benchmark event carries the marker  ~s<sequence>d<due>e<emitted>~  in its data. The times are
 * CLOCK_MONOTONIC in nanoseconds; server and client run on the same machine. Each connection must receive
 * the sequence numbers 1, 2, 3 ... in order. An event counts once its closing blank line has arrived.
 *
 *   client --port P --path /stream [--connections N] [--expect M] [--deadline S] [--hold S]
 *          [--stalled K] [--accept-encoding gzip] [--sources A] [--nap-us U]
 *
 * Prints {"ready": ...} when every connection has received its 200 response or was refused. Then reads until
 * every connection has event M, until `--hold` or `--deadline` seconds after ready, or until a line arrives on
 * standard input, and prints one JSON object. The K stalled connections send their request and never read;
 * their receive buffers are small, so that the server's buffers fill up soon.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_ZLIB
#include <zlib.h>
#endif

#define READ_BYTES (256 * 1024)
#define IN_FLIGHT 200         /* concurrent handshakes: fewer than any listen backlog in use */
#define PENDING 16            /* markers of one event, kept until its blank line */
#define SUB 64                /* histogram: 64 steps per power of two, error under 1.6 % */
#define STDIN_TAG UINT32_MAX

enum state { IDLE, CONNECTING, HEADERS, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, WHOLE_BODY, STALLED, CLOSED };

struct marker { uint64_t seq, due, emitted; };

struct connection {
    int fd;
    enum state state;
    uint64_t chunk_left;
    uint64_t next;            /* the sequence number expected next */
    char *carry;              /* an incomplete line */
    uint32_t carry_len, carry_cap;
    uint32_t pending;
    uint8_t has_data, named, gzip, chunk_extension, body_over;
    struct marker held[PENDING];
#ifdef WITH_ZLIB
    z_stream *inflater;
#endif
};

struct histogram { uint64_t bucket[40 * SUB], count, max; };

static struct histogram since_due, since_emitted;
static struct connection *connections;
static uint32_t total, normal, stalled_count, opened, refused, closed_early, satisfied;
static uint64_t expect, delivered, sse_events, named_events, comments, lost, reordered, body_bytes, wire_bytes, reads;
static uint64_t first_arrival, last_arrival;
static char request[2048], read_buffer[READ_BYTES];
static int request_len, epoll_fd, undecoded;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void die(const char *what) {
    fprintf(stderr, "client: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t bucket_of(uint64_t us) {
    if (us < SUB) return (uint32_t)us;
    int shift = 63 - __builtin_clzll(us) - 6;
    uint64_t index = (uint64_t)(shift + 1) * SUB + (us >> shift) - SUB;
    return index < 40 * SUB ? (uint32_t)index : 40 * SUB - 1;
}

/* The upper edge of the bucket, so that a latency is never reported too low. */
static double bucket_ms(uint32_t index) {
    if (index < SUB) return (double)index / 1000;
    uint32_t shift = index / SUB - 1;
    return (double)(((uint64_t)(index % SUB + SUB + 1) << shift) - 1) / 1000;
}

static void record(struct histogram *h, uint64_t from, uint64_t to) {
    uint64_t us = to > from ? (to - from) / 1000 : 0;
    h->bucket[bucket_of(us)]++;
    h->count++;
    if (us > h->max) h->max = us;
}

static double quantile(const struct histogram *h, double q) {
    uint64_t rank = (uint64_t)(q * (double)h->count), seen = 0;
    for (uint32_t i = 0; i < 40 * SUB; i++) {
        seen += h->bucket[i];
        if (seen > rank) return bucket_ms(i) < (double)h->max / 1000 ? bucket_ms(i) : (double)h->max / 1000;
    }
    return (double)h->max / 1000;
}

static void close_connection(struct connection *c) {
    if (c->state == CLOSED) return;
    if (c->state == IDLE || c->state == CONNECTING || c->state == HEADERS) refused++;
    else if (!c->body_over && (!expect || c->next <= expect)) closed_early++;
    close(c->fd);
    c->fd = -1;
    c->state = CLOSED;
}

static void take(struct connection *c, const struct marker *m, uint64_t arrived) {
    if (m->seq < c->next) {
        reordered++;
        return;
    }
    lost += m->seq - c->next;
    delivered++;
    if (!first_arrival) first_arrival = arrived;
    last_arrival = arrived;
    record(&since_due, m->due, arrived);
    record(&since_emitted, m->emitted, arrived);
    if (expect && c->next <= expect && m->seq >= expect) satisfied++;
    c->next = m->seq + 1;
}

static const char *number(const char *p, const char *end, uint64_t *value) {
    const char *start = p;
    for (*value = 0; p < end && *p >= '0' && *p <= '9'; p++) *value = *value * 10 + (uint64_t)(*p - '0');
    return p > start ? p : NULL;
}

static const char *marker_at(const char *p, const char *end, struct marker *m) {
    if (p >= end || *p++ != 's' || !(p = number(p, end, &m->seq))) return NULL;
    if (p >= end || *p++ != 'd' || !(p = number(p, end, &m->due))) return NULL;
    if (p >= end || *p++ != 'e' || !(p = number(p, end, &m->emitted))) return NULL;
    return p < end && *p == '~' ? p + 1 : NULL;
}

static void find_markers(struct connection *c, const char *p, const char *end, uint64_t arrived) {
    while ((p = memchr(p, '~', (size_t)(end - p)))) {
        struct marker m;
        const char *after = marker_at(p + 1, end, &m);
        if (!after) {
            p++;
            continue;
        }
        if (c->pending == PENDING) {
            for (uint32_t i = 0; i < PENDING; i++) take(c, &c->held[i], arrived);
            c->pending = 0;
        }
        c->held[c->pending++] = m;
        p = after;
    }
}

static void end_of_event(struct connection *c, uint64_t arrived) {
    named_events += c->named; /* nchan's ping has an event name but no data */
    if (c->has_data) {
        sse_events++;
        for (uint32_t i = 0; i < c->pending; i++) take(c, &c->held[i], arrived);
    }
    c->pending = 0;
    c->has_data = c->named = 0;
}

static void line(struct connection *c, const char *p, size_t n, uint64_t arrived) {
    if (n && p[n - 1] == '\r') n--;
    if (!n) end_of_event(c, arrived);
    else if (p[0] == ':') comments++;
    else if (n >= 4 && !memcmp(p, "data", 4) && (n == 4 || p[4] == ':')) {
        c->has_data = 1;
        find_markers(c, p + 4, p + n, arrived);
    } else if (n >= 6 && !memcmp(p, "event:", 6)) c->named = 1;
}

static void keep(struct connection *c, const char *p, size_t n) {
    if (c->carry_len + n > c->carry_cap) {
        c->carry_cap = (uint32_t)(c->carry_len + n + 1024);
        if (!(c->carry = realloc(c->carry, c->carry_cap))) die("memory");
    }
    memcpy(c->carry + c->carry_len, p, n);
    c->carry_len += (uint32_t)n;
}

static void feed_text(struct connection *c, const char *p, size_t n, uint64_t arrived) {
    const char *end = p + n, *stop;
    while (p < end && (stop = memchr(p, '\n', (size_t)(end - p)))) {
        if (c->carry_len) {
            keep(c, p, (size_t)(stop - p));
            line(c, c->carry, c->carry_len, arrived);
            c->carry_len = 0;
        } else line(c, p, (size_t)(stop - p), arrived);
        p = stop + 1;
    }
    if (p < end) keep(c, p, (size_t)(end - p));
}

static void feed_body(struct connection *c, const char *p, size_t n, uint64_t arrived) {
    body_bytes += n;
    if (!c->gzip) {
        feed_text(c, p, n, arrived);
        return;
    }
#ifdef WITH_ZLIB
    static char plain[READ_BYTES];
    if (!c->inflater) {
        if (!(c->inflater = calloc(1, sizeof *c->inflater))) die("memory");
        if (inflateInit2(c->inflater, 47) != Z_OK) die("zlib");
    }
    c->inflater->next_in = (Bytef *)(uintptr_t)p;
    c->inflater->avail_in = (uInt)n;
    do {
        c->inflater->next_out = (Bytef *)plain;
        c->inflater->avail_out = sizeof plain;
        int code = inflate(c->inflater, Z_SYNC_FLUSH);
        if (code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END) {
            undecoded++;
            return;
        }
        feed_text(c, plain, sizeof plain - c->inflater->avail_out, arrived);
    } while (c->inflater->avail_out == 0);
#else
    undecoded = 1;
#endif
}

/* Collect the response head in `carry` until it is complete. Returns how many bytes of p belong to it. */
static size_t feed_headers(struct connection *c, const char *p, size_t n) {
    uint32_t before = c->carry_len;
    keep(c, p, n);
    char *end = memmem(c->carry, c->carry_len, "\r\n\r\n", 4);
    if (!end) return n;
    size_t head = (size_t)(end - c->carry) + 4;
    *end = 0;
    int ok = c->carry_len > 12 && !memcmp(c->carry + 8, " 200", 4);
    c->gzip = strcasestr(c->carry, "\r\ncontent-encoding: gzip") != NULL;
    int chunked = strcasestr(c->carry, "\r\ntransfer-encoding: chunked") != NULL;
    c->carry_len = 0;
    if (!ok) {
        close_connection(c);
        return n;
    }
    opened++;
    c->state = chunked ? CHUNK_SIZE : WHOLE_BODY;
    return head - before;
}

static size_t feed_size(struct connection *c, const char *p, size_t n) {
    size_t i = 0;
    while (i < n) {
        char ch = p[i++];
        int digit = ch >= '0' && ch <= '9' ? ch - '0' : (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10 : -1;
        if (ch == '\n') {
            c->chunk_extension = 0;
            c->body_over = c->chunk_left == 0;
            c->state = c->body_over ? CHUNK_END : CHUNK_DATA;
            return i;
        }
        if (digit < 0) c->chunk_extension = 1;
        else if (!c->chunk_extension) c->chunk_left = c->chunk_left * 16 + (uint64_t)digit;
    }
    return i;
}

static size_t feed_data(struct connection *c, const char *p, size_t n, uint64_t arrived) {
    size_t take_now = n < c->chunk_left ? n : (size_t)c->chunk_left;
    feed_body(c, p, take_now, arrived);
    c->chunk_left -= take_now;
    if (!c->chunk_left) c->state = CHUNK_END;
    return take_now;
}

static size_t feed_end(struct connection *c, const char *p, size_t n) {
    const char *stop = memchr(p, '\n', n);
    if (!stop) return n;
    c->chunk_left = 0;
    if (!c->body_over) c->state = CHUNK_SIZE;
    return (size_t)(stop - p) + 1;
}

static void feed(struct connection *c, const char *p, size_t n, uint64_t arrived) {
    while (n && c->state != CLOSED) {
        size_t used;
        switch (c->state) {
        case HEADERS: used = feed_headers(c, p, n); break;
        case CHUNK_SIZE: used = feed_size(c, p, n); break;
        case CHUNK_DATA: used = feed_data(c, p, n, arrived); break;
        case CHUNK_END: used = feed_end(c, p, n); break;
        default: feed_body(c, p, n, arrived); used = n;
        }
        p += used;
        n -= used;
    }
}

static void on_readable(struct connection *c) {
    ssize_t n = read(c->fd, read_buffer, sizeof read_buffer);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        close_connection(c);
        return;
    }
    reads++;
    wire_bytes += (uint64_t)n;
    feed(c, read_buffer, (size_t)n, now_ns());
}

static void on_connected(struct connection *c, uint32_t index) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error || write(c->fd, request, (size_t)request_len) != request_len) {
        close_connection(c);
        return;
    }
    if (index >= normal) {
        c->state = STALLED;
        stalled_count++;
        epoll_ctl(epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
        return;
    }
    c->state = HEADERS;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = index};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

static void start(uint32_t index, uint16_t port, uint32_t sources) {
    struct connection *c = &connections[index];
    c->next = 1;
    c->state = CONNECTING;
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) < 0) die("socket");
    int on = 1, little = 4096;
    if (index >= normal) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + index % sources)};
    if (bind(c->fd, (struct sockaddr *)&from, sizeof from)) die("bind");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = index};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
}

/* Handle the sockets that are ready. Returns 1 if a line on standard input asked to stop. */
static int turn(int wait_ms) {
    struct epoll_event events[1024];
    int n = epoll_wait(epoll_fd, events, 1024, wait_ms), stop = 0;
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++) {
        uint32_t index = events[i].data.u32;
        if (index == STDIN_TAG) {
            stop = 1;
            continue;
        }
        struct connection *c = &connections[index];
        if (c->state == CONNECTING) on_connected(c, index);
        else if (c->state != CLOSED) on_readable(c);
    }
    return stop;
}

static void connect_all(uint16_t port, uint32_t sources) {
    uint32_t started = 0;
    uint64_t limit = now_ns() + 60ull * 1000000000u;
    while (opened + refused + stalled_count < total && now_ns() < limit) {
        while (started < total && started - opened - refused - stalled_count < IN_FLIGHT) start(started++, port, sources);
        if (turn(100)) exit(1);
    }
}

static void print_latency(const char *name, const struct histogram *h) {
    printf("\"%s\": {\"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}, ", name, quantile(h, 0.5),
           quantile(h, 0.9), quantile(h, 0.99), (double)h->max / 1000);
}

static void print_result(uint64_t started) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    uint64_t incomplete = 0;
    for (uint32_t i = 0; i < normal; i++) incomplete += expect && connections[i].next <= expect;
    printf("{\"connections\": %u, \"opened\": %u, \"refused\": %u, \"stalled\": %u, \"closed_early\": %u, ", normal, opened,
           refused, stalled_count, closed_early);
    printf("\"delivered\": %lu, \"lost\": %lu, \"reordered\": %lu, \"incomplete\": %lu, ", delivered, lost, reordered,
           incomplete);
    printf("\"events\": %lu, \"named_events\": %lu, \"comments\": %lu, \"reads\": %lu, ", sse_events, named_events,
           comments, reads);
    printf("\"body_bytes\": %lu, \"wire_bytes\": %lu, \"undecoded\": %s, ", body_bytes, wire_bytes,
           undecoded ? "true" : "false");
    print_latency("since_due", &since_due);
    print_latency("since_emitted", &since_emitted);
    printf("\"span_s\": %.3f, \"elapsed_s\": %.3f, \"client_cpu_s\": %.3f}\n", (double)(last_arrival - first_arrival) / 1e9,
           (double)(now_ns() - started) / 1e9, cpu);
}

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv) {
    const char *path = "/", *encoding = NULL;
    uint32_t stalled = 0, sources = 1, nap_us = 0;
    uint16_t port = 0;
    double deadline = 60, hold = 0;
    normal = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!strcmp(name, "--port")) port = (uint16_t)atoi(value);
        else if (!strcmp(name, "--path")) path = value;
        else if (!strcmp(name, "--connections")) normal = (uint32_t)atoi(value);
        else if (!strcmp(name, "--stalled")) stalled = (uint32_t)atoi(value);
        else if (!strcmp(name, "--sources")) sources = (uint32_t)atoi(value);
        else if (!strcmp(name, "--nap-us")) nap_us = (uint32_t)atoi(value);
        else if (!strcmp(name, "--expect")) expect = (uint64_t)atoll(value);
        else if (!strcmp(name, "--deadline")) deadline = atof(value);
        else if (!strcmp(name, "--hold")) hold = atof(value);
        else if (!strcmp(name, "--accept-encoding")) encoding = value;
        else {
            fprintf(stderr, "client: unknown option %s\n", name);
            return 2;
        }
    }
    if (!port || !sources) {
        fprintf(stderr, "client: --port is required, and --sources must be at least 1\n");
        return 2;
    }
    raise_descriptor_limit();
    total = normal + stalled;
    request_len = snprintf(request, sizeof request,
                           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAccept: text/event-stream\r\n%s%s%s\r\n", path, port,
                           encoding ? "Accept-Encoding: " : "", encoding ? encoding : "", encoding ? "\r\n" : "");
    if (request_len >= (int)sizeof request) {
        fprintf(stderr, "client: --path is too long\n");
        return 2;
    }
    if (!(connections = calloc(total, sizeof *connections))) die("memory");
    if ((epoll_fd = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = STDIN_TAG};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &event); /* fails with EPERM for a file or /dev/null, which never ask to stop */

    connect_all(port, sources);
    printf("{\"ready\": %u, \"refused\": %u, \"stalled\": %u}\n", opened, refused, stalled_count);
    fflush(stdout);
    named_events = comments = 0; /* count keepalives from ready on: early connections have received some before */
    uint64_t ready = now_ns(), limit = ready + (uint64_t)((hold > 0 ? hold : deadline) * 1e9);
    while (now_ns() < limit && opened && !(expect && satisfied + closed_early >= opened)) {
        if (turn(nap_us ? 0 : 50)) break;
        if (nap_us) usleep(nap_us); /* not waiting in epoll, so the server's writes need not wake this process */
    }
    print_result(ready);
    return 0;
}
