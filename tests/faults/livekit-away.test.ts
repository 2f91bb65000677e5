import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askTicket, CallWindow, makeRoom, post, until } from './call-window';
import type { Person } from './people';
import { quietPort } from './ports';
import { raiseStage, type Place, type Stage } from './stage';

/** Stands where LiveKit should be, and does not do what it should. */
class Trouble {
	how: 'fine' | 'hangs' | 'fails' = 'fine';
	readonly asked: string[] = [];
	#server: Server | undefined;

	constructor(readonly port: number) {}

	async open(): Promise<void> {
		this.#server = createServer((request, response) => {
			const method = request.url?.split('/').pop() ?? '';
			let body = '';
			request.on('data', (chunk) => (body += chunk));
			request.on('end', () => {
				this.asked.push(`${method} ${body}`);
				if (this.how === 'hangs') return;
				const status = this.how === 'fails' ? 500 : 200;
				response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
			});
		});
		await new Promise<void>((done) => this.#server!.listen(this.port, '127.0.0.1', done));
	}

	close(): void {
		this.#server?.closeAllConnections();
		this.#server?.close();
	}

	/** Who was to be put out. */
	expelled(): string[] {
		return this.asked.filter((what) => what.startsWith('RemoveParticipant'));
	}
}

let stage: Stage, place: Place, trouble: Trouble;
let admin: Person, guest: Person, other: Person;
let channelId: string;
const windows: CallWindow[] = [];
beforeAll(async () => {
	trouble = new Trouble(await quietPort());
	await trouble.open();
	stage = await raiseStage({
		settings: {
			LIVEKIT_URL: `ws://127.0.0.1:${trouble.port}`,
			LIVEKIT_API_KEY: 'key',
			LIVEKIT_API_SECRET: 'a secret of enough length for tests'
		}
	});
	let people: Person[];
	({ place, people } = await stage.place(3));
	[admin, guest, other] = people as [Person, Person, Person];
	await stage.database.ask("update members set role = 'admin' where user_id = ?", [admin.id]);
	channelId = await makeRoom(stage, place);
});
afterAll(async () => {
	for (const window of windows) window.end();
	await stage?.end();
	trouble?.close();
});

async function open(person: Person): Promise<CallWindow> {
	const window = await new CallWindow(person, stage.app.base).open();
	windows.push(window);
	return window;
}
async function expectTrouble(): Promise<void> {
	const began = performance.now();
	const answer = await askTicket(stage.app.base, guest, channelId, 'a-device-of-ones-own');
	expect(performance.now() - began).toBeLessThan(3000);
	expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'calls-unavailable' }]);
	// Whoever may not join learns nothing of it, and everything else goes on.
	const stranger = await askTicket(stage.app.base, guest, '999', 'a-device-of-ones-own');
	expect(stranger.status).toBe(404);
	const sent = await post(stage.app.base, guest, `${place.path}?/send`, { body: 'Chat goes on.' });
	expect(sent.status).toBe(303);
	expect((await fetch(`${stage.app.base}/readyz`)).status).toBe(200);
}

test('F22: with a LiveKit that answers there is a ticket', async () => {
	const answer = await askTicket(stage.app.base, guest, channelId, 'a-device-of-ones-own');
	expect([answer.status, (await answer.json()).engine]).toEqual([200, 'livekit']);
});

test('F22: a LiveKit that fails is said so at once, and chat goes on', async () => {
	trouble.how = 'fails';
	await expectTrouble();
});

test('F22: a LiveKit that hangs is given up on in less than three seconds, and chat goes on', async () => {
	trouble.how = 'hangs';
	await expectTrouble();
});

test('F22 T74: a kick while LiveKit is away is done when it is back, and out of the call at once', async () => {
	trouble.how = 'fine';
	const [stays, goes] = [await open(other), await open(guest)];
	await askTicket(stage.app.base, guest, channelId, goes.device);
	await stays.join(channelId);
	await goes.join(channelId);
	trouble.close();
	const base = stage.app.base;
	expect(
		(await post(base, admin, `/servers/${place.communityId}/members/${guest.id}/kick?/kick`, { reason: '' })).status
	).toBe(303);
	await until('they are told', () => goes.of('call.ended').some(({ why }) => why === 'removed'), 2000);
	await until('others see it', () => !stays.inside(channelId).includes(goes.device), 2000);
	// Whoever stays gets another room, to which the old token is no key; as soon as there is one.
	expect(stays.of('call.moved')).toMatchObject([{ channelId, device: stays.device }]);
	expect(goes.of('call.moved')).toEqual([]);
	await expectAway();
	trouble.asked.length = 0;
	await trouble.open();
	const order = JSON.stringify({ room: `${channelId}.0`, identity: `${guest.id}:${goes.device}` });
	await until('they are put out of the old room', () => trouble.expelled().includes(`RemoveParticipant ${order}`));
	const again = await askTicket(base, other, channelId, stays.device);
	const { token } = (await again.json()) as { token: string };
	expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).video.room).toBe(`${channelId}.1`);
});

async function expectAway(): Promise<void> {
	const began = performance.now();
	const answer = await askTicket(stage.app.base, other, channelId, 'a-device-of-ones-own');
	expect([answer.status, performance.now() - began < 3000]).toEqual([503, true]);
}

test('the room keeps its name when the app starts anew', async () => {
	await stage.app.stop('SIGKILL');
	await stage.app.start();
	const answer = await askTicket(stage.app.base, other, channelId, 'a-device-of-ones-own');
	const { token } = (await answer.json()) as { token: string };
	expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).video.room).toBe(`${channelId}.1`);
});
