import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Caller } from '../../../../tests/caller';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { callPlaces, converse, crowdOf, makeRooms } from '../../../../tests/call-places';
import { db } from '../db';
import { dismiss } from '../realtime/hub';
import { end, occupantsIn, occupantsOf, placesIn, tellCalls, wander, whereIs } from './occupancy';

freshWorld();
beforeEach(makeRooms);

const { stage, studio, backstage } = callPlaces;
const { ada, grace, linus, mallory, eve } = people;
const who = (channelId: string) => occupantsOf(channelId).map(({ name }) => name);

afterEach(() => {
	for (const id of [stage, studio, backstage]) for (const place of placesIn(id)) end(place, 'left');
	vi.useRealTimers();
});

test('P31: whoever joins is told who is inside, and everybody who sees the channel is told of them', async () => {
	const [seeing, outside] = [listenerTo(`head:${stage}`), listenerTo(`head:${backstage}`)];
	const [one, other] = [new Caller(ada), new Caller(linus)];
	await one.join(stage);
	await other.join(stage, { isMuted: false });
	expect(one.of('call.joined')[0]!.occupants).toEqual([]);
	expect(other.of('call.joined')[0]!.occupants).toEqual([
		{
			...{ device: one.device, userId: ada.id, name: 'Ada', avatarUrl: null },
			...{ isMuted: true, isDeaf: false, hasCamera: false, isSharing: false }
		}
	]);
	expect(who(stage)).toEqual(['Ada', 'Linus']);
	expect(Object.keys(occupantsIn([stage, studio]))).toEqual([stage]);
	await vi.waitFor(() => expect(seeing.heard.at(-1)).toMatchObject({ channelId: stage, occupants: [{}, {}] }));
	// The first one at once, the second with whatever came in the same half second.
	expect(seeing.types()).toEqual(['call.occupants', 'call.occupants']);
	expect(outside.heard).toEqual([]);
	seeing.stop();
	outside.stop();
});

test('a text channel, a hidden one and one that is not there have no call, in the same words', async () => {
	for (const [person, channelId] of [
		[ada, places.lobby],
		[linus, backstage],
		[mallory, stage],
		[eve, stage],
		[ada, '999']
	] as const) {
		const caller = new Caller(person);
		await expect(caller.join(channelId)).rejects.toMatchObject({ status: 404, body: { code: 'not-found' } });
		expect(caller.heard).toEqual([]);
		expect(whereIs(person.id)).toBeUndefined();
	}
	const moderator = new Caller(grace);
	await moderator.join(backstage);
	expect(who(backstage)).toEqual(['Grace']);
});

test('P30: an audio channel shows nobody, a video channel does', async () => {
	const caller = new Caller(ada);
	await caller.join(stage, { hasCamera: true, isSharing: true });
	expect(occupantsOf(stage)).toMatchObject([{ hasCamera: false, isSharing: false }]);
	await caller.be(stage, { hasCamera: true, isMuted: false });
	expect(occupantsOf(stage)).toMatchObject([{ hasCamera: false, isMuted: false }]);
	await caller.join(studio, { hasCamera: true });
	expect(occupantsOf(studio)).toMatchObject([{ hasCamera: true }]);
});

test('one person is in one call: whoever joins elsewhere leaves the first one', async () => {
	const [laptop, phone] = [new Caller(ada), new Caller(ada)];
	await laptop.join(stage);
	await phone.join(studio);
	expect([who(stage), who(studio), laptop.ends(), phone.ends()]).toEqual([[], ['Ada'], ['elsewhere'], []]);
	await laptop.join(studio);
	expect([who(studio), phone.ends()]).toEqual([['Ada'], ['elsewhere']]);
	// What the first window says now means nothing.
	await expect(phone.leave(studio)).rejects.toMatchObject({ status: 404 });
	await expect(phone.be(studio, {})).rejects.toMatchObject({ status: 404 });
	expect(who(studio)).toEqual(['Ada']);
});

test('the name of another one’s device cannot be taken', async () => {
	const one = new Caller(ada);
	const thief = new Caller(linus, one.device);
	await one.join(stage);
	await thief.join(stage);
	expect([thief.ends(), who(stage)]).toEqual([['unavailable'], ['Ada']]);
});

test('a reload keeps its place, and who stays away longer than eight seconds has left', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const [before, after] = [new Caller(ada, 'same-device-same'), new Caller(ada, 'same-device-same')];
	await before.join(stage);
	wander(before);
	vi.advanceTimersByTime(7_900);
	expect(who(stage)).toEqual(['Ada']);
	await after.join(stage, { isMuted: false });
	vi.advanceTimersByTime(60_000);
	expect(occupantsOf(stage)).toMatchObject([{ name: 'Ada', isMuted: false }]);
	expect(before.ends()).toEqual([]);
	wander(before); // the old socket is long gone: it holds nothing
	vi.advanceTimersByTime(60_000);
	expect(who(stage)).toEqual(['Ada']);
	wander(after);
	vi.advanceTimersByTime(7_900);
	expect(who(stage)).toEqual(['Ada']);
	vi.advanceTimersByTime(200);
	expect([who(stage), whereIs(ada.id)]).toEqual([[], undefined]);
});

