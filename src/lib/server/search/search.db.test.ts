import { expect, test } from 'vitest';
import { enterChannel } from '$lib/server/channels/access';
import { parseSearch } from '$lib/search/query';
import { freshWorld, people, places } from '../../../../tests/world';
import { db } from '../db';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { indexEverything } from './indexing';
import { positionIn } from './position';
import { foundBy, type Search } from './queries';

freshWorld();

const say = async (who: (typeof people)[keyof typeof people], channelId: string, body: string) =>
	postMessage(await enterChannel(who, channelId), { body });

async function find(who: { id: string }, words: string, more: Partial<Search> = {}) {
	await indexEverything();
	const { found } = await foundBy(db, who.id, { line: parseSearch(words), ...more });
	return found.map(({ pieces }) => pieces.map(({ text }) => text).join(''));
}

test.each([
	['lighthouse', 'The Lighthouse keeper', 'in another case'],
	['CAFÉ', 'a cafe at the corner', 'without its accents'],
	['creme', 'crème brûlée', 'with accents'],
	['天気', '今日の天気はいい', 'in the middle of Chinese characters'],
	['い', '今日の天気はいい', 'as one character at the end'],
	['날씨', '오늘 날씨가 좋다', 'in Korean'],
	['go to', 'to where did it go', 'as short and common words'],
	['a', 'such a day', 'of one letter'],
	['rock-n-roll', 'some rock n roll', 'as parts that follow one another'],
	['"big red"', 'the big red boat', 'as a phrase'],
	['transm*', 'new transmitters came', 'by its beginning'],
	['🎉', 'party 🎉 now', 'as an emoji'],
	['ＡＢＣ', 'abc in wide letters', 'in wide letters'],
	['ΣΟΦΟΣ', 'σοφός', 'with another last letter'],
	['123', 'room 123', 'as a number']
])('%s is found in “%s”: %s', async (words, body) => {
	await say(people.ada, places.lobby, 'Something else entirely');
	await say(people.ada, places.lobby, body);
	expect(await find(people.linus, words)).toEqual([body]);
});

test.each([
	['天地', '天の地', 'characters that do not follow one another'],
	['は', 'ばしょ', 'another character that only looks alike'],
	['"red big"', 'the big red boat', 'a phrase the other way round'],
	['light', 'Lighthouse', 'half a word'],
	['fun fair', 'a fair day', 'one word of two'],
	['tr*', 'transmitters', 'a beginning of two letters']
])('%s is not found in “%s”: %s', async (words, body) => {
	await say(people.ada, places.lobby, body);
	expect(await find(people.linus, words)).toEqual([]);
});

test('an edited message is found by its new words and not by its old ones', async () => {
	const { seq } = await say(people.linus, places.lobby, 'The old anchor');
	expect(await find(people.linus, 'anchor')).toHaveLength(1);
	await editMessage(await enterChannel(people.linus, places.lobby), { seq, body: 'The new rudder' });
	// Before anything was taken in again.
	expect((await foundBy(db, people.linus.id, { line: parseSearch('anchor') })).found).toEqual([]);
	expect(await find(people.linus, 'rudder')).toEqual(['The new rudder']);
	expect(await find(people.linus, 'anchor')).toEqual([]);
});

test('deleted words vanish at once, from the index as well', async () => {
	const { seq } = await say(people.linus, places.lobby, 'unspeakable canary');
	await say(people.linus, places.lobby, 'another canary');
	await indexEverything();
	await removeMessage(await enterChannel(people.linus, places.lobby), seq);
	expect((await foundBy(db, people.linus.id, { line: parseSearch('unspeakable') })).found).toEqual([]);
	const left = await db
		.selectFrom('searchTerms')
		.where('term', 'in', ['unspeakable', 'canary'])
		.select('term')
		.execute();
	expect(left.map(({ term }) => term)).toEqual(['canary']);
	expect(await find(people.linus, 'canary')).toEqual(['another canary']);
	const taken = await db.selectFrom('searchTerms').where('term', '=', 'unspeakable').select('term').execute();
	expect(taken).toEqual([]);
});

test('filters say who, where, what and when', async () => {
	await say(people.ada, places.lobby, 'boats at https://example.org/boats');
	await say(people.linus, places.lobby, 'boats without any');
	await say(people.ada, places.news, 'boats in the news');
	const all = await find(people.linus, 'boats');
	expect(all).toHaveLength(3);
	expect(await find(people.linus, 'boats from:@linus')).toEqual(['boats without any']);
	expect(await find(people.linus, 'from:linus')).toEqual(['boats without any']);
	expect(await find(people.linus, 'boats from:ada from:linus')).toHaveLength(3);
	expect(await find(people.linus, 'boats in:#news')).toEqual(['boats in the news']);
	expect(await find(people.linus, 'in:news')).toEqual(['boats in the news']);
	expect(await find(people.linus, 'boats has:link')).toEqual(['boats at https://example.org/boats']);
	expect(await find(people.linus, 'boats from:nobody')).toEqual([]);
	expect(await find(people.linus, 'boats in:nowhere')).toEqual([]);
	const now = Date.now();
	expect(await find(people.linus, 'boats', { since: now - 60_000 })).toHaveLength(3);
	expect(await find(people.linus, 'boats', { since: now + 60_000 })).toEqual([]);
	expect(await find(people.linus, 'boats', { until: now + 60_000 })).toHaveLength(3);
	expect(await find(people.linus, 'boats', { until: now - 60_000 })).toEqual([]);
});

