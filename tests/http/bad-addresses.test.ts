import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, PASSWORD, say, type Person, type Place } from '../person';
import { oddEscapes, oddTexts } from './odd';
import { expectSense, inTurns } from './sense';
import { elsewhere, post, send } from './wire';

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

describe('addresses', () => {
	const numbers = { ...oddTexts, one: '1', 'a large line': '4294967295', 'a sum': '1e3', 'Arabic digits': '١' };
	const values = [
		...Object.entries(numbers)
			.filter(([, text]) => text.length < 10_000)
			.map(([what, text]) => [what, encodeURIComponent(text)]),
		...oddEscapes.map((escape) => [escape, escape])
	] as [string, string][];
	const asked: Record<string, (value: string) => string> = {
		'messages before': (value) => `/api/channels/${place.channelId}/messages?before=${value}`,
		'messages after': (value) => `/api/channels/${place.channelId}/messages?after=${value}`,
		'messages around': (value) => `/api/channels/${place.channelId}/messages?around=${value}`,
		'a number of messages': (value) => `/api/channels/${place.channelId}/messages?limit=${value}`,
		'messages both ways': (value) => `/api/channels/${place.channelId}/messages?before=3&after=${value}`,
		'messages asked for twice': (value) => `/api/channels/${place.channelId}/messages?limit=1&limit=${value}`,
		'changes after': (value) => `/api/sync?channel=${place.channelId}&rev=${value}`,
		'changes of': (value) => `/api/sync?rev=0&channel=${value}`,
		'a page before': (value) => `${place.channel}?before=${value}`,
		'a page around': (value) => `${place.channel}?around=${value}`,
		'a page to edit': (value) => `${place.channel}?edit=${value}`,
		'data before': (value) => `${place.channel}/__data.json?before=${value}&x-sveltekit-invalidated=${value}`,
		'a page of members': (value) => `${place.path}/members?page=${value}`,
		'the place to join': (value) => `/?join=${value}`,
		'a notice': (value) => `/sign-in?new=${value}`,
		'where to go next': (value) => `/sign-in?next=${value}`,
		'a server': (value) => `/servers/${value}`,
		'a channel': (value) => `${place.path}/channels/${value}`,
		'the messages of': (value) => `/api/channels/${value}/messages`,
		'an invite': (value) => `/invite/${value}`,
		'a file': (value) => `/files/${value}`,
		'a file by an invite': (value) => `/files/${'a'.repeat(26)}?invite=${value}`,
		anything: (value) => `/${value}`
	};

	test.each(Object.keys(asked))('make sense with anything in them: %s', async (name) => {
		await inTurns(values, async ([what, value]) => {
			const isApi = asked[name]!('').startsWith('/api/');
			const accept = isApi ? 'application/json' : 'text/html';
			const answer = await send(asked[name]!(value), { headers: { accept, cookie: linus.cookie } });
			expectSense(`${name}: ${what}`, answer);
			// An address that cannot be decoded is answered before anybody knows that a script asked.
			if (!isApi || answer.status === 404 || name === 'the messages of') return;
			expect([what, [200, 400].includes(answer.status)]).toEqual([what, true]);
			const told = JSON.parse(answer.body);
			if (answer.status === 400)
				expect(told).toEqual({
					code: 'bad-request',
					message: 'That didn’t go through. Go back, reload the page and try again.'
				});
			else expect(told.messages.length).toBeLessThanOrEqual(100);
		});
	});

	test.each(['before', 'after', 'around', 'limit', 'rev'])('refuse what is no line number in “%s”', async (name) => {
		const address =
			name === 'rev' ? `/api/sync?channel=${place.channelId}` : `/api/channels/${place.channelId}/messages?`;
		for (const value of ['-1', '1.5', '1e309', 'NaN', 'Infinity', '4294967296', '[]', '{}', 'true', 'null', 'x', '%00'])
			expect([value, (await linus.json(`${address}&${name}=${value}`)).status]).toEqual([value, 400]);
		expect((await linus.json(`${address}&${name}=1`)).status).toBe(200);
	});

	test('cookies and headers with anything in them', async () => {
		const odd = Object.values(oddTexts).filter((text) => text.length < 1000);
		const session = linus.cookies.get('chatsphere.session_token')!;
		await inTurns([...odd.map(encodeURIComponent), ...oddEscapes, '"', '=', ';;'], async (value) => {
			const kept = `chatsphere.session_token=${session}; theme=${value}; zone=${value}; members=${value}; last-server=${value}`;
			expect([value, (await send('/settings', { headers: { cookie: kept } })).status]).toEqual([value, 200]);
			const lost = `chatsphere.session_token=${value}; chatsphere.session_data=${value}`;
			expect([value, (await send('/settings', { headers: { cookie: lost } })).status]).toEqual([value, 303]);
			const more = {
				'user-agent': value,
				'x-forwarded-for': value,
				accept: value,
				'accept-language': value,
				range: value
			};
			const noted = await post(
				'/sign-in',
				{ email: linus.email, password: PASSWORD },
				{ headers: more, from: elsewhere() }
			);
			expect([value, noted.status]).toEqual([value, 303]);
		});
	}, 120_000);
});
