import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newPerson, newServer } from '../person';
import { ask } from './database';
import { titleOf } from './page';
import { elsewhere, post, send, withoutNonce, type Answer } from './wire';

describe('an invite that does not work is one and the same answer', () => {
	/** Everything but the hour it was given and the code that was asked for. */
	const whole = ({ status, headers, body }: Answer, code: string) => {
		// A page’s tag is made of its nonce too.
		const { date: _, etag: __, ...kept } = headers;
		return withoutNonce(JSON.stringify({ status, kept, body })).replaceAll(code, 'CODE');
	};
	const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!;

	test('to the byte and to the millisecond, whatever the reason; T14', async () => {
		const [ada, mallory] = await Promise.all([newPerson('Ada'), newPerson('Mallory')]);
		const codes: Record<string, string> = { unknown: 'A'.repeat(12), 'unknown too': 'b'.repeat(12) };
		const reasons = {
			expired: "expires_at = '2020-01-01'",
			'used up': 'max_uses = 1, uses = 1',
			revoked: 'revoked_at = utc_timestamp()',
			banned: 'uses = uses'
		};
		for (const [reason, change] of Object.entries(reasons)) {
			const place = await newServer(ada);
			codes[reason] = place.invite.slice('/invite/'.length);
			await ask(`update invites set ${change} where code = ?`, codes[reason]);
			if (reason === 'banned')
				await ask(
					`insert into bans (community_id, user_id, by_id, created_at) select ?, user_id, user_id, utc_timestamp()
						from identities join auth_user on auth_user.id = provider_id where email = ?`,
					place.id,
					mallory.email
				);
		}
		const headers = { accept: 'text/html', cookie: mallory.cookie };
		const ways: Record<string, (code: string) => Promise<Answer>> = {
			looking: (code) => send(`/invite/${code}`, { headers, from: elsewhere() }),
			'looking as a script': (code) => send(`/invite/${code}/__data.json`, { headers, from: elsewhere() }),
			joining: (code) => post(`/invite/${code}?/join`, {}, { headers, from: elsewhere() })
		};
		for (const [way, go] of Object.entries(ways)) {
			const bytes = new Set<string>();
			const times = Object.fromEntries(Object.keys(codes).map((reason) => [reason, [] as number[]]));
			for (let sample = 0; sample < 200; sample++)
				for (const [reason, code] of Object.entries(codes)) {
					const began = performance.now();
					const answer = await go(code);
					times[reason]!.push(performance.now() - began);
					bytes.add(whole(answer, code));
				}
			expect([way, [...bytes]]).toEqual([way, [expect.any(String)]]);
			const medians = Object.values(times).map(median);
			expect(
				Math.max(...medians) - Math.min(...medians),
				`${way}: ${medians.map(Math.round).join(' ')} ms`
			).toBeLessThan(5);
		}
	}, 180_000);

	test('ten thousand guesses from one place: a hundred are looked at, and the rest of the world goes on', async () => {
		const place = await newServer(await newPerson('Ada'));
		const [from, neighbour] = [elsewhere(), elsewhere()];
		const statuses = new Map<number, number>();
		const guess = async () => {
			const code = randomBytes(9).toString('base64url');
			const { status } = await send(`/invite/${code}`, { headers: { accept: 'text/html' }, from });
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		};
		for (let guesses = 0; guesses < 10_000; guesses += 20) await Promise.all(Array.from({ length: 20 }, guess));
		expect([...statuses].sort()).toEqual([
			[404, 100],
			[429, 9900]
		]);
		const asPage = { accept: 'text/html' };
		const blocked = await send(place.invite, { headers: asPage, from });
		expect([blocked.status, titleOf(blocked.body)], 'also for one that works').toEqual([
			429,
			'Slow down a little · Chatsphere'
		]);
		expect((await send(place.invite, { headers: asPage, from: neighbour })).status).toBe(200);
	}, 180_000);
});
