import { expect, test } from 'vitest';
import { channelDraft } from './forms';
import { tidyName, tidyWhileTyping } from './name';

test.each([
	['Late Shift', 'late-shift'],
	['  #General  ', 'general'],
	['a -- b', 'a-b'],
	['ÉTÉ à la mer', 'été-à-la-mer'],
	['e\u0301te\u0301', 'été'],
	['音楽 の 部屋', '音楽-の-部屋'],
	['🎹 piano', '🎹-piano'],
	['snake_case', 'snake_case'],
	['İstanbul', 'i̇stanbul'],
	['q&a', 'q-a'],
	['<script>', 'script'],
	['---', '']
])('“%s” is written down as “%s”', (typed, expected) => {
	expect(tidyName(typed)).toBe(expected);
	expect(tidyName(expected), 'tidying twice changes nothing').toBe(expected);
});

test('the space that was just typed stays, as a hyphen, until the next word', () => {
	expect(tidyWhileTyping('Late ')).toBe('late-');
	expect(tidyWhileTyping('late- ')).toBe('late-');
	expect(tidyWhileTyping(' ')).toBe('');
});

const nameOf = (name: string) => channelDraft.safeParse({ kind: 'text', name, categoryId: '1' });

test('what cannot be seen is no part of a name', () => {
	expect(nameOf('st\u200Baff\u202E').data?.name).toBe('staff');
	for (const empty of ['', '   ', '\u200B\u2060', '###', '\u3164', '\uFE0F', '\u0301', '_'])
		expect(nameOf(empty).success).toBe(false);
});

test('a name has 1 to 60 characters once it is tidy', () => {
	expect(nameOf('x'.repeat(60)).success).toBe(true);
	expect(nameOf(`#${'x'.repeat(60)}   `).data?.name).toBe('x'.repeat(60));
	expect(nameOf('x'.repeat(61)).success).toBe(false);
	expect(nameOf('x'.repeat(100_000)).success).toBe(false);
});
