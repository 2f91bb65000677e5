import { describe, expect, test } from 'vitest';
import { join, newPerson, newServer, Visitor } from '../person';
import { ask, count } from './database';
import { fillIn, textOf, titleOf } from './page';

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Visitor, path: string) => (await visitor.open(path)).text();
const members = (communityId: string) => count('members where community_id = ?', communityId);

describe('invites', () => {
	test('the page shows a working link and makes another one, with an end and a number of uses', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		const invites = `${place.path}/invites`;
		expect(await pageOf(ada, invites)).toContain(`value="${ada.base}${place.invite}"`);

		expect(location(await fillIn(ada, invites, '?/create', { lifetime: '3600', maxUses: '1' }))).toBe(invites);
		const html = await pageOf(ada, invites);
		const [, newest = ''] = new RegExp(`value="${ada.base}(/invite/[\\w-]+)"`).exec(html) ?? [];
		expect(newest).not.toBe(place.invite);
		expect(html).toContain(`href="${place.invite}"`);
		expect(textOf(await pageOf(new Visitor(), newest))).toContain('This invite works for less than an hour');

		await join(await newPerson('Grace'), { ...place, invite: newest });
		const late = await newPerson('Linus');
		expect(titleOf(await pageOf(late, newest))).toBe('Invite expired · Chatsphere');
		await late.submit(`${newest}?/join`, {});
		expect(await members(place.id)).toBe(2);
	});

	test('five uses let five in, however many knock at once', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		await ask('update invites set max_uses = 5 where community_id = ?', place.id);
		const people = await Promise.all(Array.from({ length: 8 }, () => newPerson('Linus')));
		const answers = await Promise.all(people.map((person) => person.submit(`${place.invite}?/join`, {})));
		expect(answers.filter((answer) => location(answer) === place.path)).toHaveLength(5);
		expect(await members(place.id)).toBe(6);
	});

	test('joining twice at once makes one membership and takes one use', async () => {
		const place = await newServer(await newPerson('Ada'));
		const linus = await newPerson('Linus');
		const answers = await Promise.all(Array.from({ length: 6 }, () => linus.submit(`${place.invite}?/join`, {})));
		expect(answers.map(location)).toEqual(Array(6).fill(place.path));
		expect(await members(place.id)).toBe(2);
		expect(await count('invites where community_id = ? and uses = 1', place.id)).toBe(1);
	});
});
