import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { appear, disappear, statusOf } from './presence';

// The clock is the test's own: grace and gathering are about time, and nobody should wait for it.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let next = 0;
const someone = () => `person${++next}`;
const community = () => `community:${++next}`;
const told = ({ heard }: ReturnType<typeof listenerTo>) =>
	heard.flatMap((frame) => (frame.type === 'presence' ? frame.people.map(({ status }) => status) : []));

test('coming and going is told to the community, and to nobody else', () => {
	const [id, room] = [someone(), community()];
	const [window, neighbour, stranger] = [listenerTo(room), listenerTo(room), listenerTo(community())];
	appear(id, window.listener, 'online', window.listener.topics);
	vi.advanceTimersByTime(1_000);
	disappear(id, window.listener);
	vi.advanceTimersByTime(7_000);
	expect(told(neighbour)).toEqual(['online', 'offline']);
	expect(told(stranger)).toEqual([]);
});

test('a reload is not seen', () => {
	const [id, room] = [someone(), community()];
	const [before, after, neighbour] = [listenerTo(room), listenerTo(room), listenerTo(room)];
	appear(id, before.listener, 'online', before.listener.topics);
	disappear(id, before.listener);
	vi.advanceTimersByTime(3_000);
	appear(id, after.listener, 'online', after.listener.topics);
	vi.advanceTimersByTime(20_000);
	expect(told(neighbour)).toEqual(['online']);
	expect(statusOf(id)).toBe('online');
});

test('several windows are one person: awake in one is awake, hidden in one is hidden', () => {
	const id = someone();
	const [one, two] = [listenerTo(), listenerTo()];
	appear(id, one.listener, 'online', one.listener.topics);
	appear(id, two.listener, 'idle', two.listener.topics);
	expect(statusOf(id)).toBe('online');
	appear(id, one.listener, 'idle', one.listener.topics);
	expect(statusOf(id)).toBe('idle');
	appear(id, two.listener, 'dnd', two.listener.topics);
	expect(statusOf(id)).toBe('dnd');
	appear(id, one.listener, 'invisible', one.listener.topics);
	expect(statusOf(id)).toBe('offline');
	disappear(id, one.listener);
	expect(statusOf(id)).toBe('dnd');
});

test('who is invisible from the start is never told of', () => {
	const [id, room] = [someone(), community()];
	const [window, neighbour] = [listenerTo(room), listenerTo(room)];
	appear(id, window.listener, 'invisible', window.listener.topics);
	vi.advanceTimersByTime(10_000);
	disappear(id, window.listener);
	vi.advanceTimersByTime(10_000);
	expect(neighbour.heard).toEqual([]);
});

test('a crowd that comes at once is told in one frame', () => {
	const room = community();
	const neighbour = listenerTo(room);
	for (let i = 0; i < 500; i++) appear(someone(), listenerTo(room).listener, 'online', [room]);
	vi.advanceTimersByTime(1_000);
	expect(neighbour.heard).toHaveLength(1);
	expect(told(neighbour)).toHaveLength(500);
});
