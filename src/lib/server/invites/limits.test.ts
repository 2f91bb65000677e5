import { expect, test } from 'vitest';
import { forgetTry, mayTryInvite } from './limits';

test('T14: of three hundred guesses at once a hundred are looked at; other places are left alone', async () => {
	const answers = await Promise.all(Array.from({ length: 300 }, () => mayTryInvite('192.0.2.9')));
	expect(answers.filter(Boolean)).toHaveLength(100);
	expect(await mayTryInvite('192.0.2.10')).toBe(true);
	expect(await mayTryInvite('2001:db8:1:2::1')).toBe(true);
});

test('opening an invite that works is no guess, however often', async () => {
	for (let look = 0; look < 500; look++) {
		expect(await mayTryInvite('192.0.2.11')).toBe(true);
		await forgetTry('192.0.2.11');
	}
});
