import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Occupant, OccupantState, Ticket } from '$lib/calls/occupant';
import { closeCodes, type ClientFrame } from '$lib/realtime/protocol';
import { ask } from '../http/database';
import { join, newPerson, newServer, Person, unique, type Place } from '../person';
import { Client } from './client';

const quiet: OccupantState = { isMuted: true, isDeaf: false, hasCamera: false, isSharing: false };
type Room = { channelId: string; path: string };

let ada: Person, grace: Person, mallory: Person;
let place: Place, stage: Room, secret: Room;
const clients: Client[] = [];

async function live(person: Person): Promise<Client> {
	const client = await Client.live(person);
	clients.push(client);
	return client;
}

/** A tab of somebody's browser that is in a call, or wants to be. */
class Tab {
	constructor(
		readonly person: Person,
		public client: Client,
		readonly room: Room,
		readonly device = unique('device-of-some-tab-').slice(0, 40)
	) {}

	static async inside(person: Person, room = stage, device?: string): Promise<Tab> {
		const tab = new Tab(person, await live(person), room, device);
		await tab.join();
		return tab;
	}

	async join(state: Partial<OccupantState> = {}): Promise<void> {
		const { channelId } = this.room;
		this.client.say({ type: 'call.join', channelId, device: this.device, ...quiet, ...state });
		await this.client.hears((frame) => frame.type === 'call.joined' && frame.device === this.device);
	}

	say(frame: Partial<ClientFrame> & { type: ClientFrame['type'] }): void {
		this.client.say({ channelId: this.room.channelId, ...frame } as ClientFrame);
	}

	signal(to: Tab, data = 'offer'): void {
		this.say({ type: 'call.signal', to: to.device, data });
	}

	/** Resolves when the last that was told of the call says so. */
	async sees(other: Tab, isInside: boolean): Promise<void> {
		await vi.waitFor(
			() => {
				const told = this.client.heard.findLast(
					(frame) => frame.type === 'call.occupants' && frame.channelId === this.room.channelId
				);
				const devices = told?.type === 'call.occupants' ? told.occupants.map(({ device }) => device) : [];
				expect(devices.includes(other.device)).toBe(isInside);
			},
			{ timeout: 10_000 }
		);
	}

	notes(): string[][] {
		return this.client.heard.flatMap((frame) => (frame.type === 'call.signal' ? [[frame.from, frame.data]] : []));
	}
}

/** Makes a channel for calls and answers where it is. */
async function newRoom(kind: 'audio' | 'video', isPrivate = false): Promise<Room> {
	const [row] = await ask<{ id: string }>('select category_id as id from channels where id = ?', place.channelId);
	const made = await ada.submit(`${place.path}/channels/new?/createChannel`, {
		...{ kind, name: unique('room'), topic: '', categoryId: row!.id },
		...(isPrivate && { isPrivate: 'on' })
	});
	const path = made.headers.get('location') ?? '';
	const channelId = /\/channels\/(\d+)$/.exec(path)?.[1];
	if (!channelId) throw new Error(`No room: ${made.status} ${await made.text()}`);
	return { channelId, path };
}

async function member(name: string): Promise<Person> {
	const person = await newPerson(name);
	await join(person, place);
	return person;
}

async function idOf({ email }: Person): Promise<string> {
	const [row] = await ask<{ id: string }>(
		'select user_id as id from identities join auth_user on auth_user.id = provider_id where email = ?',
		email
	);
	return row!.id;
}

const ticketFor = (person: Person, channelId: string, body: unknown = { device: 'a-device-of-ones-own' }) =>
	person.request(`/api/calls/${channelId}`, {
		method: 'POST',
		body: JSON.stringify(body),
		headers: { 'content-type': 'application/json', accept: 'application/json', origin: person.base }
	});

/** Who is inside, as a page that opens now shows it. */
async function occupants(person: Person, { channelId }: Room): Promise<string[]> {
	const { body } = await person.json<{ nodes: ({ data?: unknown[] } | null)[] }>(`${place.channel}/__data.json`);
	// Kit packs what it sends: each value is a place in one list.
	for (const { data } of body.nodes.flatMap((node) => node ?? [])) {
		const [root] = (data ?? []) as [Record<string, number>?];
		if (!root || !('occupants' in root)) continue;
		const rooms = data![root.occupants!] as Record<string, number>;
		const list = rooms[channelId] === undefined ? [] : (data![rooms[channelId]] as number[]);
		return list.map((index) => data![(data![index] as Record<string, number>).device!] as string).sort();
	}
	throw new Error('The page says nothing of calls.');
}

