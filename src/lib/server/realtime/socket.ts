import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '$lib/realtime/protocol';
import { identify, loginEnd, type Visit } from '../auth';
import { expectedOrigin } from '../origin';
import { lasting } from '../lasting';
import { log } from '../log';
import { dismiss } from './hub';
import { Session } from './session';
import { inTurn } from './turnstile';

const HELLO_WITHIN = 10_000;
/** How often logins that ran out are looked for, in milliseconds; every fifth time all sockets are asked for a sign of life. */
const LOOK_EVERY = 5_000;
const PING_EVERY = 5;
const SOCKETS_PER_PERSON = 10;
/** How often one browser may be ended for flooding in half a minute. */
const FLOODS = { points: 3, duration: 30 };

const server = lasting(
	'socket server',
	() =>
		new WebSocketServer({
			noServer: true,
			clientTracking: false,
			maxPayload: 32 * 1024,
			// Without these, thousands of one-byte pieces may sit in memory.
			maxFragments: 16,
			maxBufferedChunks: 64,
			perMessageDeflate: false
		})
);

const state = lasting('sockets closing', () => ({ isClosing: false }));

type Connection = { session: Session; socket: WebSocket; isAlive: boolean };
const connections = lasting('connections', () => new Set<Connection>());
/** The same, by person. */
const windows = lasting('connections of people', () => new Map<string, Set<Connection>>());

const floods = lasting('floods', () => new RateLimiterMemory(FLOODS));
const knocking = lasting('knocking', () => new Map<string, Promise<Visit | null>>());

/** How many sockets are open. */
export const openSockets = () => connections.size;

function turnAway(socket: Duplex, status: string): void {
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headersOf(request: IncomingMessage): Headers {
	const headers = new Headers();
	for (const [name, value] of Object.entries(request.headers)) if (value) headers.set(name, String(value));
	return headers;
}

/** Whoever was sent away for flooding and comes back at once costs more than the flood: a few times, then not for a while. */
async function isFlooding(cookie: string): Promise<boolean> {
	const state = await floods.get(cookie);
	return (state?.consumedPoints ?? 0) > FLOODS.points;
}

/** Who knocks, when it is their turn. Windows of one browser that wait at the same time are one question. */
function whoIs(headers: Headers): Promise<Visit | null> {
	const cookie = headers.get('cookie') ?? '';
	const asked = knocking.get(cookie);
	if (asked) return asked;
	let isAsked = false;
	const answer = inTurn(() => {
		isAsked = true;
		knocking.delete(cookie); // who comes from here on asks anew: the login may have ended meanwhile
		return identify(headers);
	});
	if (!isAsked) knocking.set(cookie, answer);
	return answer;
}

/** Decides about an upgrade of the http server: ours only, by this origin only, for people who are signed in. */
export async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
	socket.on('error', () => socket.destroy());
	try {
		if (request.url !== '/realtime') return turnAway(socket, '404 Not Found');
		if (state.isClosing) return turnAway(socket, '503 Service Unavailable');
		// Browsers send our cookies along from any page: only the Origin says which page asks.
		const expected = expectedOrigin(request.headers.host);
		if (!expected || request.headers.origin !== expected) return turnAway(socket, '403 Forbidden');
		const headers = headersOf(request);
		if (await isFlooding(headers.get('cookie') ?? '')) return turnAway(socket, '429 Too Many Requests');
		const found = await whoIs(headers);
		if (!found) return turnAway(socket, '401 Unauthorized');
		if (socket.destroyed) return;
		if (state.isClosing) return turnAway(socket, '503 Service Unavailable');
		server.handleUpgrade(request, socket, head, (open) => {
			const session = new Session({ ...found }, open, socket);
			open.on('close', () => session.hasFlooded && void floods.penalty(headers.get('cookie') ?? ''));
			welcome(open, session);
		});
	} catch (error) {
		log().error({ err: error }, 'an upgrade failed');
		turnAway(socket, '503 Service Unavailable');
	}
}

function welcome(socket: WebSocket, session: Session): void {
	const { userId } = session;
	const theirs = windows.get(userId) ?? new Set<Connection>();
	windows.set(userId, theirs);
	const open = [...theirs].filter((other) => other.socket.readyState === socket.OPEN);
	for (const { session: oldest } of open.slice(0, Math.max(0, open.length - SOCKETS_PER_PERSON + 1)))
		oldest.dismiss(closeCodes.tooManySockets);
	const connection: Connection = { session, socket, isAlive: true };
	connections.add(connection);
	theirs.add(connection);
	const patience = setTimeout(() => session.isKnown || session.dismiss(closeCodes.silent), HELLO_WITHIN);
	socket.on('message', (data, isBinary) => {
		connection.isAlive = true;
		if (isBinary) session.dismiss(closeCodes.badFrame);
		else void session.receive(String(data));
	});
	socket.on('pong', () => (connection.isAlive = true));
	socket.on('error', () => socket.terminate());
	socket.on('close', () => {
		clearTimeout(patience);
		connections.delete(connection);
		theirs.delete(connection);
		if (theirs.size === 0 && windows.get(userId) === theirs) windows.delete(userId);
		session.end();
	});
}

/** A login ran out. It may have been prolonged by a page since; if not, the socket ends with it. */
async function judge({ session, socket }: Connection): Promise<void> {
	const endsAt = await loginEnd(session.visit.loginId).catch(() => session.visit.endsAt);
	if (endsAt) session.visit.endsAt = endsAt;
	else {
		dismiss(`login:${session.visit.loginId}`, closeCodes.signedOut); // with all that was opened by it
		if (socket.readyState === socket.OPEN) session.dismiss(closeCodes.signedOut);
	}
}

let looks = 0;
/** Ends what should have ended: logins that ran out, and sockets that gave no sign of life since they were asked. */
function look(): void {
	looks = (looks + 1) % PING_EVERY;
	const now = Date.now();
	for (const connection of connections) {
		if (connection.session.visit.endsAt.getTime() <= now) void judge(connection);
		if (looks !== 0) continue;
		if (!connection.isAlive) connection.socket.terminate();
		connection.isAlive = false;
		connection.socket.ping();
	}
}

lasting('pulse', () => setInterval(look, LOOK_EVERY).unref());

/** Sends everyone away to come back a moment later, each at another one, because this process ends. */
export async function closeAll(): Promise<void> {
	state.isClosing = true;
	// A millisecond a socket, so that they do not all come back at once to whoever comes next.
	const spread = Math.min(15_000, Math.max(1000, connections.size));
	const goodbyes = [...connections].map(({ session, socket }) => {
		const gone = new Promise((resolve) => socket.once('close', resolve));
		session.say({ type: 'reconnect', afterMs: Math.floor(Math.random() * spread) });
		session.dismiss(1012);
		return gone;
	});
	await Promise.all(goodbyes);
}
