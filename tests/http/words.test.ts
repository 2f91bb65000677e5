import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { ask, count } from './database';
import { messageIn, textOf, wordsOf } from './page';

let ada: Person, linus: Person;
let place: Place;
beforeAll(async () => {
	[ada, linus] = await Promise.all([newPerson('Ada'), newPerson('Linus')]);
});

beforeAll(async () => {
	place = await newServer(ada);
	await join(linus, place);
	await say(ada, place, 'First light.');
});

describe('words are kept and shown as they are:', () => {
	const words = [
		'👩‍👩‍👧‍👦 🇺🇦 ❤️‍🔥 1️⃣',
		'שלום עולם, مرحبا بالعالم',
		'a \u202Eright-to-left\u202C override',
		'Zoe\u0308 and Zoë',
		'<script>alert(1)</script>',
		'"><img src=x onerror=alert(1)>',
		'</textarea></title></script><!-- -->',
		'&lt;b&gt; &amp; &#x41; &nbsp;',
		`'; drop table users; -- \\' " %_`,
		'two\n\n  indented lines\n\ttabbed',
		'${7*7} {{7*7}} {@html 1} $state',
		'javascript:alert(1) https://example.org/?a=b&c=d',
		'\\ud800 \\u0000 \\n %00 +',
		'𝒜 𠮷 \u{1F600}'.repeat(300)
	];

	test.each(words)('message %#', async (body) => {
		const seq = await say(linus, place, body);
		const html = await (await ada.request(place.channel)).text();
		expect(wordsOf(messageIn(html, seq))).toBe(body);
		expect(html).not.toMatch(/<script>alert|<img src=x/);
		const { body: page } = await ada.json<{ messages: { seq: number; body: string }[] }>(
			`/api/channels/${place.channelId}/messages?limit=1`
		);
		expect(page.messages).toEqual([expect.objectContaining({ seq, body })]);
		const [row] = await ask<{ body: string }>(
			'select body from messages where channel_id = ? and seq = ?',
			place.channelId,
			seq
		);
		expect(row!.body).toBe(body);
		const editor = await (await linus.request(`${place.channel}?edit=${seq}`)).text();
		expect(editor).not.toMatch(/<script>alert|<img src=x/);
	});

	test('names of people and servers', async () => {
		const name = `<b>"&'</b> 🪐 ${unique('שלום')}`;
		const person = await newPerson(name);
		const own = await newServer(person, name);
		for (const path of [
			own.channel,
			`${own.path}/members`,
			`${own.path}/invites`,
			own.invite,
			'/settings',
			`${own.path}/channels`
		]) {
			const html = await (await person.open(path)).text();
			expect(textOf(html), path).toContain(name);
			expect(html, path).not.toContain('<b>"');
		}
		expect(await count('users where display_name = ?', name)).toBe(1);
		expect(await count('communities where name = ?', name)).toBe(1);
	});

	test('control characters and NUL are left out, and nothing else is', async () => {
		const seq = await say(linus, place, 'a\u0000b\u0007c\u001bd\re\r\nf\tg\u2028h\u0085i');
		const [row] = await ask<{ body: string }>(
			'select body from messages where channel_id = ? and seq = ?',
			place.channelId,
			seq
		);
		expect(row!.body).toBe('abcd\ne\nf\tg\nhi');
	});

	test('a message may have 4,000 characters and not one more', async () => {
		const longest = 'ä'.repeat(4000);
		expect(await say(linus, place, longest)).toBeGreaterThan(0);
		const refused = await linus.submit(`${place.channel}?/send`, { body: `${longest}!` });
		expect(refused.status).toBe(400);
		expect(await count('messages where channel_id = ? and char_length(body) > 4000', place.channelId)).toBe(0);
	});
});
