// Many WebSocket clients in one process, over plain TCP: they count what they hear and say when all of them have heard it.
import { connect, type Socket } from 'node:net';
import { EVENT_LEAST, microseconds, SENT_AT } from '../parts/event';
import { answer } from '../parts/other';
import { quantile } from '../parts/report';
import { stepsOf, type Place, type Seat } from '../parts/steps';
import { clientFrame, Frames } from '../parts/wire';

/** What a server says when it has answered a step, whichever of the two it is. */
const ANSWER = /^(0\{|40|43|\{"type":"(ready|opened)")/;
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
function sit(place: Place, seat: Seat): Promise<void> {
	const steps = stepsOf(place, seat);
	const frames = new Frames();
	const client = { heard: 0 };
	let isUpgraded = false;
	return new Promise((done, failed) => {
		let now = 0;
		const goOn = () => {
			const step = steps.shift();
			if (step) return socket.write(step);
			clients.push(client);
			done();
		};
		const told = (opcode: number, length: number, at: number) => {
			if (opcode === 9) return socket.write(clientFrame('', 10));
			if (opcode === 8) throw new Error('The server closed a connection.');
			if (length >= EVENT_LEAST) return hear(client, at, now);
			const text = buffer.toString('utf8', at, at + length);
			if (text === '2') socket.write(clientFrame('3'));
			else if (ANSWER.test(text)) goOn();
		};
		const callback = (size: number) => {
			let from = 0;
			if (!isUpgraded) {
				const head = buffer.toString('latin1', 0, size);
				if (!head.startsWith('HTTP/1.1 101')) failed(new Error(`Not let in: ${head.split('\r\n')[0]}`));
				from = head.indexOf('\r\n\r\n') + 4;
				isUpgraded = true;
				goOn();
			}
			if (isTimed) now = microseconds();
			frames.read(buffer, from, size, told);
			if (complete > 0) tellHeard!.write(Buffer.alloc(complete));
			complete = 0;
			return true;
		};
		const socket = connect({ host: '127.0.0.1', port: place.port, onread: { buffer, callback } });
		socket.setNoDelay(true);
		socket.once('connect', goOn);
		socket.once('error', failed);
	});
}

const questions = {
	async gather(place: Place): Promise<void> {
		tellHeard = connect({ host: '127.0.0.1', port: place.heardPort });
		tellHeard.setNoDelay(true);
		const seats = [...place.seats];
		const usher = async () => {
			for (let seat = seats.shift(); seat; seat = seats.shift()) await sit(place, seat);
		};
		await Promise.all(Array.from({ length: 32 }, usher));
	},
	expect(sockets: number, isToBeTimed = false): void {
		expected = sockets;
		isTimed = isToBeTimed;
		latencies = [];
		reached.fill(0);
		for (const client of clients) client.heard = 0;
	},
	latency: () => ({ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }),
	worked: () => process.cpuUsage().user + process.cpuUsage().system
};
export type CrowdProcess = typeof questions;
answer(questions);
