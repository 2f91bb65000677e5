import { describe, expect, test } from 'vitest';
import { join, newPerson, newServer, Visitor, type Person } from '../person';
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

		expect(location(await fillIn(ada, invites, `${invites}?/create`, { lifetime: '3600', maxUses: '1' }))).toBe(
			invites
		);
		const html = await pageOf(ada, invites);
		const [, newest = ''] = new RegExp(`value="${ada.base}(/invite/[\\w-]+)"`).exec(html) ?? [];
		expect(newest).not.toBe(place.invite);
		expect(await pageOf(ada, `${invites}?show=all`)).toContain(`href="${place.invite}"`);
		expect(textOf(await pageOf(new Visitor(), newest))).toContain('This invite works for less than an hour');

		await join(await newPerson('Grace'), { ...place, invite: newest });
		const late = await newPerson('Linus');
		expect(titleOf(await pageOf(late, newest))).toBe('Invite expired · Chatsphere');
		await late.submit(`${newest}?/join`, {});
		expect(await members(place.id)).toBe(2);
	});

	test('P16: five uses let five in, however many knock at once', async () => {
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

	test('a list of those that work, with their maker, uses and end; each can be revoked or renewed', async () => {
		const [ada, linus] = await Promise.all([newPerson('Ada'), newPerson('Linus')]);
		const place = await newServer(ada);
		await join(linus, place);
		const all = `${place.path}/invites?show=all`;
		await fillIn(linus, `${place.path}/invites`, `${place.path}/invites?/create`, { lifetime: '86400', maxUses: '10' });
		const listed = textOf(await pageOf(ada, all));
		expect(listed).toContain('0 of 10 uses · for 23 more hours · by Linus');
		expect(listed).toContain('1 use · no end · by Ada');
		const his = textOf(await pageOf(linus, all));
		expect(his, 'a guest sees their own').toContain('by Linus');
		expect(his).not.toContain('by Ada');

		const code = place.invite.slice('/invite/'.length);
		const act = (person: Person, what: string) =>
			person.submit(`${place.path}/invites?/${what}`, new URLSearchParams({ code }));
		expect([(await act(linus, 'revoke')).status, (await act(linus, 'renew')).status]).toEqual([404, 404]);
		expect(titleOf(await pageOf(new Visitor(), place.invite))).toContain('Join ');
		expect(location(await act(ada, 'renew'))).toBe(all);
		expect(titleOf(await pageOf(new Visitor(), place.invite))).toBe('Invite expired · Chatsphere');
		expect(await count('invites where community_id = ? and revoked_at is null', place.id)).toBe(2);
		const [fresh] = await ask<{ code: string }>(
			'select code from invites where community_id = ? and revoked_at is null and max_uses is null',
			place.id
		);
		const revoke = `${place.path}/invites?/revoke`;
		expect((await ada.submit(revoke, { code: fresh!.code })).status).toBe(303);
		expect((await ada.submit(revoke, { code: 'wrong code' })).status).toBe(400);
		expect(textOf(await pageOf(ada, all))).not.toContain(fresh!.code);
		expect((await (await newPerson('Grace')).submit(`/invite/${fresh!.code}?/join`, {})).headers.get('location')).toBe(
			`/invite/${fresh!.code}`
		);
		expect(await members(place.id)).toBe(2);
	});

	test('a QR code for those who may see the invite, while it works', async () => {
		const [ada, linus] = await Promise.all([newPerson('Ada'), newPerson('Linus')]);
		const place = await newServer(ada);
		await join(linus, place);
		const code = place.invite.slice('/invite/'.length);
		const html = await pageOf(ada, `${place.path}/invites?show=qr`);
		const [, picture = ''] = /<img src="([^"]+\/qr\.svg)"/.exec(html) ?? [];
		expect(picture).toBe(`${place.path}/invites/${code}/qr.svg`);
		const answer = await ada.request(picture);
		expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
		expect(answer.headers.get('content-security-policy')).toContain('sandbox');
		expect(await answer.text()).toMatch(/^<svg [^>]+><path [^>]+><path [^>]+><\/svg>$/);
		expect((await linus.request(picture)).status).toBe(404);
		expect((await ada.request(picture.replace(code, 'no-such-code'))).status).toBe(404);
		await ada.submit(`${place.path}/invites?/revoke`, { code });
		expect((await ada.request(picture)).status).toBe(404);
	});

	test('two people at the page of an invite: it is revoked, and Join says so in the one friendly page', async () => {
		const [ada, grace] = await Promise.all([newPerson('Ada'), newPerson('Grace')]);
		const place = await newServer(ada);
		expect(titleOf(await pageOf(grace, place.invite))).toContain('Join ');
		await ada.submit(`${place.path}/invites?/revoke`, { code: place.invite.slice('/invite/'.length) });
		const answer = await grace.submit(`${place.invite}?/join`, {});
		expect([answer.status, location(answer)]).toEqual([303, place.invite]);
		const page = await grace.request(place.invite);
		expect([page.status, titleOf(await page.text())]).toEqual([404, 'Invite expired · Chatsphere']);
		expect(await members(place.id)).toBe(1);
	});
});
