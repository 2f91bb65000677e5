import { beforeEach, expect, test } from 'vitest';
import type { Channel } from './channel';
import { Structure } from './structure.svelte';

const channel = (id: string, wish: Partial<Channel> = {}): Channel => ({
	id,
	communityId: '1',
	categoryId: '10',
	kind: 'text',
	name: `c${id}`,
	topic: '',
	position: Number(id) - 100,
	isGeneral: false,
	isPrivate: false,
	isReadOnly: false,
	lastSeq: 0,
	rev: 0,
	...wish
});
const loaded = () => [
	{ id: '10', name: 'Text', channels: [channel('100'), channel('101'), channel('102')] },
	{ id: '11', name: 'Audio', channels: [] }
];

let structure: Structure;
const ids = () => structure.categories.map(({ id, channels }) => [id, ...channels.map((one) => one.id)]);
const told = (changed: Channel) => structure.hear({ type: 'channel.changed', channel: changed });

beforeEach(() => {
	structure = new Structure();
	structure.begin('1', loaded(), true);
});

test('channels come, change, move and go as they are told', () => {
	told(channel('105', { categoryId: '11', position: 0 }));
	told(channel('100', { position: 2, name: 'renamed' }));
	told(channel('102', { position: 0 }));
	expect(ids()).toEqual([
		['10', '102', '101', '100'],
		['11', '105']
	]);
	expect(structure.channel('100')?.name).toBe('renamed');
	structure.hear({ type: 'gone', channelId: '101' });
	expect([ids()[0], structure.channel('101')]).toEqual([['10', '102', '100'], undefined]);
	told(channel('101'));
	expect(ids()[0]).toEqual(['10', '102', '101', '100']);
});

test('categories come and go in the order that was told; what is told of another server stays there', () => {
	structure.hear({
		type: 'categories.changed',
		communityId: '1',
		categories: [
			{ id: '12', name: 'New' },
			{ id: '10', name: 'Words' }
		]
	});
	structure.hear({ type: 'categories.changed', communityId: '2', categories: [] });
	told(channel('900', { communityId: '2' }));
	expect(structure.categories.map(({ name }) => name)).toEqual(['New', 'Words']);
	expect(ids()).toEqual([['12'], ['10', '100', '101', '102']]);
	expect(structure.channel('900')).toBeUndefined();
});

test('a load that was on its way does not bring back what was told meanwhile', () => {
	told(channel('100', { name: 'newer' }));
	structure.begin('1', loaded(), true);
	expect(structure.channel('100')?.name).toBe('newer');
});

test('after the connection was lost a load knows better than what was heard before, not than what was heard since', () => {
	told(channel('100', { name: 'heard before' }));
	told(channel('101', { name: 'heard before' }));
	structure.hear({ type: 'ready', version: 1, viewerId: '9', epoch: 1 });
	told(channel('101', { name: 'heard since' }));
	expect(structure.channel('100')?.name, 'nothing jumps back meanwhile').toBe('heard before');
	structure.begin('1', loaded(), true);
	expect([structure.channel('100')?.name, structure.channel('101')?.name]).toEqual(['c100', 'heard since']);
	structure.begin('1', loaded(), false);
	expect(structure.channel('101')?.name, 'with nothing to hear, what is loaded is all').toBe('c101');
});

test('a move is shown at once, and stays when the server did it, told before or after its answer', () => {
	const first = structure.hope('102', { categoryId: '10', before: '100' });
	expect(ids()[0]).toEqual(['10', '102', '100', '101']);
	first(true);
	expect(ids()[0]).toEqual(['10', '102', '100', '101']);
	for (const [id, position] of [
		['100', 1],
		['101', 2],
		['102', 0]
	] as const)
		told(channel(id, { position }));
	expect(ids()[0]).toEqual(['10', '102', '100', '101']);

	const second = structure.hope('102', { categoryId: '11', before: '' });
	expect(ids()).toEqual([
		['10', '100', '101'],
		['11', '102']
	]);
	told(channel('102', { categoryId: '11', position: 0 }));
	second(true);
	expect(ids()[1]).toEqual(['11', '102']);
});

test('a move that failed is undone, and nothing of it stays', () => {
	const undo = structure.hope('102', { categoryId: '11', before: '' });
	expect(ids()[1]).toEqual(['11', '102']);
	undo(false);
	expect(ids()).toEqual([['10', '100', '101', '102'], ['11']]);
});
