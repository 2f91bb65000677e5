import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { callPlaces, converse, makeRooms } from '../../../../tests/call-places';
import { Caller } from '../../../../tests/caller';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people } from '../../../../tests/world';
import { deleteAccount } from '../accounts/deletion';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { enterDirect } from '../direct/access';
import { block } from '../direct/commands';
import { conversationsOf } from '../direct/queries';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { messagesBefore } from '../messages/queries';
import { markRead } from '../unread/commands';
import { unreadChannels } from '../unread/queries';
import { answerCall } from './frames';
import { end, placesIn, wander } from './occupancy';
import { tellRings } from './ringing';

freshWorld();

const { stage } = callPlaces;
const { ada, alan, linus } = people;
let channelId: string;
let caller: Caller, callee: Caller;
let heard: { ada: ReturnType<typeof listenerTo>; linus: ReturnType<typeof listenerTo> };

beforeEach(async () => {
	await makeRooms();
	channelId = await converse(ada, linus);
	[caller, callee] = [new Caller(ada), new Caller(linus)];
	heard = { ada: listenerTo(`user:${ada.id}`), linus: listenerTo(`user:${linus.id}`) };
});
afterEach(() => {
	vi.useRealTimers();
	for (const place of placesIn(channelId)) end(place, 'left');
	for (const one of Object.values(heard)) one.stop();
});

const ring = (from: Caller, hasCamera = false) => answerCall(from, { type: 'call.ring', channelId, hasCamera });
const decline = (by: Caller) => answerCall(by, { type: 'call.decline', channelId });
const lines = async () =>
	(await messagesBefore(db, channelId, 50)).map(({ author, body, call }) => [author.name, body, call]);
const lined = (count: number) => vi.waitFor(async () => expect((await lines()).length).toBe(count));
const ringsHeard = (by: { heard: { type: string }[] }) => by.heard.filter(({ type }) => type.startsWith('call.ring'));
async function unread({ id }: Viewer): Promise<number> {
	const found = (await unreadChannels(db, id)).find((one) => one.id === channelId);
	return found ? found.lastSeq - found.read : 0;
}

test('P30: whoever is called hears of it, and by joining accepts', async () => {
	await caller.join(channelId);
	await ring(caller, true);
	expect(ringsHeard(heard.linus)).toMatchObject([
		{ type: 'call.ringing', channelId, from: { id: ada.id, name: 'Ada' }, hasCamera: true }
	]);
	expect(ringsHeard(heard.ada)).toEqual([]);
	await callee.join(channelId);
	for (const one of [heard.ada, heard.linus])
		expect(ringsHeard(one).at(-1)).toMatchObject({ type: 'call.ring-ended', channelId, why: 'accepted' });
	expect(await lines()).toEqual([]);
	await callee.leave(channelId);
	await caller.leave(channelId);
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'ended', hasCamera: false, seconds: 0 }]]);
	// Both were there: it is news to neither.
	await vi.waitFor(async () => expect([await unread(ada), await unread(linus)]).toEqual([0, 0]));
});

test('P30: a call that nobody answers is missed after half a minute, and is unread for whoever missed it', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	await caller.join(channelId);
	await ring(caller);
	vi.advanceTimersByTime(29_900);
	expect(ringsHeard(heard.linus).length).toBe(1);
	vi.advanceTimersByTime(200);
	vi.useRealTimers();
	expect(ringsHeard(heard.linus).at(-1)).toMatchObject({ why: 'missed' });
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'missed', hasCamera: false, seconds: 0 }]]);
	await vi.waitFor(async () => expect([await unread(ada), await unread(linus)]).toEqual([0, 1]));
	const [listed] = await conversationsOf(db, linus.id);
	expect(listed).toMatchObject({ channelId, preview: { authorId: ada.id, excerpt: 'Missed call' } });
	await caller.leave(channelId);
	expect((await lines()).length).toBe(1); // nobody talked: no second line
});

test('P30: whoever declines ends the ringing for both', async () => {
	await caller.join(channelId);
	await ring(caller, true);
	await decline(callee);
	for (const one of [heard.ada, heard.linus]) expect(ringsHeard(one).at(-1)).toMatchObject({ why: 'declined' });
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'declined', hasCamera: true, seconds: 0 }]]);
	await expect(decline(callee)).rejects.toMatchObject({ status: 404 });
});

test('P30: whoever hangs up while it rings has called, and was missed', async () => {
	await caller.join(channelId);
	await ring(caller);
	await caller.leave(channelId);
	expect(ringsHeard(heard.linus).at(-1)).toMatchObject({ why: 'cancelled' });
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'missed', hasCamera: false, seconds: 0 }]]);
});

test('P30: whoever is in another call is busy, and finds a line about it', async () => {
	await callee.join(stage);
	await caller.join(channelId);
	await ring(caller);
	expect(ringsHeard(heard.ada)).toMatchObject([{ type: 'call.ring-ended', why: 'busy' }]);
	expect(ringsHeard(heard.linus).map(({ type }) => type)).toEqual(['call.ring-ended']);
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'missed', hasCamera: false, seconds: 0 }]]);
	await callee.leave(stage);
});

