import { expect, test } from 'vitest';
import type { Called } from '../realtime/protocol';
import { badgeOf, wordsOf, type CallsAsOf, type UnreadChannel } from './marks';
import { titleMark } from './tab-title';
import { Unread } from './unread.svelte';

const ME = '7';
const advanced = (seq: number, ...called: Called[]) =>
	({ type: 'channel.advanced', channelId: '1', communityId: '9', seq, called }) as const;
const moved = (version: number, seq: number, calls?: CallsAsOf, isMuted = false) =>
	({ type: 'read.moved', channelId: '1', seq, version, isMuted, calls }) as const;
const at = (over: Partial<UnreadChannel> = {}): UnreadChannel => ({
	...{ id: '1', communityId: '9', lastSeq: 4, rev: 4, read: 4, version: 1 },
	...over
});
const calling = (seq: number, rev: number, ...people: string[]): Called => ({ seq, rev, people, wide: [] });

/** Begun with these channels; counts how often more had to be asked for. */
function begun(...channels: UnreadChannel[]) {
	const asked: true[] = [];
	const unread = new Unread(ME, () => asked.push(true));
	unread.begin(channels, [{ id: '9', role: 'moderator' }]);
	const shown = (id = '1') => [unread.marks(id).unread, unread.marks(id).mentions];
	return { unread, shown, asked };
}

test('what is unread is what was written less what was read, in whatever order that is told', () => {
	const { unread, shown } = begun(at());
	unread.hear(advanced(7));
	unread.hear(advanced(5));
	expect(shown()).toEqual([3, 0]);
	unread.hear(moved(3, 6));
	unread.hear(moved(2, 5));
	expect(shown()).toEqual([1, 0]);
	unread.hear(moved(4, 8));
	unread.hear(advanced(8));
	expect([shown(), unread.has('1'), unread.in('9').isUnread]).toEqual([[0, 0], false, false]);
});

test('the later of two moves is true, also when it went back, and brings the calls that were passed', () => {
	const { unread, shown, asked } = begun(at({ lastSeq: 9, rev: 9, read: 9 }));
	unread.hear(moved(3, 2, { rev: 9, seqs: [8, 3], role: 'moderator' }));
	unread.hear(moved(2, 9));
	expect([shown(), unread.movedBack('1'), asked.length]).toEqual([[7, 2], 3, 0]);
	unread.hear(moved(4, 5));
	expect([shown(), unread.movedBack('1')]).toEqual([[4, 1], 0]);
	unread.begin([at({ lastSeq: 9, rev: 9, read: 5, version: 4, calls: [9, 8] })], [{ id: '9', role: 'admin' }]);
	expect(shown(), 'loaded for another role').toEqual([4, 2]);
	unread.hear(moved(5, 2, { rev: 9, seqs: [3], role: 'moderator' }));
	expect(asked, 'made out for the role before').toHaveLength(1);
});

test('a line calls whom it calls now: people, everyone, and those of a role', () => {
	const { unread, shown } = begun(at());
	unread.hear(advanced(6, calling(5, 5, ME), calling(6, 6, 'somebody else')));
	expect(shown()).toEqual([2, 1]);
	unread.hear(advanced(7, { seq: 7, rev: 7, people: [], wide: ['moderators'] }));
	unread.hear(advanced(8, { seq: 8, rev: 8, people: [], wide: ['admins'] }));
	unread.hear(advanced(9, { seq: 9, rev: 9, people: [ME], wide: ['everyone'] }));
	expect(shown()).toEqual([5, 3]);
	unread.hear(advanced(9, calling(5, 10)));
	unread.hear(advanced(9, calling(5, 5, ME)));
	expect(shown(), 'deleted, and a late word of what it was').toEqual([5, 2]);
	unread.hear({
		type: 'member.changed',
		communityId: '9',
		member: { id: ME, name: '', handle: '', avatarUrl: null, role: 'admin' }
	});
	expect(shown(), 'another role, other calls').toEqual([5, 2]);
	unread.hear(moved(2, 8));
	expect(shown()).toEqual([1, 1]);
});

test('what is loaded and what is heard meanwhile: the newer of the two is true, whichever comes last', () => {
	const { unread, shown } = begun(at());
	unread.hear(advanced(6, calling(5, 5, ME), calling(6, 6, ME)));
	unread.hear(advanced(6, calling(6, 8)));
	unread.begin([at({ lastSeq: 6, rev: 7, calls: [6, 5] })], []);
	expect(shown(), 'the line was deleted after it was loaded').toEqual([2, 1]);
	unread.hear(moved(2, 6));
	unread.begin([at({ lastSeq: 6, rev: 8, calls: [5] })], []);
	expect(shown(), 'read after it was loaded').toEqual([0, 0]);
	unread.begin([at({ lastSeq: 6, rev: 8, read: 4, version: 3, calls: [5] })], []);
	expect([shown(), unread.movedBack('1')], 'made unread while nobody told us').toEqual([[2, 1], 3]);
});

