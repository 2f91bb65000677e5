import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import type { OccupantState } from '../../src/lib/calls/occupant';
import { PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '../../src/lib/realtime/protocol';
import type { Person } from './people';
import type { Place, Stage } from './stage';

const quiet: OccupantState = { isMuted: true, isDeaf: false, hasCamera: false, isSharing: false };

/** Resolves when `isSo`; fails with `what` after `patience` milliseconds. */
export async function until(what: string, isSo: () => unknown, patience = 20_000): Promise<void> {
	const end = performance.now() + patience;
	while (!(await isSo())) {
		if (performance.now() > end) throw new Error(`It did not come to pass: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** A channel for calls, straight in the tables. */
export async function makeRoom({ database }: Stage, place: Place, kind: 'audio' | 'video' = 'audio'): Promise<string> {
	const id = String(9_000_000 + Math.floor(Math.random() * 1_000_000));
	await database.ask(
		`insert into channels (id, community_id, category_id, kind, name, created_at)
			select ?, community_id, category_id, ?, ?, created_at from channels where id = ?`,
		[id, kind, `room-${id}`, place.channelId]
	);
	return id;
}

/** A tab with a socket, without a browser around it. */
export class CallWindow {
	readonly device = randomBytes(12).toString('hex');
	readonly heard: ServerFrame[] = [];
	#socket: WebSocket | undefined;

	constructor(
		readonly person: Pick<Person, 'cookie'>,
		private readonly base: string
	) {}

	async open(): Promise<this> {
		const headers = { cookie: this.person.cookie, origin: this.base };
		const socket = (this.#socket = new WebSocket(`${this.base.replace('http', 'ws')}/realtime`, { headers }));
		socket.on('open', () => this.say({ type: 'hello', version: PROTOCOL_VERSION }));
		socket.on('message', (data) => void this.heard.push(JSON.parse(String(data))));
		socket.on('error', () => undefined);
		await until('the socket is live', () => this.heard.some(({ type }) => type === 'ready'));
		return this;
	}

	say(frame: ClientFrame): void {
		this.#socket?.send(JSON.stringify(frame));
	}

	async join(channelId: string, hasCamera = false): Promise<void> {
		const before = this.of('call.joined').length;
		this.say({ type: 'call.join', channelId, device: this.device, ...quiet, hasCamera });
		await until('the call is joined', () => this.of('call.joined').length > before);
	}

	of<T extends ServerFrame['type']>(type: T): Extract<ServerFrame, { type: T }>[] {
		return this.heard.filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type);
	}

	/** Who is inside as it was told last. */
	inside(channelId: string): string[] {
		const told = this.of('call.occupants').findLast((frame) => frame.channelId === channelId);
		return (told?.occupants ?? []).map(({ device }) => device);
	}

	end(): void {
		this.#socket?.terminate();
	}
}

/** Asks for what a device needs to join. */
export function askTicket(base: string, { cookie }: Person, channelId: string, device: string): Promise<Response> {
	return fetch(`${base}/api/calls/${channelId}`, {
		method: 'POST',
		body: JSON.stringify({ device }),
		headers: { cookie, origin: base, 'content-type': 'application/json', accept: 'application/json' }
	});
}

/** Posts a form of a server, as somebody. */
export function post(
	base: string,
	{ cookie }: Person,
	path: string,
	fields: Record<string, string>
): Promise<Response> {
	return fetch(`${base}${path}`, {
		method: 'POST',
		body: new URLSearchParams(fields),
		headers: { cookie, origin: base, accept: 'text/html' },
		redirect: 'manual'
	});
}
