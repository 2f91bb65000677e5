import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { live, type Client } from './client';

let ada: Person, linus: Person, mallory: Person;
let place: Place;
let page: string;

beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	place = await newServer(ada);
	await join(linus, place);
	await newServer(mallory);
	page = await (await ada.open(`${place.path}/channels/new`)).text();
});
type Words = Record<string, string>;
const categoryId = () => /<option value="(\d+)"/.exec(page)![1]!;
const submit = async (path: string, words: Words) => {
	const answer = await ada.submit(path, words);
	if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return answer.headers.get('location')!;
};
async function make(words: Words = {}): Promise<Place> {
	const fields = { kind: 'text', name: unique('room'), categoryId: categoryId(), ...words };
	const channel = await submit(`${place.path}/channels/new?/createChannel`, fields);
	return { ...place, channel, channelId: channel.split('/').pop()! };
}
const edit = (room: Place, name: string, words: Words = {}) =>
	submit(`${room.channel}/edit?/editChannel`, { name, categoryId: categoryId(), ...words });

const changed = (client: Client, channelId: string) =>
	client.heard.flatMap((frame) =>
		frame.type === 'channel.changed' && frame.channel.id === channelId ? [frame.channel] : []
	);
const isGone = (client: Client, channelId: string) =>
	client.heard.some((frame) => frame.type === 'gone' && frame.channelId === channelId);

test('P11: a new channel is announced to members at once, and its first line is heard without a reload', async () => {
	const [member, outsider] = [await live(linus), await live(mallory)];
	const room = await make({ topic: 'Fresh' });
	const [channel] = [await member.hears((frame) => frame.type === 'channel.changed')];
	expect(channel).toMatchObject({ channel: { id: room.channelId, topic: 'Fresh', lastSeq: 0 } });
	const seq = await say(ada, room, 'First line');
	await member.hears(
		(frame) => frame.type === 'channel.advanced' && frame.channelId === room.channelId && frame.seq === seq
	);
	await outsider.settled();
	expect(outsider.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});

test('a private channel is announced to nobody it hides from; opened, they hear it; hidden, it is gone for them', async () => {
	const [owner, member] = [await live(ada), await live(linus)];
	const room = await make({ name: 'plans', isPrivate: 'on', topic: 'Secret' });
	await owner.hears((frame) => frame.type === 'channel.changed' && frame.channel.id === room.channelId);
	await say(ada, room, 'Not for Linus');
	await member.settled();
	expect(JSON.stringify(member.heard)).not.toContain(room.channelId);

	await edit(room, 'plans');
	const shown = await member.hears((frame) => frame.type === 'channel.changed' && frame.channel.id === room.channelId);
	expect(shown).toMatchObject({ channel: { isPrivate: false, lastSeq: 1 } });
	await member.opens(room.channelId);

	await edit(room, 'plans', { isPrivate: 'on', topic: 'Hidden again' });
	await member.hears((frame) => frame.type === 'gone' && frame.channelId === room.channelId);
	await say(ada, room, 'Not for Linus either');
	await member.settled();
	expect(member.bodies()).toEqual([]);
	expect(JSON.stringify(member.heard)).not.toContain('Hidden again');
	expect(isGone(owner, room.channelId)).toBe(false);
	await owner.settled();
	expect(changed(owner, room.channelId).at(-1)).toMatchObject({ isPrivate: true, topic: 'Hidden again' });
});

test('a deleted channel is gone for everybody, and nothing more is heard of it', async () => {
	const both = [await live(ada), await live(linus)];
	const room = await make();
	for (const client of both) await client.opens(room.channelId);
	await submit(`${room.channel}/delete?/deleteChannel`, {});
	for (const client of both) await client.hears((frame) => frame.type === 'gone' && frame.channelId === room.channelId);
	expect((await ada.submit(`${room.channel}?/send`, { body: 'Anybody?' })).status).toBe(404);
});

test('categories are told to everybody in the server, and to nobody else', async () => {
	const [member, outsider] = [await live(linus), await live(mallory)];
	await submit(`${place.path}/categories?/createCategory`, { name: 'Rooms' });
	const told = await member.hears(({ type }) => type === 'categories.changed');
	expect(told).toMatchObject({ communityId: place.id, categories: [{}, {}, {}, { name: 'Rooms' }] });
	await outsider.settled();
	expect(outsider.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});

test('T10: hidden and shown five hundred times while people write, not one hidden line reaches who is excluded', async () => {
	const [rooms, rounds] = [5, 50];
	const [owner, excluded] = [await live(ada), await live(linus)];
	let [written, isOver] = [0, false];

	/** One room, hidden and shown again and again; a secret is written each time it is hidden, and others write meanwhile. */
	async function toggle(room: Place, name: string): Promise<void> {
		for (const client of [owner, excluded]) await client.opens(room.channelId);
		for (let round = 0; round < rounds; round++) {
			const noise = say(ada, place, `noise ${written++}`);
			await edit(room, name, { isPrivate: 'on' });
			await Promise.all([say(ada, room, `canary ${round}`), noise]);
			await edit(room, name);
		}
	}
	/** Asks for the rooms again and again, also in the very moments in which they are being hidden. */
	async function knock(places: Place[]): Promise<void> {
		for (let turn = 0; !isOver; turn++) {
			excluded.say({ type: 'open', channelId: places[turn % rooms]!.channelId });
			await new Promise((resolve) => setTimeout(resolve, 500)); // two frames a second are free
		}
	}

	const named = Array.from({ length: rooms }, () => unique('toggled'));
	const places = await Promise.all(named.map((name) => make({ name })));
	const knocking = knock(places);
	await Promise.all(places.map((room, index) => toggle(room, named[index]!)));
	isOver = true;
	await knocking;
	const seq = await say(ada, places[0]!, 'the end');
	await owner.hears((frame) => frame.type === 'message.created' && frame.message.seq === seq);
	await excluded.settled();
	const canaries = owner.bodies().filter((body) => body.startsWith('canary'));
	expect(canaries.length, 'those who see them hear them').toBeGreaterThan(rounds);
	expect(JSON.stringify(excluded.heard)).not.toContain('canary');
	expect(excluded.heard.filter(({ type }) => type === 'gone').length, 'taken away each time').toBe(rooms * rounds);
}, 120_000);
