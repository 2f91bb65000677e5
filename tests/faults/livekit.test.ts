import { createHash } from 'node:crypto';
import { AccessToken, TokenVerifier, TrackSource, type ClaimGrants } from 'livekit-server-sdk';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { askTicket, CallWindow, makeRoom, post, until } from './call-window';
import { Attendee, livekitProgram, newSecret, openBrowser, openLivekit } from './livekit';
import type { Person } from './people';
import { quietPort } from './ports';
import { raiseStage, type Place, type Stage } from './stage';

const life = begin();
let livekit: Awaited<ReturnType<typeof openLivekit>>;
let stage: Stage, place: Place, browser: Browser;
let admin: Person, people: Person[];
const windows: CallWindow[] = [];
const attendees: Attendee[] = [];

async function prepare(): Promise<void> {
	const [secret, port] = [newSecret(), await quietPort()];
	stage = await raiseStage({
		settings: { LIVEKIT_URL: `ws://127.0.0.1:${port}`, LIVEKIT_API_KEY: 'chatsphere', LIVEKIT_API_SECRET: secret }
	});
	livekit = await openLivekit(life, secret, port, `${stage.app.base}/api/webhooks/livekit`);
	browser = await openBrowser();
	({ place, people } = await stage.place(1));
	admin = people[0]!;
	await stage.database.ask("update members set role = 'admin' where user_id = ?", [admin.id]);
}
async function finish(): Promise<void> {
	await browser?.close();
	await stage?.end();
	await life.end();
}

/** Somebody new in the server, and with a window that is in the call. */
async function member(): Promise<Person> {
	return (await stage.join(place, 1))[0]!;
}

async function ticketOf(person: Person, channelId: string, device: string): Promise<{ url: string; token: string }> {
	const answer = await askTicket(stage.app.base, person, channelId, device);
	expect(answer.status).toBe(200);
	return (await answer.json()) as { url: string; token: string };
}

type Guest = {
	person: Person;
	window: CallWindow;
	attendee: Attendee;
	identity: string;
	ticket: { url: string; token: string };
};
/** Somebody with a socket to us and a browser at LiveKit, as the app's own pages do it. */
async function enter(channelId: string, person: Person): Promise<Guest> {
	const window = await new CallWindow(person, stage.app.base).open();
	windows.push(window);
	const ticket = await ticketOf(person, channelId, window.device);
	await window.join(channelId);
	const attendee = await Attendee.open(browser, stage.app.base);
	attendees.push(attendee);
	expect(await attendee.connect(ticket.url, ticket.token)).toBe(true);
	return { person, window, attendee, identity: `${person.id}:${window.device}`, ticket };
}

const claimsOf = (token: string): Promise<ClaimGrants> =>
	new TokenVerifier(livekit.apiKey, livekit.apiSecret).verify(token);
const kick = (person: Person) =>
	post(stage.app.base, admin, `/servers/${place.communityId}/members/${person.id}/kick?/kick`, { reason: '' });
const namesIn = async (room: string) =>
	(await livekit.rooms.listParticipants(room).catch(() => [])).map(({ identity }) => identity);

