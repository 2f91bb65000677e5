import { expect, test } from 'vitest';
import { farewell } from './leaving';

test('whoever is out learns from where and why', () => {
	expect(farewell({ name: 'Observatory', why: 'kicked', reason: '' })).toBe('You were removed from Observatory.');
	expect(farewell({ name: 'Observatory', why: 'banned', reason: 'Spam' })).toBe(
		'You were banned from Observatory. Reason: Spam'
	);
	expect(farewell({ name: 'Observatory', why: 'deleted', reason: '' })).toBe('Observatory was deleted.');
});
