import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { ask, count } from './database';
import { fillIn, formsIn, messageIn, textOf } from './page';

let ada: Person, grace: Person;
beforeAll(async () => {
	[ada, grace] = await Promise.all([newPerson('Ada'), newPerson('Grace')]);
});

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Person, path: string) => (await visitor.open(path)).text();

async function together(): Promise<Place> {
	const place = await newServer(ada, unique('Observatory '));
	await join(grace, place);
	await say(ada, place, 'First light.');
	return place;
}

/** The pills under a message: emoji, how many, and whether it is one's own. */
const pills = (article: string) =>
	[...article.matchAll(/<button class="pill[^>]*aria-pressed="(\w+)"[^>]*aria-label="([^"]*)" title="([^"]*)"/g)].map(
		([, mine, label, title]) => `${label} (${title}) ${mine}`
	);

describe('without a script', () => {
	test('an emoji is given from the actions of a message, joined and taken back by its pill', async () => {
		const place = await together();
		const actions = formsIn(messageIn(await pageOf(grace, place.channel), 1));
		const giving = actions.find(({ action }) => action === '?/react')!;
		expect(Object.fromEntries(giving.fields)).toMatchObject({ seq: '1', isGiven: 'true' });
		const given = await grace.submit(`${place.channel}?/react`, { seq: '1', isGiven: 'true', emoji: '🎉' });
		expect(location(given)).toBe(`${place.channel}?around=1#m-1`);

		expect(pills(messageIn(await pageOf(grace, place.channel), 1))).toEqual(['🎉, 1, you reacted (Grace) true']);
		expect(pills(messageIn(await pageOf(ada, place.channel), 1))).toEqual(['🎉, 1 (Grace) false']);
		await fillIn(ada, place.channel, '?/react', { seq: '1', emoji: '🎉' });
		expect(pills(messageIn(await pageOf(ada, place.channel), 1))).toEqual(['🎉, 2, you reacted (Grace and Ada) true']);
		await fillIn(grace, place.channel, '?/react', { seq: '1', emoji: '🎉' });
		expect(pills(messageIn(await pageOf(grace, place.channel), 1))).toEqual(['🎉, 1 (Ada) false']);
	});

	test('reading begins again at a message', async () => {
		const place = await together();
		await say(ada, place, 'Second light.');
		await grace.submit(`${place.channel}?/read`, { seq: '2' });
		expect((await fillIn(grace, place.channel, '?/unread', { seq: '2' })).status).toBe(303);
		expect(await count('read_marks where channel_id = ? and last_read_seq = 1', place.channelId)).toBe(1);
	});

	test('an answer shows what it answers, and leads there', async () => {
		const place = await together();
		expect(messageIn(await pageOf(grace, place.channel), 1)).toContain('href="?reply=1"');
		const sent = await fillIn(grace, `${place.channel}?reply=1`, '?/send', { body: 'Well seen.' });
		expect(location(sent)).toBe(`${place.channel}#m-2`);
		const answer = messageIn(await pageOf(ada, place.channel), 2);
		expect(answer).toContain('href="?around=1#m-1"');
		expect(textOf(answer)).toContain('In answer to A Ada First light.');
		expect(answer).toContain('for-me');
		expect(messageIn(await pageOf(grace, place.channel), 2)).not.toContain('for-me');

		await fillIn(ada, place.channel, '?/remove', { seq: '1' });
		expect(textOf(messageIn(await pageOf(grace, place.channel), 2))).toContain('This message was deleted.');
		expect(
			formsIn(await pageOf(grace, `${place.channel}?reply=1`))
				.find(({ action }) => action === '?/send')!
				.fields.has('replyTo'),
			'there is no answering what is gone'
		).toBe(false);
	});

	test('whoever is called sees it, and is a link; groups are words that stand out', async () => {
		const place = await together();
		const [row] = await ask<{ handle: string }>(
			`select handle from users join identities on identities.user_id = users.id
				join auth_user on auth_user.id = identities.provider_id where email = ?`,
			grace.email
		);
		const handle = row!.handle;
		await say(ada, place, `@${handle} and @everyone, see #general, not #nowhere and @nobody-${handle}`);
		const html = messageIn(await pageOf(grace, place.channel), 2);
		expect(html).toContain('for-me');
		expect(html).toMatch(
			new RegExp(`<a class="name[^"]* you[^"]*" href="${place.path}/members/\\d+"[^>]*>@${handle}</a>`)
		);
		expect(html).toMatch(/<span class="name[^"]*">@everyone<\/span>/);
		expect(html).toMatch(new RegExp(`<a class="name[^"]*" href="${place.channel}">#general</a>`));
		expect(html).not.toMatch(/<\w+ [^>]*>(#nowhere|@nobody)/);
	});

	test('moderators pin and unpin; everybody reads what is pinned', async () => {
		const place = await together();
		const pins = `${place.channel}/pins`;
		expect(textOf(await pageOf(grace, pins))).toContain('Nothing is pinned here yet.');
		expect(messageIn(await pageOf(grace, place.channel), 1)).not.toContain('?/pin');
		expect(location(await fillIn(ada, place.channel, '?/pin', { seq: '1' }))).toBe(`${place.channel}?around=1#m-1`);
		expect(messageIn(await pageOf(grace, place.channel), 1)).toContain('title="Pinned"');
		const asGrace = await pageOf(grace, pins);
		expect(textOf(asGrace)).toContain('First light.');
		expect(asGrace).toContain(`href="${place.channel}?around=1#m-1"`);
		expect(formsIn(asGrace).filter(({ action }) => action.includes('unpin'))).toEqual([]);
		expect(location(await fillIn(ada, pins, `${pins}?/unpin`, { seq: '1' }))).toBe(pins);
		expect(textOf(await pageOf(ada, pins))).toContain('Pin a message from its menu');
	});
});

describe('what is no emoji is refused:', () => {
	let place: Place;
	beforeAll(async () => {
		place = await together();
	});

	test.each([
		['a word', 'ok'],
		['a digit', '1'],
		['two emoji', '🎉🎉'],
		['an emoji and a space', '🎉 '],
		['half of one', '\ud83c'],
		['a joiner', '\u200d'],
		['a flag’s half', '🇺'],
		['a heart in words', '❤'],
		['markup', '"><img src=x onerror=alert(1)>'],
		['a key of every object', '__proto__'],
		['JSON', '{"emoji":"🎉"}'],
		['a thousand people', '👩‍'.repeat(1000) + '🚀'],
		['nothing', '']
	])('%s', async (_, emoji) => {
		const answer = await grace.submit(`${place.channel}?/react`, { seq: '1', emoji, isGiven: 'true' });
		expect(answer.status).toBe(400);
		expect(await answer.text()).not.toContain('<img src=x');
		expect(await count('reactions where channel_id = ?', place.channelId)).toBe(0);
	});

	test.each(['yes', '', '1', 'TRUE', 'constructor'])('“%s” is neither given nor taken back', async (isGiven) => {
		const answer = await grace.submit(`${place.channel}?/react`, { seq: '1', emoji: '🎉', isGiven });
		expect(answer.status).toBe(400);
	});

	test.each(['0', '1.5', '1e0', ' 1', '-1', '4294967296', '__proto__', '[]', 'x'])(
		'“%s” is no line to answer, to pin or to react to',
		async (seq) => {
			const before = await count('messages where channel_id = ?', place.channelId);
			for (const [door, fields] of [
				['send', { body: 'Answer', replyTo: seq }],
				['react', { seq, emoji: '🎉', isGiven: 'true' }],
				['pin', { seq }],
				['unpin', { seq }]
			] as const)
				expect([door, (await ada.submit(`${place.channel}?/${door}`, fields)).status]).toEqual([door, 400]);
			expect(await count('messages where channel_id = ?', place.channelId)).toBe(before);
		}
	);

	test('a line that is not there is not found, and what is asked for twice is done once', async () => {
		for (const [door, fields] of [
			['send', { body: 'Answer', replyTo: '4000' }],
			['react', { seq: '4000', emoji: '🎉', isGiven: 'true' }],
			['pin', { seq: '4000' }]
		] as const)
			expect([door, (await ada.submit(`${place.channel}?/${door}`, fields)).status]).toEqual([door, 404]);
		const wish = { seq: '1', emoji: '🎉', isGiven: 'true' };
		await Promise.all(Array.from({ length: 5 }, () => ada.submit(`${place.channel}?/react`, wish)));
		expect(await count('reactions where channel_id = ?', place.channelId)).toBe(1);
		expect(await count('channels where id = ? and rev = 2', place.channelId)).toBe(1);
	});
});

test('T20, T22: hostile words stay words where they are answered and pinned', async () => {
	const place = await together();
	const hostile = `"'><img src=x onerror=alert(1)></script>\u2028 [a](javascript:alert(1))`;
	const seq = await say(ada, place, hostile);
	await grace.submit(`${place.channel}?/send`, { body: hostile, replyTo: String(seq) });
	await ada.submit(`${place.channel}?/pin`, { seq: String(seq) });
	for (const path of [place.channel, `${place.channel}?reply=${seq}`, `${place.channel}/pins`]) {
		const html = await pageOf(grace, path);
		expect(html, path).toContain('&lt;img src=x');
		expect(html, path).not.toMatch(/<img src=x|href="javascript:/);
		expect(html.split('</script').length, path).toBe(html.split(/<script\b/).length);
	}
});
