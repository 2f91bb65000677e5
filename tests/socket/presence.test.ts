import { beforeAll, expect, test } from 'vitest';
import type { ServerFrame } from '$lib/realtime/protocol';
import { join, newPerson, newServer, type Person, type Place } from '../person';
import { live, type Client } from './client';

let ada: Person, mallory: Person, place: Place;

/** A new member of the place, and how to recognise them on the wire. */
async function member(name: string) {
	const person = await newPerson(name);
	await join(person, place);
	const { body } = await person.json<{ messages: unknown[] }>(`/api/channels/${place.channelId}/messages`);
	expect(body.messages).toBeDefined();
	return person;
}

const idOf = (client: Client) => client.heard.flatMap((frame) => (frame.type === 'ready' ? [frame.viewerId] : []))[0]!;
const says = (userId: string, status: string) => (frame: ServerFrame) =>
	frame.type === 'presence' && frame.people.some((person) => person.id === userId && person.status === status);

beforeAll(async () => {
	[ada, mallory] = await Promise.all([newPerson('Ada'), newPerson('Mallory')]);
	place = await newServer(ada);
});

test('members are told who comes, how they are, and who goes; outsiders are not', async () => {
	const linus = await member('Linus');
	const [here, outside] = await Promise.all([live(ada), live(mallory)]);
	const window = await live(linus);
	const id = idOf(window);
	await here.hears(says(id, 'online'));
	window.say({ type: 'presence', status: 'dnd' });
	await here.hears(says(id, 'dnd'));
	window.end();
	await here.hears(says(id, 'offline'));
	await outside.settled();
	expect(outside.heard.map(({ type }) => type).filter((type) => type === 'presence')).toEqual([]);
});

test('P25: who is invisible looks like who is not there, on the socket and in the page', async () => {
	const ghost = await member('Ghost');
	const here = await live(ada);
	const window = await live(ghost);
	const id = idOf(window);
	window.say({ type: 'presence', status: 'invisible' });
	await window.settled();
	const page = await (await ada.open(place.channel)).text();
	expect(page).not.toContain('invisible');
	// What is gathered for a second has been told by the time a later arrival is heard of.
	const later = await live(await member('Later'));
	await here.hears(says(idOf(later), 'online'));
	const told = here.heard.flatMap((frame) => (frame.type === 'presence' ? frame.people : []));
	expect(told.filter((person) => person.id === id && person.status !== 'offline')).toEqual([]);
});

test('signing out is seen by the others, and joining is seen at once', async () => {
	const [here, newcomer] = [await live(ada), await newPerson('Newcomer')];
	const window = await live(newcomer);
	const id = idOf(window);
	await join(newcomer, place);
	await here.hears(says(id, 'online'));
	await newcomer.submit('/sign-out', {});
	await here.hears(says(id, 'offline'));
});

test('who says hello as invisible is not told of at all', async () => {
	const ghost = await member('Quiet');
	const here = await live(ada);
	const client = await live(ghost, 'invisible');
	await here.hears(says(idOf(await live(await member('Next'))), 'online'));
	const told = here.heard.flatMap((frame) => (frame.type === 'presence' ? frame.people : []));
	expect(told.filter((person) => person.id === idOf(client))).toEqual([]);
});

test('P25: typing is told to those who have the channel open, and to nobody else', async () => {
	const linus = await member('Typer');
	const [reader, closed, outside, writer] = await Promise.all([live(ada), live(ada), live(mallory), live(linus)]);
	await Promise.all([reader.opens(place.channelId), writer.opens(place.channelId)]);
	writer.say({ type: 'typing', channelId: place.channelId });
	const heard = await reader.hears(({ type }) => type === 'typing');
	expect(heard).toEqual({ type: 'typing', channelId: place.channelId, userId: idOf(writer), name: 'Typer' });
	await Promise.all([closed.settled(), outside.settled()]);
	for (const client of [closed, outside]) expect(client.heard.some(({ type }) => type === 'typing')).toBe(false);
});

test('an outsider’s typing is heard by nobody, nor is that of someone who has not opened the channel', async () => {
	const [reader, outside, closed] = await Promise.all([live(ada), live(mallory), live(await member('Closed'))]);
	await reader.opens(place.channelId);
	for (const client of [outside, closed]) {
		client.say({ type: 'typing', channelId: place.channelId });
		await client.settled();
	}
	await reader.settled();
	expect(reader.heard.some(({ type }) => type === 'typing')).toBe(false);
});

test('somebody who hammers the keys is told a few times only', async () => {
	const [reader, writer] = await Promise.all([live(ada), live(await member('Hammer'))]);
	await Promise.all([reader.opens(place.channelId), writer.opens(place.channelId)]);
	for (let i = 0; i < 20; i++) writer.say({ type: 'typing', channelId: place.channelId });
	await writer.settled();
	await reader.settled();
	expect(reader.heard.filter(({ type }) => type === 'typing').length).toBeLessThanOrEqual(3);
});
