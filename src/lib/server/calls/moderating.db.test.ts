import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { callPlaces, converse, makeRooms } from '../../../../tests/call-places';
import { Caller } from '../../../../tests/caller';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { disconnectOccupant, muteOccupant } from './commands';
import { end, occupantsOf, placesIn } from './occupancy';

freshWorld();
beforeEach(makeRooms);

const { stage, studio } = callPlaces;
const { ada, alan, grace, linus } = people;
const into = (viewer: Viewer, channelId = stage) => enterChannel(viewer, channelId, places.observatory);
const deeds = async () =>
	(await db.selectFrom('auditEntries').select(['action', 'actorId', 'targetName', 'detail']).execute()).map(
		Object.values
	);

afterEach(() => {
	for (const id of [stage, studio]) for (const place of placesIn(id)) end(place, 'left');
});

test('a moderator mutes a member, who is told and may speak again', async () => {
	const [target, other] = [new Caller(linus), new Caller(ada)];
	await target.join(stage, { isMuted: false });
	await other.join(stage, { isMuted: false });
	await muteOccupant(await into(grace), target.device);
	expect(occupantsOf(stage).map(({ name, isMuted }) => [name, isMuted])).toEqual([
		['Linus', true],
		['Ada', false]
	]);
	expect([target.of('call.muted').length, other.of('call.muted').length]).toEqual([1, 0]);
	expect(await deeds()).toEqual([['call.muted', grace.id, 'Linus', 'in #stage']]);
	await target.be(stage, { isMuted: false });
	expect(occupantsOf(stage)[0]).toMatchObject({ isMuted: false });
});

test('a moderator puts a member out, who may come again', async () => {
	const target = new Caller(linus);
	await target.join(stage);
	await disconnectOccupant(await into(grace), target.device);
	expect([target.ends(), occupantsOf(stage)]).toEqual([['removed'], []]);
	expect(await deeds()).toEqual([['call.disconnected', grace.id, 'Linus', 'in #stage']]);
	await target.join(stage);
	expect(occupantsOf(stage).length).toBe(1);
});

test.each([
	['a guest', linus, ada],
	['a guest, to another one', linus, linus],
	['a moderator, to an admin', grace, alan],
	['a moderator, to themself', grace, grace],
	['an admin, to the owner', alan, ada]
])('%s may do neither', async (_, actor, target) => {
	const caller = new Caller(target);
	await caller.join(stage, { isMuted: false });
	for (const act of [muteOccupant, disconnectOccupant])
		await expect(act(await into(actor), caller.device)).rejects.toMatchObject({ status: 403 });
	expect(occupantsOf(stage)).toMatchObject([{ isMuted: false }]);
	expect([caller.ends(), await deeds()]).toEqual([[], []]);
});

test('who is not inside this call cannot be meant, nor can anybody in a conversation', async () => {
	const caller = new Caller(linus);
	await caller.join(studio);
	for (const act of [muteOccupant, disconnectOccupant])
		await expect(act(await into(grace), caller.device)).rejects.toMatchObject({ status: 404 });
	const channelId = await converse(ada, linus);
	await caller.join(channelId);
	await expect(enterChannel(ada, channelId, places.observatory)).rejects.toMatchObject({ status: 404 });
	await caller.leave(channelId);
	expect(await deeds()).toEqual([]);
});

test('a role that was lost meanwhile does not count', async () => {
	const caller = new Caller(linus);
	await caller.join(stage, { isMuted: false });
	const access = await into(grace);
	await db.updateTable('members').set({ role: 'guest' }).where('userId', '=', grace.id).execute();
	await expect(muteOccupant(access, caller.device)).rejects.toMatchObject({ status: 403 });
	expect(occupantsOf(stage)).toMatchObject([{ isMuted: false }]);
});
