import { expect, test } from 'vitest';
import { closeCodes } from '$lib/realtime/protocol';
import { newPerson, PASSWORD, Person, type Visitor } from '../person';
import { SESSION, session, signIn } from '../http/account';
import { formsIn } from '../http/page';
import { elsewhere } from '../http/wire';
import { Client } from './client';

async function onAnother(person: Person): Promise<Person> {
	const other = new Person(person.name, person.email);
	other.cookies.set(SESSION, encodeURIComponent(session(await signIn(person.email, PASSWORD, elsewhere()))));
	return other;
}

const loginOf = async (visitor: Visitor) => {
	const html = await (await visitor.open('/settings/devices')).text();
	return formsIn(html)
		.find(({ action }) => action === '?/end')!
		.fields.get('id')!;
};

const password = 'another horse, another battery';
const ways: Record<string, (person: Person) => Promise<unknown>> = {
	'signing out that device': async (person) => person.submit('/settings/devices?/end', { id: await loginOf(person) }),
	'signing out everywhere else': (person) => person.submit('/settings/devices?/endOthers', {}),
	'changing the password': (person) => person.submit('/settings/account?/password', { current: PASSWORD, password })
};

test.each(Object.entries(ways))('T55: %s ends the sockets there at once, and none here', async (_, act) => {
	const linus = await newPerson('Linus');
	const phone = await onAnother(linus);
	const [here, there] = await Promise.all([Client.live(linus), Client.live(phone)]);
	await act(linus);
	expect((await there.ends()).code).toBe(closeCodes.signedOut);
	expect(await Client.open(phone)).toBe(401);
	await here.settled();
	expect(here.closed).toBeUndefined();
	here.end();
});

test('T55: deleting the account ends the sockets of every device', async () => {
	const linus = await newPerson('Linus');
	const phone = await onAnother(linus);
	const clients = await Promise.all([Client.live(linus), Client.live(phone)]);
	const html = await (await linus.open('/settings/profile')).text();
	const handle = formsIn(html)
		.find(({ action }) => action === '?/save')!
		.fields.get('handle')!;
	await linus.submit('/settings/account/delete?/delete', { handle, password: PASSWORD });
	for (const client of clients) expect((await client.ends()).code).toBe(closeCodes.signedOut);
	expect(await Client.open(phone)).toBe(401);
});