test('a muted channel has no dot and does not count, but who calls there is heard', () => {
	const { unread, shown } = begun(at({ isMuted: true }));
	unread.hear(advanced(6));
	expect([unread.has('1'), unread.in('9'), unread.total]).toEqual([
		false,
		{ isUnread: false, mentions: 0 },
		{ isUnread: false, mentions: 0 }
	]);
	unread.hear(advanced(7, calling(7, 7, ME)));
	expect([shown(), unread.has('1'), unread.in('9')]).toEqual([[3, 1], true, { isUnread: true, mentions: 1 }]);
	unread.hear(moved(2, 4, undefined, false));
	expect(unread.marks('1').isMuted).toBe(false);
});

test('each line of a direct conversation is for the viewer, unless it is muted', () => {
	const { unread } = begun(at({ id: '5', communityId: null, lastSeq: 6 }), at({ id: '6', communityId: null }));
	expect([unread.in(null), unread.in('9')]).toEqual([
		{ isUnread: true, mentions: 2 },
		{ isUnread: false, mentions: 0 }
	]);
	unread.hear({ type: 'channel.advanced', channelId: '6', communityId: null, seq: 5 });
	expect(unread.total.mentions).toBe(3);
	unread.hear({ type: 'read.moved', channelId: '5', seq: 4, version: 2, isMuted: true });
	expect(unread.total.mentions).toBe(1);
});

test('what is gone has no marks, and what is not known is asked for without frightening anybody', () => {
	const { unread, asked } = begun(at({ lastSeq: 6 }), at({ id: '2', communityId: '8', lastSeq: 6 }));
	unread.hear({ type: 'gone', channelId: '1' });
	expect([unread.in('9'), unread.marks('1').unread]).toEqual([{ isUnread: false, mentions: 0 }, 0]);
	unread.hear({ type: 'community.left', communityId: '8', name: '', why: 'left', reason: '' });
	expect([unread.total.isUnread, asked.length]).toEqual([false, 0]);
	unread.hear(moved(5, 3));
	unread.hear(advanced(412));
	expect([unread.marks('1').unread, asked.length]).toEqual([1, 2]);
	unread.begin([at({ lastSeq: 412, rev: 500, read: 2, version: 0, calls: [7] })], []);
	expect([unread.marks('1').unread, unread.marks('1').mentions]).toEqual([410, 1]);
});

test('a load that was under way when a channel was taken away does not bring it back; a later one may', () => {
	const { unread, shown, asked } = begun(at());
	unread.hear({ type: 'gone', channelId: '1' });
	const rejoined = [at({ lastSeq: 6, rev: 6 })];
	unread.begin(rejoined, []);
	expect([shown(), asked.length]).toEqual([[0, 0], 1]);
	unread.begin(rejoined, []);
	expect([shown(), asked.length]).toEqual([[2, 0], 1]);
	unread.begin([], []);
	expect(shown(), 'it was an old one after all').toEqual([0, 0]);
});

test('what was missed while there was no connection is known after the next load', () => {
	const { unread, shown, asked } = begun(at(), at({ id: '2', lastSeq: 6 }));
	const ready = { type: 'ready', version: 1, viewerId: ME, epoch: 1 } as const;
	unread.hear({ ...ready, stamp: 4 + 1 + 4 + 1 });
	expect(asked, 'nothing has happened since the page was made').toHaveLength(0);
	unread.hear({ ...ready, stamp: 11 });
	expect(asked).toHaveLength(1);
	unread.begin([at({ lastSeq: 5, rev: 5 })], []);
	expect([shown(), shown('2')]).toEqual([
		[1, 0],
		[0, 0]
	]);
});

test('a move shows before the server has answered, and the last one wins', () => {
	const { unread, shown } = begun(at({ lastSeq: 9, calls: [8] }));
	const first = unread.hope('1', { read: 9 });
	expect(shown()).toEqual([0, 0]);
	const second = unread.hope('1', { read: 7 });
	first();
	expect(shown()).toEqual([2, 1]);
	second();
	expect(shown(), 'it could not be kept').toEqual([5, 1]);
});

test('badges, words and titles', () => {
	expect([badgeOf(99), badgeOf(100)]).toEqual(['99', '99+']);
	expect(wordsOf({ unread: 12, mentions: 3, isMuted: false })).toEqual(['3 mentions', '12 unread']);
	expect(wordsOf({ unread: 12, mentions: 1, isMuted: true })).toEqual(['muted', '1 mention']);
	expect(wordsOf({ unread: 0, mentions: 0, isMuted: false })).toEqual([]);
	expect([0, 3, 120].map((mentions) => titleMark({ isUnread: true, mentions }))).toEqual(['• ', '(3) ', '(99+) ']);
	expect(titleMark({ isUnread: false, mentions: 0 })).toBe('');
});
