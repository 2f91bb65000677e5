import { createConnection } from 'mysql2/promise';
import { beforeAll, expect, inject, test } from 'vitest';
import { closeCodes } from '$lib/realtime/protocol';
import { join, newPerson, newServer, say, type Person, type Place } from '../person';
import { Client } from './client';

let ada: Person, place: Place;
beforeAll(async () => {
	ada = await newPerson('Ada');
	place = await newServer(ada);
});

/** How much memory the server holds, in MiB. */
async function memory(): Promise<number> {
	const { readFile } = await import('node:fs/promises');
	const status = await readFile(`/proc/${inject('serverPid')}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

test('T67: a reader who stops reading is cut off and can come back; others are not held up', async () => {
	const stopped = await newPerson('Stopped');
	await join(stopped, place);
	const [frozen, awake] = await Promise.all([Client.live(stopped), Client.live(ada)]);
	await Promise.all([frozen.opens(place.channelId), awake.opens(place.channelId)]);
	const before = await memory();
	frozen.socket.pause();
	const long = 'é'.repeat(4000);
	// The kernel swallows some megabytes before the server can see that nobody reads.
	for (let sent = 0; sent < 1500; sent += 50)
		await Promise.all(Array.from({ length: 50 }, (_, i) => say(ada, place, `${sent + i} ${long.slice(10)}`)));
	await awake.hears((frame) => frame.type === 'message.created' && frame.message.body.startsWith('1499 '));
	expect(awake.bodies()).toHaveLength(1500);
	expect((await memory()) - before).toBeLessThan(150);
	frozen.socket.resume();
	expect((await frozen.ends()).code).toBe(1006);
	const back = await Client.live(stopped);
	expect(await back.opens(place.channelId)).toBe(1500);
	back.end();
	awake.end();
}, 120_000);

test('T66: silent sockets are cut after ten seconds, and honest people get in meanwhile', async () => {
	const crowd = await Promise.all(Array.from({ length: 10 }, (_, i) => newPerson(`Silent ${i}`)));
	const silent = await Promise.all(crowd.flatMap((person) => Array.from({ length: 10 }, () => Client.open(person))));
	const honest = await Client.live(ada);
	await honest.settled();
	const ends = await Promise.all(
		silent.map((client) => (typeof client === 'number' ? { code: client } : client.ends()))
	);
	expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([closeCodes.silent]));
	await honest.settled();
	honest.end();
});

test('T52: pages drawn at once for many people show each only what is theirs', async () => {
	const people: Person[] = [];
	// Their names are no part of each other's.
	while (people.length < 50) people.push(await newPerson(`Canary ${people.length + 100}`));
	const secrets = await Promise.all(
		people.map(async (person, i) => {
			const own = await newServer(person);
			const secret = `canary-${i}-${Math.random().toString(36).slice(2)}`;
			await say(person, own, secret);
			return { person, own, secret };
		})
	);
	const views = Array.from({ length: 200 }, (_, i) => secrets[i % secrets.length]!);
	await Promise.all(
		views.map(async ({ person, own, secret }) => {
			const html = await (await person.open(own.channel)).text();
			expect(html).toContain(secret);
			for (const other of secrets) if (other.secret !== secret) expect(html).not.toContain(other.secret);
			for (const other of people) if (other !== person) expect(html).not.toContain(other.name);
			for (const other of people) expect(html).not.toContain(other.email);
		})
	);
}, 180_000);

test('a database that hangs is said so in time, sockets stay, and all is well afterwards', async () => {
	const client = await Client.live(ada);
	await client.opens(place.channelId);
	const database = await createConnection(inject('servedDatabaseUrl'));
	await database.query('start transaction');
	await database.query('select * from channels where id = ? for update', [place.channelId]);
	const answer = await ada.submit(`${place.channel}?/send`, { body: 'held', nonce: 'held-nonce' });
	expect(answer.status).toBe(503);
	await client.settled();
	await database.query('commit');
	await database.end();
	const seq = await say(ada, place, 'held', 'held-nonce');
	expect(await say(ada, place, 'held', 'held-nonce')).toBe(seq);
	client.end();
});
