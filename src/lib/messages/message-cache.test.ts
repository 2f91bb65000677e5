import { expect, test } from 'vitest';
import type { Message } from './message';
import { judge, loadedMessages, newestLoaded, reachesEnd, takeMessages, type MessageCache } from './message-cache';

const line = (seq: number, rev = seq, body = `line ${seq}`): Message => ({
	seq,
	rev,
	body,
	author: { id: '1', name: 'Ada', avatarUrl: null },
	createdAt: '2026-11-22T12:00:00.000Z',
	editedAt: null,
	deletedAt: null,
	deletedBy: null
});
const cacheOf = (from: number, to: number, headSeq = to): MessageCache => ({
	pages: [
		{ messages: Array.from({ length: to - from + 1 }, (_, i) => line(from + i)), head: { seq: headSeq, rev: headSeq } }
	],
	pageParams: [null]
});
const bodies = (cache: MessageCache) => loadedMessages(cache).map(({ body }) => body);

test('the next line is added, and hearing it twice changes nothing', () => {
	const once = takeMessages(cacheOf(1, 2), [line(3)], { seq: 3, rev: 3 });
	const twice = takeMessages(once, [line(3)], { seq: 3, rev: 3 });
	expect(bodies(once)).toEqual(['line 1', 'line 2', 'line 3']);
	expect(bodies(twice)).toEqual(bodies(once));
});

test('an empty channel takes its first line', () => {
	const empty: MessageCache = { pages: [{ messages: [], head: { seq: 0, rev: 0 } }], pageParams: [null] };
	expect(bodies(takeMessages(empty, [line(1)], { seq: 1, rev: 1 }))).toEqual(['line 1']);
});

test('a changed line is replaced in place, and never by an older state of it', () => {
	const edited = takeMessages(cacheOf(1, 3), [line(2, 4, 'edited')], { seq: 3, rev: 4 });
	expect(bodies(edited)).toEqual(['line 1', 'edited', 'line 3']);
	expect(bodies(takeMessages(edited, [line(2, 2, 'late news')], { seq: 3, rev: 2 }))).toEqual(bodies(edited));
});

test('behind a page from the middle nothing is added: there would be a hole', () => {
	const middle = cacheOf(10, 20, 50);
	const after = takeMessages(middle, [line(51)], { seq: 51, rev: 51 });
	expect(newestLoaded(after)).toBe(20);
	expect(reachesEnd(after)).toBe(false);
	expect(after.pages.at(-1)!.head.seq).toBe(51);
});

test('an unknown line far ahead is not shown before those in between', () => {
	expect(newestLoaded(takeMessages(cacheOf(1, 2), [line(4)], { seq: 4, rev: 4 }))).toBe(2);
});

test('a change is known, next, or shows a gap', () => {
	expect([judge(5, 4), judge(5, 5), judge(5, 6), judge(5, 7)]).toEqual(['known', 'known', 'next', 'gap']);
});