test('only the two hear of it, only from inside, and only the one who is asked declines', async () => {
	const [third, strangers] = [new Caller(alan), listenerTo(`user:${alan.id}`)];
	await expect(ring(caller)).rejects.toMatchObject({ status: 404 });
	await expect(ring(third)).rejects.toMatchObject({ status: 404 });
	await caller.join(channelId);
	await ring(caller);
	await ring(caller); // it rings already
	expect(ringsHeard(heard.linus).length).toBe(1);
	await expect(decline(third)).rejects.toMatchObject({ status: 404 });
	await expect(decline(caller)).rejects.toMatchObject({ status: 404 });
	tellRings(third);
	tellRings(caller);
	tellRings(callee);
	expect([third.heard, caller.of('call.ringing').length, callee.of('call.ringing').length]).toEqual([[], 0, 1]);
	expect(strangers.heard).toEqual([]);
	strangers.stop();
});

test('in a channel of a server nobody is rung', async () => {
	await caller.join(stage);
	await expect(answerCall(caller, { type: 'call.ring', channelId: stage, hasCamera: false })).rejects.toMatchObject({
		status: 404
	});
	await caller.leave(stage);
});

test('a block ends the ringing, and no line is written over it', async () => {
	await caller.join(channelId);
	await ring(caller);
	await block(await enterDirect(linus, ada.id));
	await vi.waitFor(() => expect(ringsHeard(heard.linus).at(-1)).toMatchObject({ why: 'cancelled' }));
	await expect(ring(caller)).rejects.toMatchObject({ status: 404 });
	await vi.waitFor(() => expect(caller.ends()).toEqual(['gone']));
	expect(await lines()).toEqual([]);
});

test.each(['caller', 'callee'] as const)(
	'P30: the end of the account of the %s ends the ringing at once',
	async (who) => {
		await caller.join(channelId);
		await ring(caller);
		expect(ringsHeard(heard.linus).length).toBe(1);
		await deleteAccount(who === 'caller' ? ada : linus, 'passed-on');
		const stays = who === 'caller' ? heard.linus : heard.ada;
		expect(ringsHeard(stays).at(-1)).toMatchObject({ type: 'call.ring-ended', channelId, why: 'cancelled' });
		// A window that comes now is not rung, and who is gone has no place there.
		const late = new Caller(linus);
		tellRings(late);
		expect([late.heard, placesIn(channelId)]).toEqual([[], []]);
		expect(await lines(), 'nobody writes in the name of who is gone').toEqual([]);
		expect(stays.types()).not.toContain('message.created');
	}
);

test('a reload of the caller does not end the ringing; staying away does', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	await caller.join(channelId);
	await ring(caller);
	wander(caller);
	vi.advanceTimersByTime(7_000);
	expect(ringsHeard(heard.linus).length).toBe(1);
	vi.advanceTimersByTime(2_000);
	expect(ringsHeard(heard.linus).at(-1)).toMatchObject({ why: 'cancelled' });
	vi.useRealTimers();
	await lined(1);
});

test('the line of a call is one like others: numbered, told, answered and deleted, but not edited', async () => {
	const open = listenerTo(`channel:${channelId}`, `head:${channelId}`);
	const mine = await enterChannel(ada, channelId);
	await postMessage(mine, { body: 'Shall we talk?' });
	await markRead(await enterChannel(linus, channelId), 1);
	await caller.join(channelId);
	await ring(caller);
	await decline(callee);
	await vi.waitFor(() => expect(open.types().filter((type) => type === 'message.created').length).toBe(2));
	const told = open.heard.findLast((frame) => frame.type === 'message.created');
	expect(told).toMatchObject({ rev: 2, message: { seq: 2, rev: 2, body: '', call: { outcome: 'declined' } } });
	expect(open.heard.findLast((frame) => frame.type === 'channel.advanced')).toMatchObject({
		...{ seq: 2, preview: { excerpt: 'Declined call' } }
	});
	await expect(editMessage(mine, { seq: 2, body: 'No.' })).rejects.toMatchObject({ status: 403 });
	const answer = await postMessage(await enterChannel(linus, channelId), { body: 'Later.', replyTo: 2 });
	expect(answer.replyTo).toMatchObject({ seq: 2, excerpt: 'Declined call' });
	const removed = await removeMessage(mine, 2);
	expect(removed.call).toBeUndefined();
	open.stop();
});

test('how long two talked is counted from when both were inside, however often one comes back', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
	await caller.join(channelId);
	vi.setSystemTime(Date.now() + 20_000);
	await callee.join(channelId, { hasCamera: true });
	vi.setSystemTime(Date.now() + 65_000);
	await caller.leave(channelId);
	vi.setSystemTime(Date.now() + 5_000);
	await caller.join(channelId);
	await caller.leave(channelId);
	await callee.leave(channelId);
	vi.useRealTimers();
	await lined(1);
	expect(await lines()).toEqual([['Ada', '', { outcome: 'ended', hasCamera: true, seconds: 70 }]]);
});
