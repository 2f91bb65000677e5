import { describe, expect, test } from 'vitest';
import { emojiGroups, emojiLike, emojiNamed, findEmoji } from './emoji';
import { recentEmoji } from './recent';

test('nine groups of emoji, each with a name and words for it, none twice', () => {
	const all = emojiGroups.flatMap(({ emoji }) => emoji);
	expect(emojiGroups.map(({ name }) => name)).toContain('Animals and nature');
	expect(emojiGroups).toHaveLength(9);
	expect(all.length).toBeGreaterThan(1800);
	expect(all.filter(({ emoji, label, names }) => !emoji || !label || !names[0])).toEqual([]);
	const names = all.flatMap(({ names }) => names);
	expect(new Set(names).size).toBe(names.length);
});

test('what the message toolbar offers is written as the picker writes it', () => {
	for (const emoji of recentEmoji(3)) expect(emojiLike(emoji), emoji).toBeDefined();
});

describe('searching', () => {
	const found = (words: string, limit = 5) => findEmoji(words, limit).map(({ emoji }) => emoji);
	test('the name that was typed comes first', () => {
		expect(found('tada')[0]).toBe('🎉');
		expect(found('heart')[0]).toBe('❤️');
		expect(found('+1')[0]).toBe('👍');
	});
	test('names that begin so come before words that do', () => {
		expect(found('rock', 3)).toContain('🚀');
		expect(found('rock')[0]).toBe('🪨');
	});
	test('of several that fit, those that are sent most come first', () => {
		expect(found('ta')[0]).toBe('🎉');
		expect(found('thu')[0]).toBe('👍');
		expect(found('fir')[0]).toBe('🔥');
	});
	test('several words all have to fit', () => expect(found('red heart')[0]).toBe('❤️'));
	test('nothing finds nothing', () => {
		expect(found(' ')).toEqual([]);
		expect(found('qqqq')).toEqual([]);
	});
	test('no more than asked for', () => expect(found('face', 7)).toHaveLength(7));
});

test('names know their emoji, in any case', () => {
	expect(emojiNamed('Tada')?.emoji).toBe('🎉');
	expect(emojiNamed('nothing_like_this')).toBeUndefined();
});
