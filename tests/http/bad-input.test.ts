import { beforeAll, describe, expect, inject, test } from 'vitest';
import { newPerson, newServer, say, type Person, type Place } from '../person';
import { count } from './database';
import { bodyOf, doors, from, MULTIPART, URLENCODED, withCategory, type Door } from './doors';
import { oddEscapes, oddTexts } from './odd';
import { expectSense, inTurns } from './sense';
import { post, send, type Answer } from './wire';

let ada: Person;
let place: Place;
beforeAll(async () => {
	ada = await newPerson('Ada');
});

async function knock(door: Door, body: string | Uint8Array, type?: string): Promise<Answer> {
	const headers: Record<string, string> = { origin: inject('baseUrl'), accept: 'text/html' };
	if (!door.isForStrangers) headers.cookie = ada.cookie;
	if (type) headers['content-type'] = type;
	return send(door.path(place), { method: 'POST', headers, body, from: from(door) });
}

/** How many rows there are of what our doors make. */
const rows = async () => ({
	messages: await count('messages where channel_id = ?', place.channelId),
	invites: await count('invites where community_id = ?', place.id),
	members: await count('members where community_id = ?', place.id),
	channels: await count('channels where community_id = ? and deleted_at is null', place.id),
	categories: await count('categories where community_id = ?', place.id),
	servers: await count('members where user_id = (select owner_id from communities where id = ?)', place.id)
});
/** Which of them an accepted form adds one to. */
const made: Record<string, keyof Awaited<ReturnType<typeof rows>>> = {
	send: 'messages',
	create: 'invites',
	createChannel: 'channels',
	createCategory: 'categories',
	default: 'servers'
};

/** Tries a door with many bodies; for each that is accepted there is one row more of its kind, and no other. */
async function tryAll(door: Door, tries: { what: string; body: string | Uint8Array; type?: string }[]) {
	const before: Record<string, number> = await rows();
	const accepted = new Set<string>();
	await inTurns(tries, async ({ what, body, type = URLENCODED }) => {
		const answer = await knock(door, body, type);
		expectSense(`${door.name}, ${what}`, answer);
		// The same nonce again is the same message, and leads to the same line.
		if (answer.status < 400) accepted.add(answer.headers.location?.includes('#m-') ? answer.headers.location : what);
	});
	const kind = door.isForStrangers ? undefined : made[door.name.split(' ')[1]!];
	expect(await rows()).toEqual(kind ? { ...before, [kind]: before[kind]! + accepted.size } : before);
}

/** Signing out works with any words, and would end the session the other tries need; deleting and renewing are done once. */
const forms = doors.filter(
	({ name, isForScripts }) =>
		!isForScripts && !name.startsWith('/sign-out') && !/ (remove|renew|deleteChannel)$/.test(name)
);
/** For the names of fields, which are the same everywhere. */
const nowhere: Place = { id: '', path: '', channelId: '', channel: '', invite: '' };

