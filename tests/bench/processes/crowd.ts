// Many WebSocket clients in one process, over plain TCP: they count what they hear and say when all of them have heard it.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_LEAST, microseconds, SENT_AT } from '../parts/event';
import { answer } from '../parts/other';
import { quantile } from '../parts/report';
import { clientFrame, Frames, upgradeRequest } from '../parts/wire';

export type Seat = { rooms: string[]; cookie?: string };
type Place = { dialect: keyof typeof dialects; port: number; heardPort: number; seats: Seat[] };

const dialects = {
	ours: {
		path: '/realtime',
		greeting: '{"type":"hello","version":1}',
		reply: (_text: string): string | undefined => undefined,
		open: (room: string) => `{"type":"open","channelId":"${room}"}`,
		isIn: (text: string) => /"type":"(ready|opened)"/.test(text)
	},
	rival: {
		path: '/socket.io/?EIO=4&transport=websocket',
		greeting: undefined,
		reply: (text: string) => (text.startsWith('0') ? '40' : undefined),
		open: (room: string) => `420["open","${room}"]`,
		isIn: (text: string) => /^4[03]/.test(text)
	}
};

const RING = 0xffff;
const reached = new Int32Array(RING + 1);
const sentAt = new Float64Array(RING + 1);
const buffer = Buffer.allocUnsafeSlow(256 * 1024);
const clients: { heard: number }[] = [];
let tellHeard: Socket | undefined;
let expected = 0;
let complete = 0;
let isTimed = false;
let latencies: number[] = [];

/** One client has heard its next event; the first one to hear it reads when it was sent. */
function hear(client: { heard: number }, at: number, now: number): void {
	const line = ++client.heard & RING;
	const count = ++reached[line]!;
	if (isTimed) {
		if (count === 1) sentAt[line] = 0;
		if (sentAt[line] === 0 && at >= 0) {
			const mark = buffer.indexOf(SENT_AT, at) + 1;
			sentAt[line] = Number(buffer.toString('latin1', mark, mark + 16));
		}
		if (sentAt[line]! > 0) latencies.push((now - sentAt[line]!) / 1000);
	}
	if (count !== expected) return;
	reached[line] = 0;
	complete += 1;
}

/** Opens one client and all its rooms. */
function sit({ dialect, port }: Place, { rooms, cookie }: Seat): Promise<void> {
	const { path, greeting, reply, open, isIn } = dialects[dialect];
	const frames = new Frames();
	const client = { heard: 0 };
	const toOpen = [...rooms];
	let isUpgraded = false;
	return new Promise((done, failed) => {
		const say = (text: string | undefined, opcode = 1) => text !== undefined && socket.write(clientFrame(text, opcode));
		let now = 0;
		const told = (opcode: number, length: number, at: number) => {
			if (opcode === 9) return say('', 10);
			if (opcode === 8) throw new Error('The server closed a connection.');
			if (length >= EVENT_LEAST) return hear(client, at, now);
			const text = buffer.toString('utf8', at, at + length);
			if (text === '2') return say('3');
			say(reply(text));
			if (!isIn(text)) return;
			const room = toOpen.shift();
			if (room) return say(open(room));
			clients.push(client);
			done();
		};
		const callback = (size: number) => {
			let from = 0;
			if (!isUpgraded) {
				const head = buffer.toString('latin1', 0, size);
				if (!head.startsWith('HTTP/1.1 101')) failed(new Error(`Not let in: ${head.split('\r\n')[0]}`));
				from = head.indexOf('\r\n\r\n') + 4;
				isUpgraded = true;
				say(greeting);
			}
			if (isTimed) now = microseconds();
			frames.read(buffer, from, size, told);
			if (complete > 0) tellHeard!.write(Buffer.alloc(complete));
			complete = 0;
			return true;
		};
		const socket = connect({ host: '127.0.0.1', port, onread: { buffer, callback } });
		socket.setNoDelay(true);
		socket.once('connect', () => socket.write(upgradeRequest(path, port, cookie)));
		socket.once('error', failed);
	});
}

const questions = {
	/** Opens all clients, a few at a time. */
	async gather(place: Place): Promise<void> {
		tellHeard = connect({ host: '127.0.0.1', port: place.heardPort });
		tellHeard.setNoDelay(true);
		const seats = [...place.seats];
		const usher = async () => {
			for (let seat = seats.shift(); seat; seat = seats.shift()) await sit(place, seat);
		};
		await Promise.all(Array.from({ length: 32 }, usher));
		// That they are here goes round a second later; it must not be taken for events.
		await sleep(1500);
	},
	/** From now on an event counts when so many clients have heard it. */
	expect(sockets: number, isToBeTimed = false): void {
		expected = sockets;
		isTimed = isToBeTimed;
		latencies = [];
		reached.fill(0);
		for (const client of clients) client.heard = 0;
	},
	/** Milliseconds from sending to hearing, since `expect`. */
	latency: () => ({ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), count: latencies.length }),
	/** How much of one core this process has used, in microseconds. */
	cpu: () => process.cpuUsage().user + process.cpuUsage().system
};
export type Crowd = typeof questions;
answer(questions);