test('a mesh has room for eight, and for six when somebody is seen', async () => {
	const crowd = await crowdOf(9);
	for (const caller of crowd.slice(0, 6)) await caller.join(studio);
	await crowd[0]!.be(studio, { hasCamera: true });
	expect(occupantsOf(studio)[0]).toMatchObject({ hasCamera: true });
	await crowd[6]!.join(studio);
	expect(crowd[6]!.ends()).toEqual(['full']);
	await crowd[0]!.be(studio, { hasCamera: false });
	for (const caller of crowd.slice(6)) await caller.join(studio);
	expect(occupantsOf(studio).length).toBe(8);
	expect(crowd[8]!.ends()).toEqual(['full']);
	// Seven are too many to be seen; whoever is inside already is let in again all the same.
	await crowd[3]!.be(studio, { hasCamera: true });
	await crowd[4]!.join(studio, { isSharing: true });
	expect(occupantsOf(studio).filter(({ hasCamera, isSharing }) => hasCamera || isSharing)).toEqual([]);
	expect(crowd[4]!.of('call.joined').length).toBe(2);
});

test('a window that comes is told of calls under way in what it sees, and of one that has just ended', async () => {
	const caller = new Caller(ada);
	await caller.join(stage);
	const [late, blind] = [new Caller(linus), new Caller(mallory)];
	tellCalls(late, [stage, studio, places.lobby]);
	tellCalls(blind, [places.away]);
	expect(late.heard[0]).toMatchObject({ type: 'call.occupants', channelId: stage, occupants: [{ name: 'Ada' }] });
	expect(late.of('call.occupants').filter(({ channelId }) => channelId === places.lobby)).toEqual([]);
	expect(blind.heard).toEqual([]);
	await caller.leave(stage);
	tellCalls(late, [stage]);
	expect(late.heard.at(-1)).toMatchObject({ channelId: stage, occupants: [] });
});

test('a login that ends takes its place along, and only its own', async () => {
	const [home, away] = [new Caller(ada, undefined, 'home'), new Caller(linus, undefined, 'away')];
	await home.join(stage);
	await away.join(stage);
	dismiss('login:home', 4401);
	expect(who(stage)).toEqual(['Linus']);
});

test('the same device under another login stands on that one', async () => {
	const [first, second] = [new Caller(ada, 'shared-device-0001', 'one'), new Caller(ada, 'shared-device-0001', 'two')];
	await first.join(stage);
	await second.join(stage);
	dismiss('login:one', 4401);
	expect(who(stage)).toEqual(['Ada']);
	dismiss('login:two', 4401);
	expect(who(stage)).toEqual([]);
});

test('T73: only two who are inside the same call reach each other, under the name the server knows', async () => {
	const [one, other, outside, elsewhere] = [ada, linus, grace, people.alan].map((person) => new Caller(person));
	await one!.join(stage);
	await other!.join(stage);
	await elsewhere!.join(studio);
	await one!.signal(stage, other!, 'hello');
	expect(other!.notes()).toEqual([[one!.device, 'hello']]);
	// Not inside; inside another call; under the wrong channel; to somebody who is not inside.
	await expect(outside!.signal(stage, other!)).rejects.toMatchObject({ status: 404 });
	await expect(elsewhere!.signal(stage, other!)).rejects.toMatchObject({ status: 404 });
	await elsewhere!.signal(studio, other!);
	await one!.signal(stage, elsewhere!);
	await one!.signal(stage, outside!);
	await one!.signal(stage, one!);
	expect([one, other, outside, elsewhere].map((caller) => caller!.notes().length)).toEqual([0, 1, 0, 0]);
	// A window that lost its place says nothing any more, and hears nothing.
	await new Caller(ada).join(studio);
	await expect(one!.signal(stage, other!)).rejects.toMatchObject({ status: 404 });
	await other!.signal(stage, one!);
	expect(one!.notes()).toEqual([]);
});

test('P30: in a conversation two talk, unless one blocked the other', async () => {
	const channelId = await converse(ada, linus);
	const [one, other] = [new Caller(ada), new Caller(linus)];
	await one.join(channelId, { hasCamera: true });
	expect(occupantsOf(channelId)).toMatchObject([{ hasCamera: true }]);
	await expect(new Caller(grace).join(channelId)).rejects.toMatchObject({ status: 404 });
	await one.leave(channelId);
	await db.insertInto('blocks').values({ blockerId: ada.id, blockedId: linus.id, createdAt: new Date() }).execute();
	for (const caller of [one, other]) await expect(caller.join(channelId)).rejects.toMatchObject({ status: 403 });
	expect(occupantsOf(channelId)).toEqual([]);
});