describe.each(forms)('$name makes sense of', (door) => {
	// Each door has a channel of its own, so that its first line stays on the page.
	beforeAll(async () => {
		place = await withCategory(await newServer(ada));
		await say(ada, place, 'First light.');
	});

	const names = [...Object.keys(door.fields(nowhere)), ...(door.files ?? [])];
	const encode = (name: string, value: string) => `${bodyOf(door.fields(place))}&${name}=${value}`;

	test.each(names.map((name, index) => ({ name, index })))(
		'anything in “$name”',
		async ({ name, index }) => {
			const tries = Object.entries(oddTexts).map(([what, text], at) => {
				// By turns: both are read before any field is looked at, and each field gets half of them by either.
				const type = (at + index) % 2 ? URLENCODED : MULTIPART;
				const fields = { ...door.fields(place), [name]: text };
				return { what: `${name} is ${what}, ${type}`, body: bodyOf(fields, type), type };
			});
			await tryAll(door, tries);
		},
		120_000
	);

	test('fields that are missing, repeated, unknown or not text', async () => {
		const all = door.fields(place);
		const without = (name: string) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
		const special = ['__proto__', 'constructor', '__superform_json', '__superform_file_x', 'a.b[0].c'];
		const file = (name: string) =>
			bodyOf(without(name), MULTIPART).replace(
				/(--[^\r\n]+)--\r\n$/,
				`$1\r\nContent-Disposition: form-data; name="${name}"; filename="../a\u0000b.png"\r\nContent-Type: text/html\r\n\r\n<b>\r\n$1--\r\n`
			);
		await tryAll(door, [
			{ what: 'no field', body: '' },
			{ what: 'a thousand unknown fields', body: bodyOf(door.fields(place)) + '&a=1'.repeat(1000) },
			...names.map((name) => ({ what: `no ${name}`, body: bodyOf(without(name)) })),
			...names.map((name) => ({ what: `${name} twice`, body: encode(name, 'again') })),
			...names.map((name) => ({
				what: `a list of ${name}`,
				body: bodyOf(without(name)) + `&${name}[]=a&${name}[b]=c`
			})),
			...names.map((name) => ({ what: `a file as ${name}`, body: file(name), type: MULTIPART })),
			...special.flatMap((name) =>
				['1', '[]', '[-1]', '["x"]', '[{"a":1},2]', '%7B'].map((value) => ({
					what: `${name}=${value}`,
					body: encode(name, value)
				}))
			)
		]);
	}, 120_000);

	test('bytes that are not text', async () => {
		const bytes = (text: string) =>
			Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0])]);
		const end = bodyOf({}, MULTIPART);
		const multipart = bodyOf(door.fields(place), MULTIPART).slice(0, -end.length - 2);
		await tryAll(door, [
			...names.flatMap((name) => oddEscapes.map((value) => ({ what: `${name}=${value}`, body: encode(name, value) }))),
			{ what: 'raw bytes', body: bytes(bodyOf(door.fields(place))) },
			{
				what: 'raw bytes in parts',
				body: Buffer.concat([bytes(multipart), Buffer.from(`\r\n${end}`)]),
				type: MULTIPART
			}
		]);
	}, 120_000);

	test('bodies that are not what they say', async () => {
		const whole = bodyOf(door.fields(place), MULTIPART);
		const json = JSON.stringify(door.fields(place));
		const wrong: [string, string, string | undefined][] = [
			['JSON', json, 'application/json'],
			['JSON under a form’s name', json, URLENCODED],
			['broken JSON', '{"a":', 'application/json'],
			['plain text', bodyOf(door.fields(place)), 'text/plain'],
			['no type', bodyOf(door.fields(place)), undefined],
			['an unknown type', 'x', 'application/x-nonsense; charset=nowhere'],
			['Kit’s own type', 'x', 'application/x-sveltekit-formdata'],
			['a type that is none', 'x', ';;;'],
			['parts without a boundary', whole, 'multipart/form-data'],
			['parts with another boundary', whole, 'multipart/form-data; boundary=something-else-altogether-here'],
			['parts that end early', whole.slice(0, -20), MULTIPART],
			['a part without a name', whole.replace(/; name="[^"]*"/, ''), MULTIPART],
			['parts that are none', 'hello', MULTIPART],
			['no parts', '', MULTIPART]
		];
		const before = await rows();
		for (const [what, body, type] of wrong) {
			const answer = await knock(door, body, type);
			expectSense(`${door.name}, ${what}`, answer);
			// An empty form is a whole one where nothing has to be filled in.
			if (!/invites|join|singleKeys|skipSteps|endOthers|mute$|\[communityId=id\] read$/.test(door.name))
				expect([what, answer.status >= 400]).toEqual([what, true]);
		}
		if (!/invites/.test(door.name)) expect(await rows()).toEqual(before);
	}, 120_000);
});

test('signing out works whatever comes with it', async () => {
	for (const text of Object.values(oddTexts)) {
		const answer = await post('/sign-out', { next: text });
		// A megabyte is not read at all.
		const isRead = text.length < 256 * 1024;
		expect([text.slice(0, 50), answer.status, answer.headers.location?.startsWith('/')]).toEqual([
			text.slice(0, 50),
			isRead ? 303 : 413,
			isRead || undefined
		]);
	}
});

test('“delete” takes a line number and nothing else', async () => {
	place = await newServer(ada);
	await say(ada, place, 'First light.');
	const tries = [...Object.entries(oddTexts), ['another line', '4000'], ['two', '1,1'], ['a list', '1&seq=1']] as const;
	await inTurns([...tries], async ([what, seq]) => {
		const answer = await ada.submit(`${place.channel}?/remove`, { seq });
		expect([what, [400, 404, 413].includes(answer.status)]).toEqual([what, true]);
	});
	expect(await count('messages where channel_id = ? and deleted_at is not null', place.channelId)).toBe(0);
});

test('a body larger than any form of ours does not stop the server', async () => {
	const body = 'x'.repeat(64 * 1024 * 1024);
	const headers = { origin: ada.base, accept: 'text/html', cookie: ada.cookie, 'content-type': URLENCODED };
	// Whoever goes on sending after the refusal may find the line cut.
	const status = await send('/servers/new', { method: 'POST', headers, body }).then(
		(answer) => answer.status,
		(error: NodeJS.ErrnoException) => error.code
	);
	expect([400, 413, 'EPIPE', 'ECONNRESET']).toContain(status);
	expect((await ada.request('/settings')).status).toBe(200);
});
