import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { eventOf, microseconds } from './event';
import { quantile } from './report';

type Crowd = { room: string; sockets: number };

/** Tells a crowd events, and learns from it how many have reached everybody: the crowd answers with one byte for each. */
export class Teller {
	#onHeard: (count: number) => void = () => undefined;

	constructor(private readonly publish: (room: string, event: ReturnType<typeof eventOf>) => void) {}

	/** Where the crowd answers. */
	listen(): Promise<number> {
		const server = createServer((socket) => {
			socket.setNoDelay(true);
			socket.on('data', (bytes) => this.#onHeard(bytes.length));
		});
		return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
	}

	/** Keeps `window` events under way: the next one is told when everybody has heard one. */
	closedLoop({ room, sockets, window, milliseconds }: Crowd & { window: number; milliseconds: number }) {
		const cpu = process.cpuUsage();
		const began = microseconds();
		const end = began + milliseconds * 1000;
		let told = 0;
		let heard = 0;
		const tell = () => this.publish(room, eventOf(room, ++told));
		return new Promise<{ perSecond: number; cpuPerDelivery: number }>((done) => {
			this.#onHeard = (count) => {
				heard += count;
				const now = microseconds();
				if (now < end) for (let i = 0; i < count; i++) tell();
				else if (heard === told) {
					const { user, system } = process.cpuUsage(cpu);
					const deliveries = heard * sockets;
					done({ perSecond: (deliveries * 1e6) / (now - began), cpuPerDelivery: (user + system) / deliveries });
				}
			};
			for (let i = 0; i < window; i++) tell();
		});
	}

	/** Tells `perSecond` events a second, whether or not anybody keeps up; each carries when it was due. */
	fixedRate({ room, perSecond, milliseconds }: Crowd & { perSecond: number; milliseconds: number }): Promise<void> {
		const began = microseconds();
		const all = Math.round((perSecond * milliseconds) / 1000);
		let told = 0;
		let heard = 0;
		return new Promise((done) => {
			this.#onHeard = (count) => {
				heard += count;
				if (heard === all) done();
			};
			const tellDue = () => {
				const due = Math.min(all, 1 + Math.floor(((microseconds() - began) * perSecond) / 1e6));
				for (; told < due; told++)
					this.publish(room, eventOf(room, told + 1, began + Math.round((told * 1e6) / perSecond)));
				if (told < all) setTimeout(tellDue, 1);
			};
			tellDue();
		});
	}

	/** Keeps `window` sends under way; over when every line of them was heard. */
	async sendLoop(send: (index: number) => Promise<unknown>, window: number, milliseconds: number) {
		const cpu = process.cpuUsage();
		const began = microseconds();
		const end = began + milliseconds * 1000;
		const took: number[] = [];
		let sent = 0;
		let heard = 0;
		let onHeard = () => {};
		this.#onHeard = (count) => {
			heard += count;
			onHeard();
		};
		const sender = async () => {
			for (let now = microseconds(); now < end;) {
				await send(sent++);
				const after = microseconds();
				took.push((after - now) / 1000);
				now = after;
			}
		};
		await Promise.all(Array.from({ length: window }, sender));
		await new Promise<void>((done) => (onHeard = () => heard >= sent && done())());
		const { user, system } = process.cpuUsage(cpu);
		return {
			perSecond: (sent * 1e6) / (microseconds() - began),
			cpuPerSend: (user + system) / sent,
			p50: quantile(took, 0.5),
			p99: quantile(took, 0.99)
		};
	}
}