beforeAll(async () => {
	[ada, grace, mallory] = await Promise.all([newPerson('Ada'), newPerson('Grace'), newPerson('Mallory')]);
	place = await newServer(ada);
	await join(grace, place);
	stage = await newRoom('audio');
	secret = await newRoom('video', true);
});
afterEach(() => {
	for (const client of clients.splice(0)) client.end();
});

test('P33: a ticket is for whoever may be in the call, and says how without a media server', async () => {
	const answer = await ticketFor(ada, stage.channelId);
	expect([answer.status, (await answer.json()) as Ticket]).toEqual([
		200,
		{ engine: 'mesh', iceServers: [], isRelayOnly: false, most: 8 }
	]);
	for (const [person, channelId, status] of [
		[mallory, stage.channelId, 404],
		[grace, secret.channelId, 404],
		[grace, place.channelId, 404],
		[grace, '999', 404],
		[ada, secret.channelId, 200]
	] as const)
		expect([person.name, channelId, (await ticketFor(person, channelId)).status]).toEqual([
			...[person.name, channelId, status]
		]);
	for (const body of [
		{},
		{ device: 'short' },
		{ device: 'x'.repeat(41) },
		{ device: 'with spaces in it x' },
		[],
		'x',
		null
	])
		expect([body, (await ticketFor(ada, stage.channelId, body)).status]).toEqual([body, 400]);
});

test('P31: who is inside is told live to those who see the channel, on pages too, and to nobody else', async () => {
	const [member, outsider, guest] = await Promise.all([live(grace), live(mallory), live(grace)]);
	const tab = await Tab.inside(ada);
	const hidden = await Tab.inside(ada, secret);
	const isIn = (room: Room, device: string) =>
		member.hears(
			(frame) =>
				frame.type === 'call.occupants' &&
				frame.channelId === room.channelId &&
				frame.occupants.some((one) => one.device === device)
		);
	await isIn(stage, tab.device);
	expect(await occupants(ada, secret)).toEqual([hidden.device]);
	expect(await occupants(grace, secret)).toEqual([]);
	await member.hears((frame) => frame.type === 'call.occupants' && frame.occupants.length === 0); // she went into the other
	await Promise.all([outsider.settled(), guest.settled()]);
	expect(outsider.heard.filter(({ type }) => type.startsWith('call.'))).toEqual([]);
	const heard = guest.heard.filter((frame) => frame.type === 'call.occupants');
	expect(heard.length).toBeGreaterThan(0);
	expect(heard.filter(({ channelId }) => channelId === secret.channelId)).toEqual([]);
	// Whoever comes later is told at once.
	const late = await live(ada);
	await late.hears((frame) => frame.type === 'call.occupants' && frame.channelId === secret.channelId);
});

test('T73: notes go between two inside, from who the server says, and to nobody else', async () => {
	const [one, other, outsider] = [await Tab.inside(ada), await Tab.inside(grace), await live(mallory)];
	one.signal(other, 'offer');
	await other.client.hears(({ type }) => type === 'call.signal');
	other.signal(one, 'answer');
	await one.client.hears(({ type }) => type === 'call.signal');
	expect([one.notes(), other.notes()]).toEqual([[[other.device, 'answer']], [[one.device, 'offer']]]);
	for (const said of [
		{ type: 'call.signal', channelId: stage.channelId, to: one.device, data: 'spy' },
		{ type: 'call.state', channelId: stage.channelId, ...quiet },
		{ type: 'call.join', channelId: stage.channelId, device: one.device, ...quiet }
	] as ClientFrame[]) {
		outsider.say(said);
		expect(await outsider.hears(({ type }) => type === 'refused')).toMatchObject({ code: 'not-found' });
		outsider.heard.length = 0;
	}
	await Promise.all([one.client.settled(), outsider.settled()]);
	expect([one.notes().length, outsider.heard.map(({ type }) => type)]).toEqual([1, ['pong']]);
	// A sender of one's own choosing is not in the protocol: the connection ends.
	const forger = await Tab.inside(await member('Forger'));
	forger.client.socket.send(
		JSON.stringify({ type: 'call.signal', channelId: stage.channelId, to: one.device, data: 'x', from: other.device })
	);
	expect((await forger.client.ends()).code).toBe(closeCodes.badFrame);
	await one.client.settled();
	expect(one.notes().length).toBe(1);
});

