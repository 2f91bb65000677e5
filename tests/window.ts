import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import type { Viewer } from '$lib/accounts/account';
import { PROTOCOL_VERSION, serverFrame } from '$lib/realtime/protocol';
import { communitiesOf } from '$lib/server/communities/queries';
import { db } from '$lib/server/db';
import { Session } from '$lib/server/realtime/session';
import { unreadChannels } from '$lib/server/unread/queries';
import { Unread } from '$lib/unread/unread.svelte';

/** A door for sockets of people who need not sign in; `/ID` says who comes. */
export async function openDoor(whom: Viewer[]): Promise<{ address: string; close: () => Promise<void> }> {
	const endsAt = new Date(Date.now() + 86_400_000);
	const now = new Date();
	for (const { id, name } of whom) {
		const dates = { createdAt: now, updatedAt: now };
		const user = { id: `user-${id}`, name, email: `${id}@example.org`, emailVerified: true, image: null, ...dates };
		await db.insertInto('authUser').values(user).execute();
		const login = { id, token: `token-${id}`, userId: user.id, expiresAt: endsAt, ...dates };
		await db
			.insertInto('authSession')
			.values({ ...login, ipAddress: null, userAgent: null })
			.execute();
	}
	const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
	const server = createServer().listen(0, '127.0.0.1');
	server.on('upgrade', (request, wire, head) => {
		const viewer = whom.find(({ id }) => request.url === `/${id}`)!;
		sockets.handleUpgrade(request, wire, head, (socket) => {
			const session = new Session({ viewer, loginId: viewer.id, endsAt, cookies: [] }, socket, wire);
			socket.on('message', (data) => void session.receive(String(data)));
			socket.on('close', () => session.end());
		});
	});
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

/** A window as it matters for what is unread: what its page loaded, what its socket tells, and when it loads anew. */
export class Window {
	readonly unread: Unread;
	#socket: WebSocket | undefined;
	#loading: ReturnType<typeof setTimeout> | undefined;
	#wasLive = false;
	#loads = 0;

	constructor(
		readonly viewer: Viewer,
		private readonly address: string,
		private readonly random: () => number
	) {
		this.unread = new Unread(viewer.id, () => this.#loadSoon());
	}

	/** Makes the page, and opens the socket some time later. */
	async open(): Promise<void> {
		await this.load();
		await this.connect();
	}

	/** A later load takes the place of one that is under way. */
	async load(): Promise<void> {
		const mine = ++this.#loads;
		const loaded = await Promise.all([unreadChannels(db, this.viewer.id), communitiesOf(db, this.viewer.id)]);
		await this.#aWhile();
		if (mine !== this.#loads) return;
		const [channels, communities] = JSON.parse(JSON.stringify(loaded)) as typeof loaded;
		this.unread.begin(channels, communities);
	}

	connect(): Promise<void> {
		const socket = new WebSocket(`${this.address}/${this.viewer.id}`);
		this.#socket = socket;
		socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION })));
		return new Promise((ready) => {
			socket.on('message', (data) => {
				const frame = serverFrame.parse(JSON.parse(String(data)));
				this.unread.hear(frame);
				// As the app's frame does.
				const isMine = frame.type === 'member.changed' && frame.member.id === this.viewer.id;
				if (isMine || frame.type === 'community.joined' || (frame.type === 'ready' && this.#wasLive)) this.#loadSoon();
				if (frame.type !== 'ready') return;
				this.#wasLive = true;
				ready();
			});
		});
	}

	/** The line is dead; nobody says goodbye. */
	lose(): void {
		this.#socket?.removeAllListeners();
		this.#socket?.terminate();
	}

	close(): void {
		clearTimeout(this.#loading);
		this.lose();
	}

	#aWhile(): Promise<void> {
		return new Promise((resolve) => setTimeout(resolve, this.random() * 20));
	}

	#loadSoon(): void {
		clearTimeout(this.#loading);
		this.#loading = setTimeout(() => void this.load(), this.random() * 20);
	}
}
