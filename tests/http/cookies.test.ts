import { afterAll, beforeAll, expect, test } from 'vitest';
import { newServer, PASSWORD, say, type Person } from '../person';
import { OwnApp } from './own-app';
import { addressOf, everythingAsked } from './matrix/routes';

const ORIGIN = 'https://chat.example.org';
let [plain, encrypted]: OwnApp[] = [];
beforeAll(async () => {
	[plain, encrypted] = await Promise.all([OwnApp.start(), OwnApp.start({ ORIGIN })]);
});
afterAll(() => Promise.all([plain?.end(), encrypted?.end()]));

/** Every cookie that is set by the pages of src/routes and by the forms around an account, by name, with its attributes. */
async function everyCookie(own: OwnApp): Promise<Map<string, Set<string>>> {
	const seen = new Map<string, Set<string>>();
	const note = (person: Person) => {
		const { keep } = person;
		person.keep = (headers) => {
			for (const header of headers) {
				const [pair = '', ...attributes] = header.split('; ');
				const kept = attributes.filter((attribute) => !/^(?:max-age|expires)=/i.test(attribute)).sort();
				const name = pair.split('=')[0]!;
				seen.set(name, (seen.get(name) ?? new Set()).add(kept.join('; ')));
			}
			keep.call(person, headers);
		};
		return person;
	};
	const ada = note(own.stranger('Ada'));
	const fields = { name: 'Ada', email: ada.email, password: PASSWORD };
	expect((await ada.submit('/sign-up', fields)).status).toBe(303);
	// A taken address is answered with a cookie that only looks like one.
	await note(own.stranger()).submit('/sign-up', { ...fields, password: `${PASSWORD}!` });
	const place = await newServer(ada);
	await say(ada, place, 'First light.');
	const [, code = ''] = /\/invite\/(.+)/.exec(place.invite) ?? [];
	const [row] = (await own.database.query('select id from users limit 1'))[0] as { id: string }[];
	const values = {
		communityId: place.id,
		channelId: place.channelId,
		code,
		userId: String(row!.id),
		key: '0'.repeat(26)
	};
	for (const asked of everythingAsked()) {
		const [kind, route = ''] = asked.split(' ');
		if (kind === 'page' || kind === 'GET') await ada.request(addressOf(route, values));
	}
	const look = { theme: 'dark', density: 'compact', size: '17' };
	expect((await ada.submit('/settings/appearance?/save', look)).status).toBe(303);
	expect((await ada.submit('/settings/keyboard?/singleKeys', { single: 'on' })).status).toBe(200);
	expect((await ada.submit(`${place.path}?/skipSteps`, { back: '' })).status).toBe(303);
	expect((await ada.submit('/sign-out', {})).status).toBe(303);
	expect((await ada.submit('/sign-in', { email: ada.email, password: PASSWORD })).status).toBe(303);
	return seen;
}

const hidden = ['HttpOnly', 'Path=/', 'SameSite=Lax'];

/** Each cookie and how it is set; those of an account are taken away by name when somebody signs out. */
function expected(prefix: string, more: string[]): Record<string, string[]> {
	const names = ['session_token', 'session_data', 'dont_remember'].map((name) => `${prefix}.${name}`);
	return Object.fromEntries([
		...[...names, 'last-server', 'skipped-steps'].map((name) => [name, [[...hidden, ...more].join('; ')]]),
		...['theme', 'look', 'single-keys'].map((name) => [name, [[...hidden.slice(1), ...more].join('; ')]])
	]);
}
const told = (seen: Map<string, Set<string>>) =>
	Object.fromEntries([...seen].map(([name, kinds]) => [name, [...kinds]]));

test('T49: over TLS every cookie is for TLS, and the session for this host alone', { timeout: 120_000 }, async () => {
	expect(told(await everyCookie(encrypted!))).toEqual(expected('__Host-chatsphere', ['Secure']));
	const answer = await fetch(encrypted!.app.base);
	expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8,}/);
});

test('T49: over plain http they are what they can be', { timeout: 120_000 }, async () => {
	expect(told(await everyCookie(plain!))).toEqual(expected('chatsphere', []));
});
