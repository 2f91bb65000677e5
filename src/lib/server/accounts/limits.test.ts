import { expect, test } from 'vitest';
import { countTry, forgetTries, placeOf } from './limits';

test('an IPv6 network of one household is one place', () => {
	expect(placeOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
	expect(placeOf('2001:db8:1:2::9')).toBe('2001:db8:1:2');
	expect(placeOf('2001:db8::1')).toBe('2001:db8:0:0');
	expect(placeOf('::1')).toBe('0:0:0:0');
	expect(placeOf('192.0.2.7')).toBe('192.0.2.7');
	expect(placeOf('::ffff:192.0.2.7')).toBe('::ffff:192.0.2.7');
});

test('forty guesses at once: ten are looked at', async () => {
	const waits = await Promise.all(Array.from({ length: 40 }, () => countTry('ada@example.org', '192.0.2.1')));
	expect(waits.filter((seconds) => seconds === 0)).toHaveLength(10);
	expect(await countTry('ada@example.org', '192.0.2.2'), 'from elsewhere').toBe(0);
	expect(await countTry('linus@example.org', '192.0.2.1'), 'somebody else').toBe(0);
});

test('the right password forgets the wrong ones', async () => {
	for (let i = 0; i < 9; i++) await countTry('grace@example.org', '192.0.2.3');
	await forgetTries('grace@example.org', '192.0.2.3');
	expect(await countTry('grace@example.org', '192.0.2.3')).toBe(0);
});
