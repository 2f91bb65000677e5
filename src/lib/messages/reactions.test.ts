import { describe, expect, test } from 'vitest';
import { givers, reactionsWith } from './reactions';

const message = {
	reactions: [
		{ emoji: '🎉', count: 2, names: ['Ada', 'Linus'] },
		{ emoji: '📻', count: 1, names: ['Linus'] }
	],
	mine: ['📻']
};
const shown = (...wishes: { emoji: string; isGiven: boolean }[]) =>
	reactionsWith(message, wishes, 'Linus').map(({ emoji, count, names, isMine }) =>
		[emoji, count, names.join(' '), isMine && 'mine'].filter(Boolean).join(' ')
	);
const give = (emoji: string) => ({ emoji, isGiven: true });
const take = (emoji: string) => ({ emoji, isGiven: false });

describe('what is wished for is shown before the server said so:', () => {
	test.each([
		['nothing', [], ['🎉 2 Ada Linus', '📻 1 Linus mine']],
		['another emoji', [give('👀')], ['🎉 2 Ada Linus', '📻 1 Linus mine', '👀 1 Linus mine']],
		['one that is there', [give('🎉')], ['🎉 3 Ada Linus Linus mine', '📻 1 Linus mine']],
		['one that is mine already', [give('📻')], ['🎉 2 Ada Linus', '📻 1 Linus mine']],
		['the last one taken back', [take('📻')], ['🎉 2 Ada Linus']],
		['taken back what was not given', [take('🎉'), take('👀')], ['🎉 2 Ada Linus', '📻 1 Linus mine']]
	])('%s', (_, wishes, expected) => expect(shown(...wishes)).toEqual(expected));
});

test.each([
	[['Ada'], 1, 'Ada'],
	[['Ada', 'Linus'], 2, 'Ada and Linus'],
	[['Ada', 'Linus', 'Grace', 'Alan', 'Eve'], 5, 'Ada, Linus, Grace, Alan and Eve'],
	[['Ada', 'Linus', 'Grace', 'Alan', 'Eve', 'Kay'], 6, 'Ada, Linus, Grace, Alan and 2 others'],
	[['Ada'], 2, 'Ada and 1 other']
])('%j of %i is “%s”', (names, count, expected) => expect(givers({ emoji: '🎉', names, count })).toBe(expected));
