import { expect, test } from 'vitest';
import { wordsFor } from './error-words';

test.each([
	[400, 'That didn’t go through'],
	[401, 'Please sign in first'],
	[403, 'This one’s private'],
	[404, 'Nothing in orbit here'],
	[413, 'That didn’t go through'],
	[429, 'Slow down a little'],
	[500, 'Something broke on our side'],
	[503, 'Back in a moment']
])('%i says %j', (status, title) => {
	expect(wordsFor(status, null).title).toBe(title);
});

test('an unknown address and a hidden one read the same', () => {
	const hidden = wordsFor(404, { code: 'not-found', message: 'That is not here, or not for you.' });
	expect(hidden).toEqual(wordsFor(404, { message: 'Not Found' }));
});

test('a door that was refused says why', () => {
	expect(wordsFor(421, { code: 'foreign-name', message: 'Set ORIGIN.' }).text).toBe('Set ORIGIN.');
});
