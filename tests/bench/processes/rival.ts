// The usual way: Socket.IO with a room a channel, and one statement after the other.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { Server } from 'socket.io';
import { z } from 'zod';
import type { Viewer } from '$lib/accounts/account';
import type { ServerFrame } from '$lib/realtime/protocol';
import { memoryNow } from '../parts/memory-now';
import { answer } from '../parts/other';
import { Teller } from '../parts/teller';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
	socket.on('open', (room: string, done: () => void) => {
		void socket.join(room);
		done();
	});
});
const tell = (room: string, event: ServerFrame) => io.to(room).emit('event', event);
const teller = new Teller(tell);

const draftShape = z.object({ body: z.string().trim().min(1).max(4000) });
const mayWrite = `select channels.is_read_only, members.role from channels
	join communities on communities.id = channels.community_id
	join members on members.community_id = channels.community_id and members.user_id = ?
	where channels.id = ? and channels.deleted_at is null and communities.deleted_at is null`;
const insert = `insert into messages (channel_id, seq, rev, author_id, body, nonce, created_at) values (?, ?, ?, ?, ?, ?, ?)`;
const pool = createPool({ uri: process.env.DATABASE_URL!, connectionLimit: 32, timezone: 'Z' });
// Counted in memory: the rival need not pay for a counter in the database.
let lines = 0;

async function send(channelId: string, { id, name, avatarUrl }: Viewer, text: string) {
	const { body } = draftShape.parse(JSON.parse(text));
	const [rows] = await pool.execute<RowDataPacket[]>(mayWrite, [id, channelId]);
	if (!rows[0] || rows[0].is_read_only) throw new Error('That is not here, or not for you.');
	const [line, nonce, createdAt] = [++lines, randomUUID(), new Date()];
	await pool.execute(insert, [channelId, line, line, id, body, nonce, createdAt]);
	const message = {
		...{ seq: line, rev: line, body, author: { id, name, avatarUrl }, createdAt: createdAt.toISOString() },
		...{ editedAt: null, deletedAt: null, deletedBy: null }
	};
	tell(channelId, { type: 'message.created', channelId, rev: line, nonce, message });
	return message;
}

const questions = {
	async open() {
		await new Promise<void>((done) => http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, done));
		return { port: (http.address() as AddressInfo).port, heardPort: await teller.listen() };
	},
	closedLoop: (task: Parameters<Teller['closedLoop']>[0]) => teller.closedLoop(task),
	fixedRate: (task: Parameters<Teller['fixedRate']>[0]) => teller.fixedRate(task),
	sends: (channelId: string, viewers: Viewer[], text: string, window: number, milliseconds: number) =>
		teller.sendLoop((index) => send(channelId, viewers[index % viewers.length]!, text), window, milliseconds),
	memory: memoryNow
};
answer(questions);
