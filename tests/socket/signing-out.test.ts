import { createConnection } from 'mysql2/promise';
import { beforeAll, expect, inject, test } from 'vitest';
import { closeCodes, PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { join, newPerson, newServer, PASSWORD, Person, say, type Place } from '../person';
import { Client } from './client';

let ada: Person, place: Place;
beforeAll(async () => {
	ada = await newPerson('Ada');
	place = await newServer(ada);
});

/** The same person in another browser. */
async function elsewhere(person: Person): Promise<Person> {
	const other = new Person(person.name, person.email);
	await other.submit('/sign-in', { email: person.email, password: PASSWORD });
	return other;
}

test('T55: signing out ends the sockets of that login at once, and those of no other', async () => {
	const linus = await newPerson('Linus');
	await join(linus, place);
	const phone = await elsewhere(linus);
	const [here, there] = await Promise.all([Client.live(linus), Client.live(phone)]);
	await Promise.all([here.opens(place.channelId), there.opens(place.channelId)]);
	const oldCookie = linus.cookie;
	await linus.submit('/sign-out', {});
	for (let i = 0; i < 20; i++) await say(ada, place, `after signing out ${i}`);
	expect((await here.ends()).code).toBe(closeCodes.signedOut);
	expect(here.bodies()).toEqual([]);
	await there.settled();
	expect(there.bodies()).toHaveLength(20);
	there.end();

	const thief = new Person('Thief', linus.email);
	for (const pair of oldCookie.split('; ')) thief.cookies.set(...(pair.split(/=(.*)/s) as [string, string]));
	expect(await Client.open(thief)).toBe(401);
});

test('T55: a socket that is opening while its login ends is ended too', async () => {
	const person = await newPerson('Quick');
	const client = await Client.open(person);
	if (typeof client === 'number') throw new Error(String(client));
	await person.submit('/sign-out', {});
	client.say({ type: 'hello', version: PROTOCOL_VERSION });
	expect((await client.ends()).code).toBe(closeCodes.signedOut);
});

test('T55: a login that runs out ends its sockets within seconds; one that was prolonged does not', async () => {
	const [late, kept] = await Promise.all([newPerson('Late'), newPerson('Kept')]);
	const database = await createConnection(inject('servedDatabaseUrl'));
	const expires = (person: Person, seconds: number) =>
		database.query(
			`update auth_session s join auth_user u on u.id = s.user_id
			set s.expires_at = utc_timestamp(3) + interval ? second where u.email = ?`,
			[seconds, person.email]
		);
	await Promise.all([expires(late, 2), expires(kept, 2)]);
	const [ending, staying] = await Promise.all([Client.live(late), Client.live(kept)]);
	await expires(kept, 3600);
	expect((await ending.ends()).code).toBe(closeCodes.signedOut);
	await staying.settled();
	expect(staying.closed).toBeUndefined();
	staying.end();
	await database.end();
});
