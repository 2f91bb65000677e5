import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, say, type Person, type Place } from '../person';
import { live } from './client';

let ada: Person, linus: Person, mallory: Person;
let place: Place, elsewhere: Place;

beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	[place, elsewhere] = await Promise.all([newServer(ada), newServer(mallory)]);
	await join(linus, place);
});

test('who has the channel open hears what is written, edited and deleted in it, in order', async () => {
	const client = await live(linus);
	const rev = await client.opens(place.channelId);
	const seq = await say(ada, place, 'First light!');
	await ada.submit(`${place.channel}?/edit`, { seq: String(seq), body: 'First light' });
	await ada.submit(`${place.channel}?/remove`, { seq: String(seq) });
	await client.hears((frame) => frame.type === 'message.changed' && frame.message.deletedAt !== null);
	const changes = client.heard.flatMap((frame) =>
		'rev' in frame && 'message' in frame ? [[frame.type, frame.rev - rev]] : []
	);
	expect(changes).toEqual([
		['message.created', 1],
		['message.changed', 2],
		['message.changed', 3]
	]);
});

test('a member who has not opened the channel hears nothing of its messages', async () => {
	const client = await live(linus);
	await say(ada, place, 'not for closed doors');
	await client.settled();
	expect(client.bodies()).toEqual([]);
});

test('members with the channel closed learn that it advanced, gathered; outsiders do not', async () => {
	const [member, outsider] = await Promise.all([live(linus), live(mallory)]);
	const seqs: number[] = [];
	for (let i = 0; i < 5; i++) seqs.push(await say(ada, place, `news ${i}`));
	const last = seqs.at(-1);
	await member.hears((frame) => frame.type === 'channel.advanced' && frame.seq === last);
	const told = member.heard.filter(({ type }) => type === 'channel.advanced');
	expect(told.length).toBeLessThan(seqs.length);
	await outsider.settled();
	expect(outsider.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});

test('reading to the end in one window is told to the other windows of the same person only', async () => {
	const seq = await say(ada, place, 'read me');
	const [own, other] = await Promise.all([live(linus), live(ada)]);
	await linus.submit(`${place.channel}?/read`, { seq: String(seq) });
	await own.hears((frame) => frame.type === 'read.moved' && frame.channelId === place.channelId);
	await other.settled();
	expect(other.heard.some(({ type }) => type === 'read.moved')).toBe(false);
});

test('closing a channel ends hearing it', async () => {
	const client = await live(linus);
	await client.opens(place.channelId);
	client.say({ type: 'close', channelId: place.channelId });
	await client.settled();
	await say(ada, place, 'after closing');
	await client.settled();
	expect(client.bodies()).toEqual([]);
});

test('an outsider is refused like for a channel that does not exist, and hears nothing', async () => {
	const client = await live(mallory);
	client.say({ type: 'open', channelId: place.channelId });
	const real = await client.hears((frame) => frame.type === 'refused' && frame.channelId === place.channelId);
	client.say({ type: 'open', channelId: '999999999' });
	const none = await client.hears((frame) => frame.type === 'refused' && frame.channelId === '999999999');
	expect({ ...real, channelId: '' }).toEqual({ ...none, channelId: '' });
	await say(ada, place, 'a secret');
	await client.settled();
	expect(client.bodies()).toEqual([]);
});

test('opening two places at once keeps them apart', async () => {
	const client = await live(mallory);
	await client.opens(elsewhere.channelId);
	await say(ada, place, 'in the observatory');
	await say(mallory, elsewhere, 'elsewhere');
	await client.hears((frame) => frame.type === 'message.created');
	expect(client.bodies()).toEqual(['elsewhere']);
});

test('members hear who joins; the newcomer’s other windows hear it too; outsiders do not', async () => {
	const newcomer = await newPerson('Newcomer');
	const [member, own, outsider] = await Promise.all([live(ada), live(newcomer), live(mallory)]);
	await join(newcomer, place);
	const joined = await member.hears((frame) => frame.type === 'member.joined' && frame.member.name === 'Newcomer');
	expect(joined).toMatchObject({ communityId: place.id, member: { role: 'guest' } });
	expect(JSON.stringify(joined)).not.toContain(newcomer.email);
	await own.hears((frame) => frame.type === 'community.joined');
	// The window that was open before joining can open the channel now.
	await own.opens(place.channelId);
	await outsider.settled();
	expect(outsider.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});

test('the head told at opening is where the channel stands; api/sync brings what lies between', async () => {
	const client = await live(linus);
	const before = await client.opens(place.channelId);
	client.end();
	const seqs = [await say(ada, place, 'missed one'), await say(ada, place, 'missed two')];
	const back = await live(linus);
	expect(await back.opens(place.channelId)).toBe(before + 2);
	type Sync = { startOver: boolean; messages: { seq: number }[]; head: { rev: number } };
	const { body } = await linus.json<Sync>(`/api/sync?channel=${place.channelId}&rev=${before}`);
	expect(body.messages.map(({ seq }) => seq)).toEqual(seqs);
	expect(body).toMatchObject({ startOver: false, head: { rev: before + 2 } });
});

test('somebody too far behind is told to start over', async () => {
	const busy = await newServer(ada);
	await Promise.all(Array.from({ length: 205 }, (_, i) => say(ada, busy, `m${i}`)));
	const { body } = await ada.json<object>(`/api/sync?channel=${busy.channelId}&rev=1`);
	expect(body).toMatchObject({ startOver: true, messages: [], head: { seq: 205, rev: 205 } });
	const { body: near } = await ada.json<{ messages: unknown[] }>(`/api/sync?channel=${busy.channelId}&rev=5`);
	expect(near.messages).toHaveLength(200);
});
