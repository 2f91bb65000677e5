import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Typing, typingWords } from './typing.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a name fades unless it is heard again, and goes when the message comes', () => {
	const typing = new Typing();
	typing.heard('1', 'Ada');
	typing.heard('2', 'Linus');
	vi.advanceTimersByTime(4_000);
	typing.heard('2', 'Linus');
	vi.advanceTimersByTime(3_000);
	expect(typing.names).toEqual(['Linus']);
	typing.stopped('2');
	expect(typing.names).toEqual([]);
});

test('one’s own typing is told every few seconds', () => {
	const typing = new Typing();
	expect([0, 100, 3_900, 4_100].map((at) => typing.isDue(1_000_000 + at))).toEqual([true, false, false, true]);
});

test('three are several', () => {
	expect([[], ['Ada'], ['Ada', 'Linus'], ['Ada', 'Linus', 'Grace']].map(typingWords)).toEqual([
		'',
		'Ada is typing',
		'Ada and Linus are typing',
		'Several people are typing'
	]);
});