describe.skipIf(!livekitProgram)(livekitProgram ? 'LiveKit' : 'skipped: no livekit-server', () => {
	beforeAll(prepare);
	afterAll(finish);
	afterEach(async () => {
		for (const window of windows.splice(0)) window.end();
		for (const { page } of attendees.splice(0)) await page.close();
	});

	test('T72: a token opens one room to one device, for a moment, to send what the channel is for', async () => {
		const [voices, faces, person] = [
			await makeRoom(stage, place),
			await makeRoom(stage, place, 'video'),
			await member()
		];
		for (const [channelId, sources] of [
			[voices, ['microphone']],
			[faces, ['microphone', 'camera', 'screen_share', 'screen_share_audio']]
		] as const)
			for (const who of [person, admin]) {
				const { url, token } = await ticketOf(who, channelId, 'a-device-of-ones-own');
				const { sub, name, iat, nbf, exp, iss, video, ...rest } = await claimsOf(token);
				expect(url).toBe(livekit.url);
				expect([sub, name, iss]).toEqual([`${who.id}:a-device-of-ones-own`, who.name, livekit.apiKey]);
				expect(exp! - (nbf ?? iat ?? 0)).toBeLessThanOrEqual(120);
				expect(exp! * 1000 - Date.now()).toBeLessThanOrEqual(121_000);
				expect(video).toEqual({
					...{ room: `${channelId}.0`, roomJoin: true, canPublish: true, canPublishSources: sources },
					...{ canSubscribe: true, canPublishData: false, canUpdateOwnMetadata: false }
				});
				expect(rest, 'nothing else is granted').toEqual({});
				for (const [method, body] of [
					['ListRooms', {}],
					['CreateRoom', { name: 'mine' }],
					['DeleteRoom', { room: `${channelId}.0` }],
					['ListParticipants', { room: `${channelId}.0` }],
					['RemoveParticipant', { room: `${channelId}.0`, identity: 'x' }]
				] as const) {
					const answer = await fetch(`${livekit.url.replace('ws', 'http')}/twirp/livekit.RoomService/${method}`, {
						method: 'POST',
						body: JSON.stringify(body),
						headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
					});
					expect([method, [401, 403].includes(answer.status)]).toEqual([method, true]);
				}
			}
		const [stranger] = (await stage.place(1)).people;
		expect((await askTicket(stage.app.base, stranger!, voices, 'a-device-of-ones-own')).status).toBe(404);
	});

	test('P30 P33: two hear each other, nobody is seen in an audio channel, and a moderator mutes', async () => {
		const channelId = await makeRoom(stage, place);
		const [one, other] = [await enter(channelId, await member()), await enter(channelId, await member())];
		await one.attendee.speak();
		await until('they are heard', async () => (await other.attendee.sounds())[one.identity]);
		expect(await one.attendee.show()).not.toBe('seen');
		await until('they are inside', () => other.window.inside(channelId).length === 2);
		const muted = await post(stage.app.base, admin, `${place.path}?/muteOccupant`, {
			channelId,
			device: one.window.device
		});
		expect(muted.status).toBe(303);
		await until('LiveKit sends nothing of them', async () => (await other.attendee.sounds())[one.identity] === false);
		expect(one.window.of('call.muted')).toMatchObject([{ channelId, device: one.window.device }]);
	});

	test('P32 T74: whoever is kicked is out within two seconds, and the rest of the call goes where no old token leads', async () => {
		const channelId = await makeRoom(stage, place);
		const [stays, goes] = [await enter(channelId, await member()), await enter(channelId, await member())];
		await until('both are in the room', async () => (await namesIn(`${channelId}.0`)).length === 2);
		const renewed = await goes.attendee.renewedToken();
		const began = performance.now();
		expect((await kick(goes.person)).status).toBe(303);
		await until('they are out', () => goes.attendee.hasEnded(), 2000);
		await until('they are told', () => goes.window.of('call.ended').length > 0, 2000);
		expect(performance.now() - began).toBeLessThan(3000);
		await until('the others are told to move', () => stays.window.of('call.moved').length > 0);
		const next = await ticketOf(stays.person, channelId, stays.window.device);
		expect((await claimsOf(next.token)).video!.room).toBe(`${channelId}.1`);
		expect(await stays.attendee.connect(next.url, next.token)).toBe(true);
		// Neither the token we gave nor the one LiveKit made of it leads to them, and it is out again at once.
		expect((await askTicket(stage.app.base, goes.person, channelId, goes.window.device)).status).toBe(404);
		for (const token of [goes.ticket.token, renewed].filter(Boolean)) {
			expect((await claimsOf(token)).video!.room).toBe(`${channelId}.0`);
			if (await goes.attendee.connect(goes.ticket.url, token)) {
				expect(await goes.attendee.others()).not.toContain(stays.identity);
				await until('they are out again', () => goes.attendee.hasEnded(), 2000);
			}
		}
		expect(await stays.attendee.others()).toEqual([]);
		await until('only the new room is left', async () => {
			const open = (await livekit.rooms.listRooms())
				.map(({ name }) => name)
				.filter((name) => name.startsWith(`${channelId}.`));
			return open.join() === `${channelId}.1`;
		});
		expect(await stays.attendee.hasEnded()).toBe(false);
	});

	test('T74: a ticket that was not used before the kick opens nothing that others are in', async () => {
		const channelId = await makeRoom(stage, place);
		const [stays, person] = [await enter(channelId, await member()), await member()];
		const { url, token } = await ticketOf(person, channelId, 'a-device-of-ones-own');
		await kick(person);
		await until('the others move', () => stays.window.of('call.moved').length > 0);
		const next = await ticketOf(stays.person, channelId, stays.window.device);
		await stays.attendee.connect(next.url, next.token);
		const attendee = await Attendee.open(browser, stage.app.base);
		attendees.push(attendee);
		if (await attendee.connect(url, token)) await until('they are out', () => attendee.hasEnded(), 2000);
		expect(await stays.attendee.others()).toEqual([]);
	});

	test('T74: a kick while LiveKit stands still is done when it goes on', async () => {
		const channelId = await makeRoom(stage, place);
		const goes = await enter(channelId, await member());
		livekit.child.kill('SIGSTOP');
		try {
			expect((await kick(goes.person)).status).toBe(303);
			await until('they are told', () => goes.window.of('call.ended').length > 0, 2000);
			const began = performance.now();
			const answer = await askTicket(stage.app.base, admin, channelId, 'a-device-of-ones-own');
			expect([answer.status, performance.now() - began < 3000]).toEqual([503, true]);
		} finally {
			livekit.child.kill('SIGCONT');
		}
		await until('they are out', () => goes.attendee.hasEnded());
		await until('LiveKit does not know them', async () => !(await namesIn(`${channelId}.0`)).includes(goes.identity));
	});

	/** Somebody is in a room without a place in its call. */
	async function stray(): Promise<void> {
		const channelId = await makeRoom(stage, place);
		const person = await member();
		const attendee = await Attendee.open(browser, stage.app.base);
		attendees.push(attendee);
		// Signed by the right key, but not by us: nobody asked for it.
		const forged = new AccessToken(livekit.apiKey, livekit.apiSecret, {
			identity: `${person.id}:a-device-of-ones-own`
		});
		forged.addGrant({ roomJoin: true, room: `${channelId}.0`, canPublishSources: [TrackSource.MICROPHONE] });
		await livekit.rooms.createRoom({ name: `${channelId}.0` });
		await attendee.connect(livekit.url, await forged.toJwt());
		await until('the stray is out', () => attendee.hasEnded(), 70_000);
	}

	/** LiveKit loses somebody for good. */
	async function loss(): Promise<void> {
		const channelId = await makeRoom(stage, place);
		const [stays, goes] = [await enter(channelId, await member()), await enter(channelId, await member())];
		await until('both are inside', () => stays.window.inside(channelId).length === 2);
		await goes.attendee.page.close();
		attendees.splice(attendees.indexOf(goes.attendee), 1);
		await until('their place is free', () => !stays.window.inside(channelId).includes(goes.window.device), 40_000);
		expect(goes.window.of('call.ended')).toMatchObject([{ why: 'unavailable' }]);
	}

	test('F22: whoever is in a room without a place is put out, and whoever LiveKit has lost gives up theirs', async () => {
		// Both take their time: half a minute, side by side.
		await Promise.all([stray(), loss()]);
	});

	test('T76: what LiveKit did not sign, or has said before, is not believed', async () => {
		const channelId = await makeRoom(stage, place);
		const inside = await enter(channelId, await member());
		const address = `${stage.app.base}/api/webhooks/livekit`;
		const tell = (body: string, authorization?: string) =>
			fetch(address, {
				method: 'POST',
				body,
				headers: { 'content-type': 'application/webhook+json', ...(authorization && { authorization }) }
			}).then(({ status }) => status);
		const sign = async (body: string, { key = livekit.apiKey, secret = livekit.apiSecret, ttl = 300 } = {}) => {
			const token = new AccessToken(key, secret, { ttl });
			token.sha256 = createHash('sha256').update(body).digest('base64');
			return token.toJwt();
		};
		const hook = (id: string, at = Date.now()) =>
			JSON.stringify({
				...{ event: 'participant_joined', id, createdAt: String(Math.floor(at / 1000)) },
				...{ room: { name: `${channelId}.9` }, participant: { identity: inside.identity } }
			});
		const good = hook('EV_1');
		const signed = await sign(good);
		for (const [what, status] of [
			['nothing signed', await tell(good)],
			['a word', await tell(good, 'Bearer x')],
			['another secret', await tell(good, await sign(good, { secret: newSecret() }))],
			['another key', await tell(good, await sign(good, { key: 'other' }))],
			['another body', await tell(hook('EV_2'), signed)],
			['over', await tell(good, await sign(good, { ttl: -400 }))],
			['old', await tell(hook('EV_3', Date.now() - 3600_000), await sign(hook('EV_3', Date.now() - 3600_000)))],
			['without a name', await tell(hook(''), await sign(hook('')))],
			['not JSON', await tell('{', await sign('{'))],
			['a giant', await tell(`"${'x'.repeat(100_000)}"`, await sign(`"${'x'.repeat(100_000)}"`))],
			['a ticket of somebody', await tell(good, inside.ticket.token)]
		] as const)
			expect([what, status]).toEqual([what, 401]);
		expect(await tell(good, signed)).toBe(204);
		expect([await tell(good, signed), await tell(good, await sign(good))]).toEqual([401, 401]);
	});
});
