import { expect, test, vi } from 'vitest';
import type { Preview } from './conversation';
import { Conversations } from './conversations.svelte';

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const preview = (seq: number, wish: Partial<Preview> = {}): Preview => ({
	...{ seq, rev: seq, authorId: '1', excerpt: `line ${seq}`, at: at(seq) },
	...wish
});
const conversation = (channelId: string, last: Preview) => ({
	...{ channelId, preview: last, isNear: true },
	person: { id: `1${channelId}`, name: `P${channelId}`, handle: `p${channelId}`, avatarUrl: null }
});
const advanced = (channelId: string, last: Preview, communityId: string | null = null) => ({
	type: 'channel.advanced' as const,
	...{ channelId, communityId, seq: last.seq, preview: last }
});
function listOf(...all: ReturnType<typeof conversation>[]) {
	const ask = vi.fn<() => void>();
	const conversations = new Conversations(ask);
	conversations.begin(all);
	return {
		conversations,
		ask,
		shown: () => conversations.list.map(({ channelId, preview: { excerpt } }) => [channelId, excerpt])
	};
}

test('what was said last comes first, loaded or heard', () => {
	const { conversations, shown } = listOf(conversation('7', preview(3)), conversation('8', preview(5)));
	expect(shown()).toEqual([
		['8', 'line 5'],
		['7', 'line 3']
	]);
	conversations.hear(advanced('7', preview(9)));
	expect(shown()[0]).toEqual(['7', 'line 9']);
});

test('in whatever order it is heard, the newest line stands, as it is now', () => {
	const { conversations, shown } = listOf(conversation('7', preview(3)));
	conversations.hear(advanced('7', preview(5)));
	conversations.hear(advanced('7', preview(4)));
	expect(shown()).toEqual([['7', 'line 5']]);
	conversations.hear(advanced('7', preview(5, { rev: 9, excerpt: 'edited' })));
	conversations.hear(advanced('7', preview(5, { rev: 8, excerpt: 'edited before' })));
	expect(shown()).toEqual([['7', 'edited']]);
	// Another answer of the server, older or newer than what was heard.
	conversations.begin([conversation('7', preview(4))]);
	expect(shown()).toEqual([['7', 'edited']]);
	conversations.begin([conversation('7', preview(6))]);
	expect(shown()).toEqual([['7', 'line 6']]);
});

test('one that is not in the list is asked for, and then shows what was heard; servers are no conversations', () => {
	const { conversations, ask, shown } = listOf();
	conversations.hear(advanced('9', preview(2)));
	expect(ask).toHaveBeenCalledTimes(1);
	conversations.begin([conversation('9', preview(1))]);
	expect(shown()).toEqual([['9', 'line 2']]);
	conversations.hear(advanced('5', preview(2), '201'));
	expect(ask).toHaveBeenCalledTimes(1);
});