test('what is said in a private channel is found by those who see it, and by nobody else', async () => {
	await say(people.grace, places.staff, 'canary7f3a in the mine');
	for (const who of [people.ada, people.alan, people.grace]) expect(await find(who, 'canary7f3a')).toHaveLength(1);
	for (const who of [people.linus, people.mallory, people.eve])
		for (const words of ['canary7f3a', 'canary*', 'in:staff', 'from:grace', '"canary7f3a in"', 'canary7f3a in:staff'])
			expect(await find(who, words), `${who.name}: ${words}`).toEqual([]);
	await db.insertInto('channelGrants').values({ channelId: places.staff, grantee: 'user:104' }).execute();
	expect(await find(people.linus, 'canary7f3a')).toHaveLength(1);
	await db.deleteFrom('members').where('userId', '=', people.linus.id).execute();
	expect(await find(people.linus, 'canary7f3a')).toEqual([]);
});

test('a search in one server finds nothing of the others', async () => {
	await db
		.insertInto('members')
		.values({
			...{ communityId: places.elsewhere, userId: people.linus.id, role: 'guest', nickname: null },
			joinedAt: new Date()
		})
		.execute();
	await say(people.mallory, places.away, 'a common harbour');
	await say(people.ada, places.lobby, 'another harbour');
	expect(await find(people.linus, 'harbour')).toEqual(['another harbour', 'a common harbour']);
	expect(await find(people.linus, 'harbour', { communityId: places.observatory })).toEqual(['another harbour']);
	await db.updateTable('channels').set({ deletedAt: new Date() }).where('id', '=', places.away).execute();
	expect(await find(people.linus, 'harbour')).toEqual(['another harbour']);
	await db.updateTable('communities').set({ deletedAt: new Date() }).where('id', '=', places.observatory).execute();
	expect(await find(people.linus, 'harbour')).toEqual([]);
});

test('pages hold everything once, in order, while more is written', { timeout: 60_000 }, async () => {
	const channels = [await enterChannel(people.grace, places.lobby), await enterChannel(people.grace, places.news)];
	await Promise.all(
		Array.from({ length: 700 }, (_, at) =>
			postMessage(channels[at % 2]!, { body: `tide ${at}${at % 3 ? '' : ' ebb'}` })
		)
	);
	await indexEverything();
	const expected = (await db.selectFrom('messages').select(['channelId', 'seq', 'body']).execute())
		.filter(({ body }) => body.includes('ebb'))
		.map(({ channelId, seq }) => `${channelId} ${seq}`);
	const seen: string[] = [];
	const times: string[] = [];
	for (let after: string | null = '', pages = 0; after !== null; pages++) {
		expect(pages).toBeLessThan(20);
		const page = await foundBy(db, people.linus.id, { line: parseSearch('tide ebb'), after: positionIn(after) });
		seen.push(...page.found.map(({ channelId, seq }) => `${channelId} ${seq}`));
		times.push(...page.found.map(({ createdAt }) => createdAt));
		after = page.older;
		await say(people.grace, places.lobby, 'tide and ebb again');
		await indexEverything();
	}
	expect(seen).toHaveLength(expected.length);
	expect(new Set(seen)).toEqual(new Set(expected));
	expect(times).toEqual([...times].sort().reverse());
});

test(
	'T30: nothing that can be written into the field is an error, nor does it find what is hidden',
	{ timeout: 60_000 },
	async () => {
		await say(people.grace, places.staff, 'canary7f3a is hidden');
		await say(people.grace, places.lobby, 'plain 100% sure_thing \\ words');
		await indexEverything();
		const bits = [
			'+',
			'-',
			'*',
			'"',
			'(',
			')',
			'<',
			'>',
			'~',
			'@',
			'%',
			'_',
			'\\',
			"'",
			';',
			'--',
			'/*',
			'#',
			':',
			'\0',
			'\n'
		]
			.concat([
				'canary7f3a',
				'canary*',
				'from:',
				'in:staff',
				'has:',
				'before:2026-99-99',
				'after:x',
				'天',
				'\ud800',
				'null',
				'🏳️‍🌈'
			])
			.concat([
				'from:@grace',
				' OR 1=1',
				'a',
				' ',
				' ',
				'%%',
				'in:#lobby',
				'NEAR',
				'?',
				'??',
				'$1',
				':channel',
				'{',
				'(?:'
			]);
		let random = 7;
		const next = (below: number) => (random = (random * 48271) % 2147483647) % below;
		for (let round = 0; round < 5000; round++) {
			const words = Array.from({ length: 1 + next(6) }, () => bits[next(bits.length)]).join('');
			const { found } = await foundBy(db, people.linus.id, { line: parseSearch(words) });
			for (const { channelId } of found) expect(channelId, words).toBe(places.lobby);
		}
		expect(await find(people.linus, '%')).toEqual([]);
		expect(await find(people.linus, 'p%n')).toEqual([]);
		expect(await find(people.linus, '______')).toEqual([]);
	}
);

test('T29: signs that stand for anything elsewhere find nothing but themselves', async () => {
	await say(people.ada, places.lobby, '100% of sure_things \\ here');
	await say(people.ada, places.lobby, 'transmitters');
	for (const words of [
		'%',
		'_',
		'\\',
		'%%%*',
		'___*',
		'\\\\\\*',
		'tr%*',
		'tra%e*',
		'tra_s*',
		'trans%ters',
		'%ters',
		'"tr%"',
		'in:l%',
		'in:_____',
		'from:a%',
		'from:___'
	])
		expect([words, await find(people.linus, words)]).toEqual([words, []]);
	expect(await find(people.linus, 'tra*')).toEqual(['transmitters']);
	expect(await find(people.linus, '100%')).toEqual(['100% of sure_things \\ here']);
});
