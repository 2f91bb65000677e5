import type { Page } from 'playwright-core';
import { join, newPerson, newServer, unique, type Person, type Place } from '../person';
import { eventually, isLive, visit } from './browser';

type Rooms = Place & { audio: string; video: string };

/** A channel of a kind, made through the form; answers its address. */
export async function newRoom(owner: Person, place: Place, kind: 'audio' | 'video', name: string): Promise<string> {
	const form = await (await owner.open(`${place.path}/channels/new`)).text();
	const [, categoryId = ''] = /name="categoryId"[\s\S]*?<option value="(\d+)"/.exec(form) ?? [];
	const fields = { kind, name, topic: '', categoryId };
	const made = await owner.submit(`${place.path}/channels/new?/createChannel`, fields);
	const address = made.headers.get('location');
	if (!address) throw new Error(`#${name} could not be made: ${made.status}`);
	return address;
}

const names = [
	...['Ada Lovelace', 'Grace Hopper', 'Linus Torvalds', 'Alan Turing', 'Edsger Dijkstra'],
	...['Barbara Liskov', 'Donald Knuth', 'Margaret Hamilton', 'Ken Thompson']
];
const people: Promise<Person>[] = [];

/** Ada has a server of her own, another one for each test, with rooms for talking; some of the others are in it. */
export async function callers(count = 2) {
	for (const name of names.slice(people.length, count)) people.push(newPerson(name));
	const some = await Promise.all(people.slice(0, count));
	const [ada, ...others] = some as [Person, ...Person[]];
	const place = await newServer(ada, unique('Observatory '));
	for (const person of others) await join(person, place);
	const audio = await newRoom(ada, place, 'audio', 'green-room');
	const video = await newRoom(ada, place, 'video', 'rehearsal');
	return { some, place: { ...place, audio, video } satisfies Rooms };
}

/** Keeps hold of the page's peer connections from its first moment on. */
export async function watchConnections(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const all: RTCPeerConnection[] = [];
		Object.assign(globalThis, { connections: all });
		globalThis.RTCPeerConnection = class extends RTCPeerConnection {
			constructor(config?: RTCConfiguration) {
				super(config);
				all.push(this);
			}
		};
	});
}

export type Heard = { frames: number; sound: number; made: number; connected: number };

/** What the page has decoded so far of what each of the others sent, by connection that is up. */
export function heard(page: Page): Promise<Heard[]> {
	return page.evaluate(async () => {
		const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
		const up = connections.filter(({ connectionState }) => connectionState === 'connected');
		return Promise.all(
			up.map(async (connection) => {
				let [frames, sound] = [0, 0];
				for (const [, one] of await connection.getStats()) {
					if (one.type !== 'inbound-rtp') continue;
					if (one.kind === 'video') frames += one.framesDecoded ?? 0;
					else sound += one.totalSamplesReceived ?? 0;
				}
				return { frames, sound, made: connections.length, connected: up.length };
			})
		);
	});
}

/** From now on this page decodes sound, and pictures where there are some, from so many others. */
export async function hearsAndSees(page: Page, others: number, withPictures = true): Promise<void> {
	await eventually(async () => (await heard(page)).length, 'others this page is connected to').toBe(others);
	const before = await heard(page);
	const isMore = async () =>
		(await heard(page)).every(
			({ frames, sound }, index) =>
				sound > before[index]!.sound + 4800 && (!withPictures || frames > before[index]!.frames + 5)
		);
	await eventually(isMore, 'more sound and pictures of everybody').toBe(true);
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const stage = (page: Page) => page.getByRole('region', { name: 'Call' }).and(page.locator('#stage'));
export const bar = (page: Page) => page.locator('.side-panel').getByRole('region', { name: 'Call' });
export const tile = (page: Page, name: string | RegExp) => stage(page).getByRole('group', { name });
/** A channel in the list. */
export const channel = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name, exact: true });
export const inList = (page: Page) => page.locator('.occupants li');

/** Opens a room and goes in. */
export async function enter(page: Page, path: string): Promise<void> {
	await visit(page, path);
	await goIn(page);
}

/** Goes into the room that is open. */
export async function goIn(page: Page): Promise<void> {
	await button(page, 'Join').click();
	await page.getByRole('timer').first().waitFor();
}

export async function reload(page: Page): Promise<void> {
	await page.reload();
	await isLive(page);
}

/** How many sounds and pictures this page is receiving more of, whatever carries them. */
export async function growing(page: Page): Promise<{ sounds: number; pictures: number }> {
	const look = () =>
		page.evaluate(async () => {
			const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
			const sum: Record<string, number> = {};
			for (const [at, connection] of connections.entries()) {
				if (connection.connectionState !== 'connected') continue;
				for (const [id, one] of await connection.getStats())
					if (one.type === 'inbound-rtp')
						sum[`${one.kind} ${at} ${id}`] = (one.kind === 'video' ? one.framesDecoded : one.packetsReceived) ?? 0;
			}
			return sum;
		});
	const before = await look();
	await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
	const more = Object.entries(await look()).filter(([name, now]) => now > (before[name] ?? 0));
	const count = (kind: string) => more.filter(([name]) => name.startsWith(kind)).length;
	return { sounds: count('audio'), pictures: count('video') };
}

/** What of our scripts this page has loaded from now on: whether they have a word in them, and how much it is on the wire. */
export function watchScripts(page: Page) {
	const texts: Promise<string>[] = [];
	const sizes: Promise<number>[] = [];
	page.on('response', (answer) => {
		if (!answer.url().endsWith('.js')) return;
		texts.push(answer.text());
		sizes.push(
			answer
				.request()
				.sizes()
				.then(({ responseBodySize }) => responseBodySize)
		);
	});
	return {
		carry: async (word: string) => (await Promise.all(texts)).some((text) => text.includes(word)),
		bytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
	};
}
