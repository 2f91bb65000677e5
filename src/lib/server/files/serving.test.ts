import { expect, test } from 'vitest';
import { disposition, headersOf, partOf } from './serving';

test.each([
	[null, undefined],
	['', undefined],
	['bytes=0-9', { start: 0, end: 9 }],
	['bytes=90-', { start: 90, end: 99 }],
	['bytes=90-500', { start: 90, end: 99 }],
	['bytes=-10', { start: 90, end: 99 }],
	['bytes=-500', { start: 0, end: 99 }],
	['bytes=100-', null],
	['bytes=9-3', null],
	['bytes=-0', null],
	['bytes=-', undefined],
	['bytes=0-1,5-6', undefined],
	['lines=0-1', undefined],
	['bytes=0-1; drop', undefined],
	['bytes=99999999999999999999-', undefined]
])('%j of a hundred bytes is %j', (range, part) => expect(partOf(range, 100)).toEqual(part));

test.each([
	['a.txt', `attachment; filename="a.txt"; filename*=UTF-8''a.txt`],
	['a"b\\c%.txt', `attachment; filename="a_b_c_.txt"; filename*=UTF-8''a%22b%5Cc%25.txt`],
	['päth.txt', `attachment; filename="p_th.txt"; filename*=UTF-8''p%C3%A4th.txt`],
	["it's (1)*.txt", `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2a.txt`],
	['\ud800.txt', `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
	['a\r\nx: y', `attachment; filename="a__x: y"; filename*=UTF-8''a%0D%0Ax%3A%20y`]
])('the name %j', (name, header) => expect(disposition('attachment', name)).toBe(header));

test.each([
	['image/jpeg', 'inline'],
	['video/mp4', 'inline'],
	['image/svg+xml', 'attachment'],
	['text/html', 'attachment'],
	['application/pdf', 'attachment'],
	['image/gif', 'attachment']
])('%s is %s', (type, how) => {
	const headers = headersOf({ type, name: 'x', cacheControl: 'private, no-cache' });
	expect(headers['content-disposition']).toMatch(new RegExp(`^${how};`));
	expect(headers['content-type']).toBe(how === 'inline' ? type : 'application/octet-stream');
});
