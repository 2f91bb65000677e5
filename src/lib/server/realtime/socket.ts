import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '$lib/realtime/protocol';
import { identify } from '../auth';
import { expectedOrigin } from '../origin';
import { lasting } from '../lasting';
import { log } from '../log';
import { Session } from './session';

const HELLO_WITHIN = 10_000;
const PING_EVERY = 25_000;
const SOCKETS_PER_PERSON = 10;

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

type Connection = { session: Session; socket: WebSocket; isAlive: boolean };
const connections = lasting('connections', () => new Set<Connection>());

function turnAway(socket: Duplex, status: string): void {
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headersOf(request: IncomingMessage): Headers {
	const headers = new Headers();
	for (const [name, value] of Object.entries(request.headers)) if (value) headers.set(name, String(value));
	return headers;
}

/** Decides about an upgrade of the http server: ours only, by this origin only, for people who are signed in. */
export async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
	socket.on('error', () => socket.destroy());
	try {
		if (request.url !== '/realtime') return turnAway(socket, '404 Not Found');
		// Browsers send our cookies along from any page: only the Origin says which page asks.
		const expected = expectedOrigin(request.headers.host);
		if (!expected || request.headers.origin !== expected) return turnAway(socket, '403 Forbidden');
		const found = await identify(headersOf(request));
		if (!found) return turnAway(socket, '401 Unauthorized');
		if (socket.destroyed) return;
		server.handleUpgrade(request, socket, head, (open) => welcome(open, new Session(found.viewer, open)));
	} catch (error) {
		log().error({ err: error }, 'an upgrade failed');
		turnAway(socket, '503 Service Unavailable');
	}
}

function welcome(socket: WebSocket, session: Session): void {
	const theirs = [...connections].filter((connection) => connection.session.viewerId === session.viewerId);
	if (theirs.length >= SOCKETS_PER_PERSON) theirs[0]!.socket.close(closeCodes.tooManySockets, 'too many windows');
	const connection: Connection = { session, socket, isAlive: true };
	connections.add(connection);
	const patience = setTimeout(() => session.isGreeted || socket.close(closeCodes.silent, 'say hello'), HELLO_WITHIN);
	socket.on('message', (data, isBinary) => {
		connection.isAlive = true;
		if (isBinary) socket.close(closeCodes.badFrame, 'text only');
		else void session.receive(String(data));
	});
	socket.on('pong', () => (connection.isAlive = true));
	socket.on('error', () => socket.terminate());
	socket.on('close', () => {
		clearTimeout(patience);
		connections.delete(connection);
		session.end();
	});
}

/** Asks every socket for a sign of life, and ends those that gave none since the last time. */
function checkPulse(): void {
	for (const connection of connections) {
		if (!connection.isAlive) connection.socket.terminate();
		connection.isAlive = false;
		connection.socket.ping();
	}
}

lasting('pulse', () => setInterval(checkPulse, PING_EVERY).unref());

/** Sends everyone away to come back a moment later, each at another one, because this process ends. */
export async function closeAll(): Promise<void> {
	const goodbyes = [...connections].map(({ socket }) => {
		const gone = new Promise((resolve) => socket.once('close', resolve));
		socket.send(JSON.stringify({ type: 'reconnect', afterMs: Math.floor(Math.random() * 2000) }));
		socket.close(1012, 'restarting');
		// A client that does not answer the goodbye must not keep the process.
		setTimeout(() => socket.terminate(), 2000).unref();
		return gone;
	});
	await Promise.all(goodbyes);
}
