import { expect, test } from 'vitest';
import type { Message } from './message';
import { judge, loadedMessages, newestLoaded, oldestLoaded, reachesEnd, takeMessages, trim } from './message-cache';
import type { MessageCache } from './message-cache';

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

/** Three pages, as scrolling back leaves them: lines 11 to 20, 21 to 30 and 31 to 80, of 80. */
const scrolledBack: MessageCache = {
	pages: [cacheOf(11, 20, 79), cacheOf(21, 30, 80), cacheOf(31, 80)].flatMap(({ pages }) => pages),
	pageParams: [{ before: 21 }, { before: 31 }, null]
};
const span = (cache: MessageCache) => [oldestLoaded(cache), newestLoaded(cache), loadedMessages(cache).length];

test('what is within the window is left alone', () => {
	expect(trim(scrolledBack, 'later', 70)).toBe(scrolledBack);
});

test('lines are dropped at the far end, whole pages and parts of them, and none in between', () => {
	expect(span(trim(scrolledBack, 'later', 60))).toEqual([11, 70, 60]);
	expect(span(trim(scrolledBack, 'later', 15))).toEqual([11, 25, 15]);
	expect(span(trim(scrolledBack, 'earlier', 60))).toEqual([21, 80, 60]);
	const few = trim(scrolledBack, 'earlier', 5);
	expect(span(few)).toEqual([76, 80, 5]);
	expect(few.pageParams).toEqual([null]);
	expect(loadedMessages(scrolledBack)).toHaveLength(70);
});

test('whoever scrolled away from the end still knows how far the channel goes, and hears nothing out of place', () => {
	const away = trim(scrolledBack, 'later', 15);
	expect(reachesEnd(away)).toBe(false);
	const later = takeMessages(away, [line(81)], { seq: 81, rev: 81 });
	expect([newestLoaded(later), later.pages.at(-1)!.head.seq]).toEqual([25, 81]);
});

test('back at the end new lines flow again', () => {
	const back: MessageCache = {
		pages: [...trim(scrolledBack, 'later', 15).pages, ...cacheOf(26, 80).pages],
		pageParams: [null, null, null]
	};
	expect(newestLoaded(takeMessages(back, [line(81)], { seq: 81, rev: 81 }))).toBe(81);
});
