// What crowd.ts does, for a fraction of its work: many WebSocket clients in one process, who say when all of them have heard.
// Commands come as lines on stdin, one at a time, and each is answered with a line: see ../parts/light-crowd.ts.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Both kinds of server in one list: what ours says begins with a brace, what Socket.IO says does not.
static const char *const EVENTS[] = {"{\"type\":\"message.created\"", "42[\"event\",{\"type\":\"message.created\"", NULL};
static const char *const STEPS[] = {"{\"type\":\"ready\"", "{\"type\":\"opened\"", "0{", "40", "43", NULL};
enum { AT_ONCE = 32, LINES = 1 << 16, READ_AT_ONCE = 256 * 1024 };
// While events come, the clients look for more instead of sleeping, this long in microseconds: else each write of a server
// would first wake them up, which it never does over a network, and that costs as much as the rest of the write.
enum { AWAKE = 500 };

typedef struct { size_t size; char *bytes; } Words;
// `rest` is the beginning of a frame whose end has not come.
typedef struct { int fd; bool isUpgraded, isIn; uint16_t heard; int step, steps; Words *say; Words rest; } Client;

static Client **clients; // all of them, in the order they come
static int expectedClients, seated, begun, underWay;
static int poll, teller = -1, port;
static uint32_t reached[LINES], expected, complete;
static bool isTimed;
static float *latencies;
static size_t latencyCount, latencyRoom;
static char buffer[4 * READ_AT_ONCE];

static void fail(const char *words, ...) {
	va_list more;
	va_start(more, words);
	vfprintf(stderr, words, more);
	fputc('\n', stderr);
	exit(1);
}

static int64_t microseconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static bool beginsWithOne(const char *bytes, size_t size, const char *const *beginnings) {
	for (; *beginnings; beginnings++) {
		size_t length = strlen(*beginnings);
		if (size >= length && memcmp(bytes, *beginnings, length) == 0) return true;
	}
	return false;
}

static void say(int fd, const void *bytes, size_t size) {
	if (size > 0 && send(fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) fail("Could not write: %s", strerror(errno));
}

static int dial(int to) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(to), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
	if (fd < 0 || connect(fd, (void *)&address, sizeof address) < 0) fail("Could not connect: %s", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	return fd;
}

// Lets in whoever is next, a few at a time, and answers when everybody is here.
static void usher(void) {
	for (; underWay < AT_ONCE && begun < expectedClients; underWay++) {
		Client *client = clients[begun++];
		client->fd = dial(port);
		fcntl(client->fd, F_SETFL, O_NONBLOCK);
		struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = client};
		if (epoll_ctl(poll, EPOLL_CTL_ADD, client->fd, &event) < 0) fail("Could not wait: %s", strerror(errno));
		say(client->fd, client->say[0].bytes, client->say[0].size);
	}
	if (seated == expectedClients) printf("here\n");
	fflush(stdout);
}

// The server has answered the last step: says the next, or is in.
static void goOn(Client *client) {
	if (client->isIn) return;
	if (++client->step < client->steps) return say(client->fd, client->say[client->step].bytes, client->say[client->step].size);
	for (int i = 0; i < client->steps; i++) free(client->say[i].bytes);
	free(client->say);
	client->isIn = true;
	seated++;
	underWay--;
	usher();
}

// Sixteen digits behind a tilde say when an event was sent.
static void noteDelay(const char *bytes, size_t size, int64_t now) {
	const char *mark = memchr(bytes, '~', size);
	if (!mark || mark + 17 > bytes + size) fail("An event does not say when it was sent.");
	int64_t sentAt = 0;
	for (int i = 1; i <= 16; i++) sentAt = sentAt * 10 + (mark[i] - '0');
	if (latencyCount == latencyRoom) latencies = realloc(latencies, (latencyRoom = latencyRoom * 2 + 4096) * sizeof *latencies);
	latencies[latencyCount++] = (now - sentAt) / 1000.0f;
}

static void hear(Client *client, int opcode, const char *bytes, size_t size, int64_t now) {
	if (opcode == 9) return say(client->fd, "\x8a\x80\0\0\0\0", 6);
	if (opcode == 8) fail("The server closed a connection.");
	if (beginsWithOne(bytes, size, EVENTS)) {
		uint16_t line = ++client->heard;
		if (isTimed) noteDelay(bytes, size, now);
		if (++reached[line] != expected) return;
		reached[line] = 0;
		complete++;
	} else if (size == 1 && *bytes == '2') say(client->fd, "\x81\x81\0\0\0\0" "3", 7);
	else if (beginsWithOne(bytes, size, STEPS)) goOn(client);
}

// Walks through the whole frames among these bytes; answers with how many bytes they were.
static size_t readFrames(Client *client, const char *bytes, size_t size, int64_t now) {
	size_t at = 0;
	while (size - at >= 2) {
		const unsigned char *head = (const unsigned char *)bytes + at;
		size_t length = head[1] & 127, headSize = length < 126 ? 2 : length == 126 ? 4 : 10;
		if (size - at < headSize) break;
		if (headSize > 2) for (length = 0, head += 2; head < (const unsigned char *)bytes + at + headSize; head++) length = length << 8 | *head;
		if (size - at - headSize < length) break;
		hear(client, bytes[at] & 15, bytes + at + headSize, length, now);
		at += headSize + length;
	}
	return at;
}

