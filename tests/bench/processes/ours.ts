// The real thing: upgrades, sessions, hub and commands of Chatsphere, without the pages around them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Viewer } from '$lib/accounts/account';
import { messageDraft } from '$lib/messages/forms';
import { enterChannel } from '$lib/server/channels/access';
import { postMessage } from '$lib/server/messages/commands';
import { publish } from '$lib/server/realtime/bus';
import { upgrade } from '$lib/server/realtime/socket';
import { memoryNow } from '../parts/memory-now';
import { answer } from '../parts/other';
import { Teller } from '../parts/teller';

const teller = new Teller((room, event) => publish(`channel:${room}`, event));

const questions = {
	async open() {
		const server = createServer();
		server.on('upgrade', (...args) => void upgrade(...args));
		await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, done));
		return { port: (server.address() as AddressInfo).port, heardPort: await teller.listen() };
	},
	closedLoop: (task: Parameters<Teller['closedLoop']>[0]) => teller.closedLoop(task),
	fixedRate: (task: Parameters<Teller['fixedRate']>[0]) => teller.fixedRate(task),
	/** What the page's form action does with a message, from its text to its answer. */
	sends(channelId: string, viewers: Viewer[], text: string, window: number, milliseconds: number) {
		const send = async (index: number) => {
			const draft = messageDraft.parse(JSON.parse(text));
			const access = await enterChannel(viewers[index % viewers.length]!, channelId);
			return postMessage(access, draft);
		};
		return teller.sendLoop(send, window, milliseconds);
	},
	memory: memoryNow
};
export type ServerProcess = typeof questions;
answer(questions);
