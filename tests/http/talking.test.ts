import { describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, Visitor } from '../person';
import { count } from './database';
import { alertsIn, fillIn, formsIn, messageIn, textOf, wordsOf } from './page';

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Visitor, path: string) => (await visitor.open(path)).text();

describe('talking', () => {
	test('two people write, read each other, and change only their own words', async () => {
		const [ada, grace] = [await newPerson('Ada'), await newPerson('Grace')];
		const place = await newServer(ada);
		await join(grace, place);
		const sent = await fillIn(ada, place.channel, '?/send', { body: 'Is anybody there?' });
		expect(location(sent)).toBe(`${place.channel}#m-1`);
		await fillIn(grace, place.channel, '?/send', { body: 'Yes,\nI am.' });

		const asGrace = await pageOf(grace, place.channel);
		expect(wordsOf(messageIn(asGrace, 1))).toBe('Is anybody there?');
		for (const door of ['?/remove', '?/pin', '?edit=1']) expect(messageIn(asGrace, 1)).not.toContain(door);
		expect(wordsOf(messageIn(asGrace, 2))).toBe('Yes,\nI am.');
		expect((await grace.submit(`${place.channel}?/edit`, { seq: '1', body: 'Nobody is.' })).status).toBe(403);
		expect((await grace.submit(`${place.channel}?/remove`, { seq: '1' })).status).toBe(403);
		expect((await ada.submit(`${place.channel}?/edit`, { seq: '2', body: 'No.' })).status, 'not even owners').toBe(403);

		expect(messageIn(asGrace, 2)).toContain('href="?edit=2#m-2"');
		const edited = await fillIn(grace, `${place.channel}?edit=2`, '?/edit', { seq: '2', body: 'Always.' });
		expect(location(edited)).toBe(`${place.channel}?around=2#m-2`);
		const asAda = messageIn(await pageOf(ada, place.channel), 2);
		expect(textOf(asAda)).toContain('Always. (edited)');
	});

	test('a deleted message leaves its place and no word', async () => {
		const [ada, grace] = [await newPerson('Ada'), await newPerson('Grace')];
		const place = await newServer(ada);
		await join(grace, place);
		const secret = unique('petrichor');
		await say(grace, place, secret);
		await say(grace, place, `${secret} again`);
		expect(location(await fillIn(grace, place.channel, '?/remove', { seq: '1' }))).toBe(
			`${place.channel}?around=1#m-1`
		);
		await fillIn(ada, place.channel, '?/remove', { seq: '2' });

		for (const path of [place.channel, `${place.channel}/__data.json`, `/api/channels/${place.channelId}/messages`])
			expect(await pageOf(grace, path), path).not.toContain(secret);
		const html = await pageOf(grace, place.channel);
		expect(textOf(messageIn(html, 1))).toContain('This message was deleted.');
		expect(textOf(messageIn(html, 2))).toContain('Message deleted by a moderator');
		expect(await count('messages where body like ?', `${secret}%`)).toBe(0);
	});

	test('what is refused comes back with the words and the reason', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		const tooLong = 'long '.repeat(801).trimEnd();
		const refused = await fillIn(ada, place.channel, '?/send', { body: tooLong });
		const html = await refused.text();
		expect(refused.status).toBe(400);
		expect(html).toContain('role="alert"');
		expect(
			formsIn(html)
				.find(({ action }) => action === '?/send')
				?.fields.get('body')
		).toBe(tooLong);
		expect(alertsIn(await (await fillIn(ada, place.channel, '?/send', { body: ' \n ' })).text())).toEqual([
			'Write something first.'
		]);
		expect(await count('messages where channel_id = ?', place.channelId)).toBe(0);
	});

	test('an edit that is refused far up in history comes back with the words and the reason', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		for (let line = 1; line <= 60; line++) await say(ada, place, `Line ${line}`);
		const tooLong = 'long '.repeat(801).trimEnd();
		const refused = await fillIn(ada, `${place.channel}?edit=3`, '?/edit', { seq: '3', body: tooLong });
		const html = await refused.text();
		expect(refused.status).toBe(400);
		expect(alertsIn(html)).toContain('Messages can be up to 4,000 characters.');
		const editor = formsIn(html).find(({ fields }) => fields.get('seq') === '3' && fields.has('body'));
		expect(editor?.fields.get('body')).toBe(tooLong);
	});

	test('older pages are links: 120 messages on three pages, each once', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		for (let line = 1; line <= 120; line++) await say(ada, place, `Line ${line}`);
		const pages: number[][] = [];
		for (let path = place.channel; path;) {
			const html = await pageOf(ada, path);
			pages.push([...html.matchAll(/<article id="m-(\d+)"/g)].map(([, seq]) => Number(seq)));
			const [, older] = /<noscript><a class="earlier[^>]*href="(\?before=\d+)"/.exec(html) ?? [];
			if (!older) expect(textOf(html)).toContain('This is the very start of the channel.');
			path = older ? place.channel + older : '';
		}
		const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
		expect(pages).toEqual([range(71, 120), range(21, 70), range(1, 20)]);
		expect(await pageOf(ada, `${place.channel}?before=71`), 'there is a way back').toContain('href="?latest"');
		expect(wordsOf(messageIn(await pageOf(ada, `${place.channel}?around=3`), 3))).toBe('Line 3');
	}, 120_000);
});

describe('the same form sent again', () => {
	test('gives the same answer and no second message', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		const html = await pageOf(ada, place.channel);
		const nonce = formsIn(html)
			.find(({ action }) => action === '?/send')!
			.fields.get('nonce')!;
		const send = () => ada.submit(`${place.channel}?/send`, { body: 'Once.', nonce });
		const answers = [await send(), await send(), ...(await Promise.all(Array.from({ length: 10 }, send)))];
		expect(answers.map(location)).toEqual(Array(12).fill(`${place.channel}#m-1`));
		expect(await count('messages where channel_id = ?', place.channelId)).toBe(1);
		expect(await count('channels where id = ? and last_seq = 1 and rev = 1', place.channelId)).toBe(1);
	});

	test('ten first sendings at once give one message', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		const nonce = crypto.randomUUID();
		const send = () => ada.submit(`${place.channel}?/send`, { body: 'Once.', nonce });
		const answers = await Promise.all(Array.from({ length: 10 }, send));
		expect(answers.map(location)).toEqual(Array(10).fill(`${place.channel}#m-1`));
		expect(await count('messages where channel_id = ?', place.channelId)).toBe(1);
	});

	test('is another message from another page, person or channel', async () => {
		const [ada, grace] = [await newPerson('Ada'), await newPerson('Grace')];
		const [place, other] = [await newServer(ada), await newServer(ada)];
		await join(grace, place);
		for (let time = 0; time < 2; time++) await fillIn(ada, place.channel, '?/send', { body: 'Again.' });
		expect(await count('messages where channel_id = ?', place.channelId)).toBe(2);
		expect(await say(ada, place, 'Mine.', 'same')).toBe(3);
		expect(await say(grace, place, 'Mine.', 'same')).toBe(4);
		expect(await say(ada, other, 'Mine.', 'same')).toBe(1);
	});
});
