import { expect, test } from 'vitest';
import { pageOf, safePath } from './safe-path';

test('a path of this site is kept', () => {
	for (const path of ['/', '/invite/abcd1234', '/servers/1/channels/2?edit=3#m-3', '/search?q=a%2Fb'])
		expect(safePath(path)).toBe(path);
});

test.each([
	'//evil.example',
	'/\\evil.example',
	'\\\\evil.example',
	'https://evil.example',
	'javascript:alert(1)',
	'/\t/evil.example',
	'/\n/evil.example',
	'/..//evil.example',
	'/.//evil.example',
	'evil.example',
	'',
	' /x',
	'/\u0000',
	null,
	undefined,
	7,
	{},
	`/${'a'.repeat(3000)}`
])('%j leads home', (next) => {
	expect(safePath(next)).toBe('/');
});

test.each([
	['/servers/1', '/servers/1'],
	['/servers/1?page=2', '/servers/1?page=2'],
	['/servers/1?/remove', '/servers/1'],
	['/servers/1?/edit&page=2', '/servers/1?page=2'],
	['/search?q=/a', '/search?q=/a']
])('the page of %s is %s', (address, page) => {
	expect(pageOf(new URL(address, 'http://here.example'))).toBe(page);
});
