import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callPlaces, converse, makeRooms } from '../../../../tests/call-places';
import { Caller } from '../../../../tests/caller';
import { freshWorld, people, places } from '../../../../tests/world';
import { deleteAccount } from '../accounts/deletion';
import { enterChannel } from '../channels/access';
import { deleteChannel, editChannel } from '../channels/commands';
import { enterCommunity } from '../communities/access';
import { deleteCommunity } from '../communities/deletion';
import { db } from '../db';
import { enterDirect } from '../direct/access';
import { block } from '../direct/commands';
import { ban, changeRole, kick, leaveCommunity } from '../members/commands';
import { dismiss, revoke } from '../realtime/hub';
import { end, occupantsOf, placesIn, wander, whereIs } from './occupancy';

freshWorld();
beforeEach(makeRooms);

const { stage, studio, backstage } = callPlaces;
const { observatory } = places;
const { ada, alan, grace, linus } = people;
const who = (channelId: string) => occupantsOf(channelId).map(({ name }) => name);
const here = () => enterCommunity(ada, observatory);

afterEach(() => {
	for (const id of [stage, studio, backstage]) for (const place of placesIn(id)) end(place, 'left');
});

async function inside(channelId: string, ...callers: Caller[]): Promise<void> {
	for (const caller of callers) await caller.join(channelId);
}

const wish = { topic: '', isReadOnly: false, categoryId: '251', moderators: true, people: [], handles: [] };
const close = async (channelId: string, change: object = {}) =>
	editChannel(await enterChannel(ada, channelId, observatory), { ...wish, name: 'room', isPrivate: true, ...change });
const dropRole = async () => changeRole(await here(), { userId: grace.id, role: 'guest' });

const takings: [
	string,
	{ channelId: string; lost: typeof linus; kept: typeof ada; take: () => Promise<unknown>; why: string }
][] = [
	[
		'being kicked',
		{
			...{ channelId: stage, lost: linus, kept: ada, why: 'removed' },
			take: async () => kick(await here(), { userId: linus.id, reason: '' })
		}
	],
	[
		'being banned',
		{
			...{ channelId: studio, lost: linus, kept: ada, why: 'removed' },
			take: async () => ban(await here(), { userId: linus.id, reason: '' })
		}
	],
	[
		'leaving the server',
		{
			...{ channelId: stage, lost: linus, kept: ada, why: 'removed' },
			take: async () => leaveCommunity(await enterCommunity(linus, observatory))
		}
	],
	['a channel made private', { channelId: stage, lost: linus, kept: grace, take: () => close(stage), why: 'removed' }],
	['a lost role', { channelId: backstage, lost: grace, kept: alan, take: dropRole, why: 'removed' }],
	[
		'a grant taken back',
		{
			channelId: backstage,
			lost: grace,
			kept: ada,
			take: () => close(backstage, { moderators: false }),
			why: 'removed'
		}
	]
];

test.each(takings)('P32 T73: %s ends the call, for nobody else', async (_, { channelId, lost, kept, take, why }) => {
	const [gone, stays] = [new Caller(lost), new Caller(kept)];
	await inside(channelId, gone, stays);
	await gone.signal(channelId, stays, 'before');
	await take();
	await vi.waitFor(() => expect(gone.ends()).toEqual([why]));
	expect([who(channelId), whereIs(lost.id), stays.ends()]).toEqual([[kept.name], undefined, []]);
	// The old frames open nothing, in either direction.
	await expect(gone.signal(channelId, stays, 'after')).rejects.toMatchObject({ status: 404 });
	await expect(gone.be(channelId, { isMuted: false })).rejects.toMatchObject({ status: 404 });
	await stays.signal(channelId, gone, 'after');
	await expect(gone.join(channelId)).rejects.toMatchObject({ status: 404 });
	expect([stays.notes(), gone.notes()]).toEqual([[[gone.device, 'before']], []]);
	expect(who(channelId)).toEqual([kept.name]);
});