static size_t readUpgrade(Client *client, const char *bytes, size_t size) {
	const char *end = memmem(bytes, size, "\r\n\r\n", 4);
	if (!end) return 0;
	if (memcmp(bytes, "HTTP/1.1 101", 12) != 0) fail("Not let in: %.*s", (int)strcspn(bytes, "\r"), bytes);
	client->isUpgraded = true;
	goOn(client);
	return end + 4 - bytes;
}

static void listenTo(Client *client) {
	for (ssize_t got = READ_AT_ONCE; got == READ_AT_ONCE;) {
		size_t before = client->rest.size, used = 0;
		if (before + READ_AT_ONCE > sizeof buffer) fail("A frame is too long.");
		if (before > 0) memcpy(buffer, client->rest.bytes, before);
		got = recv(client->fd, buffer + before, READ_AT_ONCE, 0);
		if (got < 0 && errno == EAGAIN) return;
		if (got <= 0) fail("The server closed a connection.");
		size_t size = before + got;
		int64_t now = isTimed ? microseconds() : 0;
		if (!client->isUpgraded) used = readUpgrade(client, buffer, size);
		if (client->isUpgraded) used += readFrames(client, buffer + used, size - used, now);
		if ((client->rest.size = size - used) > 0) {
			client->rest.bytes = realloc(client->rest.bytes, client->rest.size);
			memcpy(client->rest.bytes, buffer + used, client->rest.size);
		}
		static const char zeros[LINES];
		say(teller, zeros, complete);
		complete = 0;
	}
}

// What one client says, as words of hexadecimal digits; a dash for nothing.
static Client *readSeat(char *line) {
	Client *client = calloc(1, sizeof *client);
	for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
		client->say = realloc(client->say, (client->steps + 1) * sizeof *client->say);
		Words *words = &client->say[client->steps++];
		words->size = *word == '-' ? 0 : strlen(word) / 2;
		words->bytes = malloc(words->size + 1);
		for (size_t i = 0; i < words->size; i++) sscanf(word + 2 * i, "%2hhx", (unsigned char *)&words->bytes[i]);
	}
	return client;
}

static int byValue(const void *a, const void *b) {
	float left = *(const float *)a, right = *(const float *)b;
	return (left > right) - (left < right);
}

static void obey(int64_t worked) {
	static char *line;
	static size_t room;
	int count, heardPort, timed;
	if (getline(&line, &room, stdin) < 0) exit(0);
	if (sscanf(line, "gather %d %d %d", &port, &heardPort, &count) == 3) {
		if (teller >= 0) close(teller);
		teller = dial(heardPort);
		clients = realloc(clients, (expectedClients + count) * sizeof *clients);
		for (; count > 0 && getline(&line, &room, stdin) > 0; count--) clients[expectedClients++] = readSeat(line);
		return usher();
	}
	if (sscanf(line, "expect %u %d", &expected, &timed) == 2) {
		isTimed = timed;
		latencyCount = 0;
		memset(reached, 0, sizeof reached);
		for (int i = 0; i < expectedClients; i++) clients[i]->heard = 0;
		printf("ready\n");
	} else if (strcmp(line, "latency\n") == 0) {
		if (latencyCount == 0) fail("Nothing was timed.");
		qsort(latencies, latencyCount, sizeof *latencies, byValue);
		printf("%f %f %zu\n", latencies[latencyCount / 2], latencies[(size_t)(latencyCount * 0.99)], latencyCount);
	} else if (strcmp(line, "worked\n") == 0) printf("%lld\n", (long long)worked);
	else fail("Not understood: %s", line);
	fflush(stdout);
}

// The clients take one core and the server has the others: side by side on one, each would wait for the other. A scheduler that
// likes to wake clients beside whom they listen to does put them there, now and then, and spoils what is measured.
static void keepApart(pid_t server) {
	cpu_set_t cores, mine;
	int last = CPU_SETSIZE - 1;
	if (sched_getaffinity(0, sizeof cores, &cores) < 0 || CPU_COUNT(&cores) < 2) return;
	while (!CPU_ISSET(last, &cores)) last--;
	CPU_ZERO(&mine);
	CPU_SET(last, &mine);
	CPU_CLR(last, &cores);
	if (sched_setaffinity(0, sizeof mine, &mine) < 0 || sched_setaffinity(server, sizeof cores, &cores) < 0)
		fail("Could not have a core each: %s", strerror(errno));
}

int main(int count, char **words) {
	// With the number of a process: nothing but this server and its clients is at work, and each has its core.
	bool isApart = count == 2;
	if (isApart) keepApart(atoi(words[1]));
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	poll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event events[256], commands = {.events = EPOLLIN};
	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
	int64_t worked = 0, before = microseconds(), lastHeard = before;
	for (bool isAwake = false;;) {
		int found = epoll_wait(poll, events, 256, isAwake ? 0 : -1);
		// Looking in vain is no work; finding something is.
		if (found <= 0 || !isAwake) before = microseconds();
		for (int i = 0; i < found; i++) {
			if (events[i].data.ptr) listenTo(events[i].data.ptr);
			else obey(worked);
		}
		if (found > 0) {
			lastHeard = microseconds();
			worked += lastHeard - before;
			before = lastHeard;
		}
		isAwake = isApart && before - lastHeard < AWAKE;
	}
}