test('T75: giants and nonsense end the connection that sends them, and leave the others alone', async () => {
	const [one, other] = [await Tab.inside(ada), await Tab.inside(grace)];
	const { channelId } = stage;
	one.signal(other, 'x'.repeat(16 * 1024));
	const whole = await other.client.hears(({ type }) => type === 'call.signal');
	expect(whole).toMatchObject({ data: 'x'.repeat(16 * 1024) });
	const person = await member('Odd');
	const nonsense = [
		{ type: 'call.signal', channelId, to: one.device, data: 'x'.repeat(16 * 1024 + 1) },
		{ type: 'call.signal', channelId, to: one.device, data: { sdp: 'x' } },
		{ type: 'call.signal', channelId, to: [one.device], data: 'x' },
		{ type: 'call.signal', channelId, to: '../../etc/passwd', data: 'x' },
		{ type: 'call.join', channelId, device: 'a-device-of-ones-own', ...quiet, isMuted: 'yes' },
		{ type: 'call.join', channelId, device: '__proto__', ...quiet },
		{ type: 'call.join', channelId, device: 'a-device-of-ones-own' },
		{ type: 'call.state', channelId, ...quiet, hasCamera: 1 },
		{ type: 'call.leave' },
		{ type: 'call.everything', channelId }
	];
	for (const said of nonsense) {
		const client = await live(person);
		client.socket.send(JSON.stringify(said));
		expect([JSON.stringify(said).slice(0, 80), (await client.ends()).code]).toEqual([
			...[JSON.stringify(said).slice(0, 80), closeCodes.badFrame]
		]);
	}
	// What nobody could read is for those who send it to each other: it is passed on as it is.
	for (const data of ['', '{', '\u0000', '</script>', 'v=0\r\n'.repeat(100)]) one.signal(other, data);
	await one.client.settled();
	await vi.waitFor(() => expect(other.notes().length).toBe(6));
	expect([one.client.closed, other.client.closed]).toEqual([undefined, undefined]);
});

test('T75: a flood of notes is cut off, and its neighbours talk on', async () => {
	const [one, other] = [await Tab.inside(ada), await Tab.inside(grace)];
	const flooder = await Tab.inside(await member('Flood'));
	for (let note = 0; note < 600; note++) flooder.signal(one, String(note));
	expect((await flooder.client.ends()).code).toBe(closeCodes.tooMuch);
	one.signal(other, 'still here');
	await other.client.hears((frame) => frame.type === 'call.signal' && frame.data === 'still here');
	await one.client.settled();
	expect(one.notes().length).toBeLessThan(400);
});

test('P32 T74: whoever is kicked in a call is out within two seconds, and neither frames nor tickets bring them back', async () => {
	const target = await member('Target');
	const [stays, goes] = [await Tab.inside(grace), await Tab.inside(target)];
	goes.signal(stays, 'before');
	await stays.client.hears(({ type }) => type === 'call.signal');
	await stays.sees(goes, true);
	const began = performance.now();
	const kicked = await ada.submit(`${place.path}/members/${await idOf(target)}/kick?/kick`, { reason: '' });
	expect(kicked.status).toBe(303);
	expect(await goes.client.hears(({ type }) => type === 'call.ended')).toMatchObject({ why: 'removed' });
	await stays.sees(goes, false);
	expect(performance.now() - began).toBeLessThan(2000);
	expect(goes.client.closed).toBeUndefined();
	goes.client.heard.length = 0;
	goes.signal(stays, 'after');
	stays.signal(goes, 'after');
	goes.say({ type: 'call.join', device: goes.device, ...quiet });
	await Promise.all([goes.client.settled(), stays.client.settled()]);
	expect(goes.client.heard.filter(({ type }) => type.startsWith('call.'))).toEqual([]);
	expect(stays.notes()).toEqual([[goes.device, 'before']]);
	expect((await ticketFor(target, stage.channelId)).status).toBe(404);
	expect(await occupants(ada, stage)).not.toContain(goes.device);
});

test('P32: signing out ends the call of that browser', async () => {
	const target = await member('Leaver');
	const [stays, goes] = [await Tab.inside(grace), await Tab.inside(target)];
	await stays.sees(goes, true);
	await target.submit('/sign-out', {});
	expect((await goes.client.ends()).code).toBe(closeCodes.signedOut);
	await stays.sees(goes, false);
	expect(await occupants(ada, stage)).not.toContain(goes.device);
});

