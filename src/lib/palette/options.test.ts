import { expect, test } from 'vitest';
import { groupsFor, read, type Known } from './options';

const channel = (id: string, name: string) => ({
	...{ id, name, communityId: '1', communityName: 'Observatory' },
	...{ kind: 'text' as const, isPrivate: false, isReadOnly: false }
});
const person = (id: string, name: string, handle: string) => ({ id, name, handle, avatarUrl: null });
const known: Known = {
	channels: [
		channel('1', 'general'),
		channel('2', 'schedule'),
		channel('3', 'rescheduling'),
		channel('4', 'café-talk')
	],
	people: [person('7', 'Ada Lovelace', 'ada'), person('8', 'Grace Hopper', 'grace')],
	servers: [{ id: '1', name: 'Observatory', iconUrl: null } as never],
	messages: [],
	actions: [{ name: 'Create a server', href: '/servers/new' }],
	recent: [],
	here: '/servers/1/channels/1'
};
const keys = (words: string, filter: Parameters<typeof groupsFor>[1] = 'all', more: Partial<Known> = {}) =>
	groupsFor(words, filter, { ...known, ...more }).map(({ name, options }) => [name, options.map(({ key }) => key)]);

test('P35: a sign in front says what is looked for', () => {
	expect(read('#gen')).toEqual({ sign: 'channels', words: 'gen' });
	expect(read(' @ada ')).toEqual({ sign: 'people', words: 'ada' });
	expect(read('>new')).toEqual({ sign: 'actions', words: 'new' });
	expect(read('gen #')).toEqual({ sign: undefined, words: 'gen #' });
});

test('P35: what begins with the words comes before what has them inside', () => {
	expect(keys('sched', 'channels')).toEqual([
		['Channels', ['c2', 'c3']],
		['Search', ['search']]
	]);
	expect(keys('CAFE', 'channels')[0]).toEqual(['Channels', ['c4']]);
	expect(keys('hop', 'people')[0]).toEqual(['People', ['p8']]);
	expect(keys('server', 'actions')).toEqual([['Actions', ['aCreate a server']]]);
});

test('P35: recent places come first, the latest at the top, and the one that is open is not among them', () => {
	const recent = ['/servers/1/channels/1', '/direct/8', '/servers/1/channels/3', '/servers/9/channels/9'];
	expect(keys('', 'all', { recent }).slice(0, 3)).toEqual([
		['Recent', ['p8', 'c3']],
		['Channels', ['c2', 'c4']],
		['People', ['p7']]
	]);
	expect(keys('', 'channels', { recent })[0]).toEqual(['Channels', ['c3', 'c2', 'c4']]);
});

test('where nothing fits there is still the search', () => {
	expect(keys('zzz')).toEqual([['Search', ['search']]]);
	expect(keys('zzz', 'actions')).toEqual([]);
});
