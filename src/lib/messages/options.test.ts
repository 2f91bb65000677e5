import { describe, expect, test } from 'vitest';
import type { Sources } from './completing';
import type { Token } from './completion';
import { optionsFor } from './options';

const person = (id: string, name: string, handle: string) => ({ id, name, handle, avatarUrl: null });
const channel = (id: string, name: string) => ({ id, name });
const sources: Sources = {
	people: () => [
		person('1', 'Ada Lovelace', 'ada'),
		person('2', 'Alan Turing', 'alan.t'),
		person('3', 'Zoë Alvarez', 'zoe'),
		...Array.from({ length: 9 }, (_, n) => person(`1${n}`, `Guest ${n}`, `guest${n}`))
	],
	groups: () => [
		{ handle: 'everyone', who: 'Everyone' },
		{ handle: 'admins', who: 'All admins' }
	],
	channels: () => [channel('1', 'general'), channel('2', 'off-topic'), channel('3', 'topics')]
};
const token = (kind: Token['kind'], words: string): Token => ({ kind, from: 0, words });
const texts = (...asked: Parameters<typeof optionsFor>) => optionsFor(...asked).map(({ text }) => text);

describe('what can be completed', () => {
	test('people by handle or by any of their names, in any case and without accents; then groups', () => {
		expect(texts(token('person', 'AL'), sources)).toEqual(['@alan.t ', '@zoe ']);
		expect(texts(token('person', 'zoe'), sources)).toEqual(['@zoe ']);
		expect(texts(token('person', 'a'), sources)).toEqual(['@ada ', '@alan.t ', '@zoe ', '@admins ']);
	});

	test('no more than a few, and groups among them', () => {
		const all = texts(token('person', ''), sources);
		expect(all).toHaveLength(8);
		expect(all.slice(-2)).toEqual(['@everyone ', '@admins ']);
	});

	test('people the server named come after those at hand, each once, and only while they fit', () => {
		const found = [person('1', 'Ada Lovelace', 'ada'), person('99', 'Adele', 'adele')];
		expect(texts(token('person', 'ad'), sources, found)).toEqual(['@ada ', '@adele ', '@admins ']);
		expect(texts(token('person', 'ada'), sources, found)).toEqual(['@ada ']);
	});

	test('channels by any word of their names', () => {
		expect(texts(token('channel', 'top'), sources)).toEqual(['#topics ', '#off-topic ']);
		expect(texts(token('channel', ''), sources)).toHaveLength(3);
	});

	test('emoji, by the name that was begun', () => {
		const [first] = optionsFor(token('emoji', 'tad'), undefined);
		expect(first).toMatchObject({ text: '🎉 ', name: 'tada' });
	});

	test('without sources neither people nor channels', () => {
		expect(texts(token('person', 'a'), undefined)).toEqual([]);
		expect(texts(token('channel', ''), undefined)).toEqual([]);
	});
});