test('a moderator mutes and disconnects by a plain form; a guest may not', async () => {
	const target = await member('Loud');
	const tab = await Tab.inside(target);
	tab.say({ type: 'call.state', ...quiet, isMuted: false });
	const deed = (person: Person, name: string) =>
		person.submit(`${place.channel}?/${name}`, { channelId: stage.channelId, device: tab.device });
	for (const name of ['muteOccupant', 'disconnectOccupant']) expect((await deed(grace, name)).status).toBe(403);
	const muted = await deed(ada, 'muteOccupant');
	expect([muted.status, muted.headers.get('location')]).toEqual([303, place.channel]);
	await tab.client.hears((frame) => frame.type === 'call.muted' && frame.device === tab.device);
	expect((await deed(ada, 'disconnectOccupant')).status).toBe(303);
	expect(await tab.client.hears(({ type }) => type === 'call.ended')).toMatchObject({ why: 'removed' });
	expect((await deed(ada, 'disconnectOccupant')).status).toBe(404);
	expect((await deed(mallory, 'muteOccupant')).status).toBe(404);
});

test('P31: after two hundred joins, leaves, reloads and killed tabs, within ten seconds everybody shows who is inside', async () => {
	const crowd = await Promise.all(Array.from({ length: 6 }, (_, index) => member(`Crowd ${index}`)));
	const rooms = [await newRoom('audio'), await newRoom('video')];
	const watcher = await live(grace);
	const tabs = new Map<Person, Tab | undefined>();
	let seed = 20_261_123;
	const random = (below: number) => {
		seed = (seed * 69_069 + 12_345) % 2 ** 31;
		return Math.floor((seed / 2 ** 31) * below);
	};
	for (let step = 0; step < 200; step++) {
		const person = crowd[random(crowd.length)]!;
		const tab = tabs.get(person);
		const deed = ['join', 'leave', 'reload', 'kill', 'move'][random(5)]!;
		if (!tab) tabs.set(person, await Tab.inside(person, rooms[random(2)]!));
		else if (deed === 'leave') {
			tab.say({ type: 'call.leave' });
			await tab.client.settled();
			tab.client.end();
			tabs.set(person, undefined);
		} else if (deed === 'reload') {
			tab.client.end();
			tab.client = await live(person);
			await tab.join();
		} else if (deed === 'kill') {
			tab.client.end();
			tabs.set(person, undefined);
		} else {
			tabs.set(person, await Tab.inside(person, rooms[random(2)]!));
			tab.client.end();
		}
	}
	const expected = (room: Room) => [...tabs.values()].flatMap((tab) => (tab?.room === room ? [tab.device] : [])).sort();
	const shown = (room: Room) => {
		const told = watcher.heard.findLast(
			(frame): frame is { type: 'call.occupants'; channelId: string; occupants: Occupant[] } =>
				frame.type === 'call.occupants' && frame.channelId === room.channelId
		);
		return (told?.occupants ?? []).map(({ device }) => device).sort();
	};
	await vi.waitFor(() => expect(rooms.map(shown)).toEqual(rooms.map(expected)), { timeout: 10_000, interval: 100 });
	expect(await Promise.all(rooms.map((room) => occupants(ada, room)))).toEqual(rooms.map(expected));
	expect(rooms.flatMap(expected).length, 'whether anybody is inside').toBeGreaterThan(0);
});

test('P30: a call in a conversation rings, is declined, and leaves a line', async () => {
	const callee = await member('Callee');
	await ada.submit(`/direct/${await idOf(callee)}?/send`, { body: 'Hello.' });
	const [row] = await ask<{ id: string }>(
		'select channel_id as id from participants where user_id = ?',
		await idOf(callee)
	);
	const [theirs, phone] = [await live(callee), await live(callee)];
	const tab = await Tab.inside(ada, { channelId: row!.id, path: '' });
	tab.say({ type: 'call.ring', hasCamera: true });
	for (const client of [theirs, phone])
		expect(await client.hears(({ type }) => type === 'call.ringing')).toMatchObject({
			...{ channelId: row!.id, hasCamera: true, from: { name: 'Ada' } }
		});
	const late = await live(callee);
	await late.hears(({ type }) => type === 'call.ringing');
	phone.say({ type: 'call.decline', channelId: row!.id });
	for (const client of [theirs, phone, late, tab.client])
		expect(await client.hears(({ type }) => type === 'call.ring-ended')).toMatchObject({ why: 'declined' });
	const told = await theirs.hears((frame) => frame.type === 'channel.advanced' && frame.channelId === row!.id);
	expect(told).toMatchObject({ communityId: null, preview: { excerpt: 'Declined video call' } });
	const stranger = await ticketFor(grace, row!.id);
	expect(stranger.status).toBe(404);
});