test('P32: a deleted channel ends its call for everybody, and says that it is gone', async () => {
	const callers = [new Caller(ada), new Caller(linus)];
	await inside(stage, ...callers);
	await deleteChannel(await enterChannel(ada, stage, observatory));
	for (const caller of callers) await vi.waitFor(() => expect(caller.ends()).toEqual(['gone']));
	expect(who(stage)).toEqual([]);
});

test('P32: a deleted server ends all of its calls', async () => {
	const [one, other] = [new Caller(ada), new Caller(linus)];
	await inside(stage, one);
	await inside(studio, other);
	await deleteCommunity(await here());
	for (const caller of [one, other]) await vi.waitFor(() => expect(caller.ends()).toEqual(['gone']));
	expect([who(stage), who(studio)]).toEqual([[], []]);
});

test('P32: a block ends the call of the two', async () => {
	const channelId = await converse(ada, linus);
	const callers = [new Caller(ada), new Caller(linus)];
	await inside(channelId, ...callers);
	await block(await enterDirect(linus, ada.id));
	for (const caller of callers) await vi.waitFor(() => expect(caller.ends()).toEqual(['gone']));
	expect(occupantsOf(channelId)).toEqual([]);
});

test('P32: the end of an account ends the call of the two', async () => {
	const channelId = await converse(ada, linus);
	const [stays, goes] = [new Caller(ada), new Caller(linus)];
	await inside(channelId, stays, goes);
	await deleteAccount(linus, 'passed-on');
	expect([stays.ends(), occupantsOf(channelId)]).toEqual([['gone'], []]);
	await expect(stays.join(channelId)).rejects.toMatchObject({ status: 403 });
});

test('P32: whoever is kicked while their socket is lost finds no place when they come back', async () => {
	const [before, after, stays] = [
		new Caller(linus, 'same-device-0002'),
		new Caller(linus, 'same-device-0002'),
		new Caller(ada)
	];
	await inside(stage, before, stays);
	wander(before);
	expect(who(stage)).toEqual(['Linus', 'Ada']);
	await kick(await here(), { userId: linus.id, reason: '' });
	expect(who(stage)).toEqual(['Ada']);
	await expect(after.join(stage)).rejects.toMatchObject({ status: 404 });
	expect(after.heard).toEqual([]);
});

test('T73: nothing passes either way while access is being taken away', async () => {
	const [leaving, stays] = [new Caller(linus), new Caller(ada)];
	await inside(stage, leaving, stays);
	const isLost = (topic: string) => topic === `head:${stage}`;
	await revoke(linus.id, isLost, async () => {
		await leaving.signal(stage, stays, 'to');
		await stays.signal(stage, leaving, 'from');
	});
	expect([stays.notes(), leaving.notes(), who(stage)]).toEqual([[], [], ['Linus', 'Ada']]);
	// That came to nothing: they are members still, and talk on.
	await leaving.signal(stage, stays, 'again');
	expect(stays.notes()).toEqual([[leaving.device, 'again']]);
});

test('T73: whoever joins while they are being kicked is not let in', async () => {
	const late = new Caller(linus);
	let joining: Promise<void> = Promise.resolve();
	await revoke(
		linus.id,
		() => true,
		async () => {
			joining = late.join(stage);
			joining.catch(() => undefined);
			await db.deleteFrom('members').where('userId', '=', linus.id).execute();
		}
	);
	await expect(joining).rejects.toMatchObject({ status: 404 });
	expect(who(stage)).toEqual([]);
});

test('signing out ends the call of that login', async () => {
	const caller = new Caller(linus);
	await inside(stage, caller);
	dismiss(`login:${caller.visit.loginId}`, 4401);
	expect([who(stage), whereIs(linus.id)]).toEqual([[], undefined]);
});

test('when the database cannot say who may, nobody is inside by chance', async () => {
	const caller = new Caller(linus);
	await inside(stage, caller);
	const asking = vi.spyOn(db, 'executeQuery').mockRejectedValue(new Error('away'));
	await placesIn(stage)[0]!.refresh();
	asking.mockRestore();
	expect(who(stage)).toEqual([]);
	await vi.waitFor(() => expect(caller.ends().length).toBe(1));
});
