import { expect, test } from 'vitest';
import { Unread } from './unread.svelte';

const advanced = (seq: number) => ({ type: 'channel.advanced', channelId: '1', communityId: '9', seq }) as const;
const readMoved = (seq: number) => ({ type: 'read.moved', channelId: '1', seq }) as const;

test('a late word that a channel advanced does not make read lines new again', () => {
	const unread = new Unread();
	unread.hear(advanced(1));
	expect([unread.has('1'), unread.isIn('9')]).toEqual([true, true]);
	unread.hear(readMoved(2));
	unread.hear(advanced(2));
	expect([unread.has('1'), unread.isIn('9')]).toEqual([false, false]);
	unread.hear(advanced(3));
	expect(unread.has('1')).toBe(true);
});

test('reading part of it leaves the rest unread', () => {
	const unread = new Unread();
	unread.hear(advanced(5));
	unread.read('1', 3);
	expect(unread.has('1')).toBe(true);
	unread.read('1', 5);
	expect(unread.has('1')).toBe(false);
});

test('what the server counts anew replaces what was known', () => {
	const unread = new Unread();
	unread.begin([{ id: '1', communityId: '9', lastSeq: 4 }]);
	unread.begin([{ id: '2', communityId: '8', lastSeq: 1 }]);
	expect([unread.has('1'), unread.has('2'), unread.isIn('9'), unread.isIn('8')]).toEqual([false, true, false, true]);
});

test('a channel that was told anew has news only behind the line it was known to go to', () => {
	const unread = new Unread();
	unread.learn({ id: '1', communityId: '9', lastSeq: 5 }, 5);
	expect(unread.has('1'), 'renamed, nothing more').toBe(false);
	unread.learn({ id: '1', communityId: '9', lastSeq: 6 }, 5);
	expect(unread.has('1'), 'a line came while nobody could hear it').toBe(true);
	unread.read('1', 6);
	unread.learn({ id: '1', communityId: '9', lastSeq: 6 }, 5);
	expect(unread.has('1')).toBe(false);
	unread.learn({ id: '2', communityId: '9', lastSeq: 3 }, 0);
	expect(unread.has('2'), 'new to this person, and not empty').toBe(true);
});
