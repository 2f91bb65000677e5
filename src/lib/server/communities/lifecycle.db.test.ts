import { expect, test } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { createInvite, joinByInvite } from '../invites/commands';
import { changeRole, kick, leaveCommunity } from '../members/commands';
import { postMessage } from '../messages/commands';
import { listeners } from '../realtime/hub';
import { enterCommunity } from './access';
import { deleteCommunity } from './deletion';
import { editCommunity } from './editing';
import { transferOwnership } from './ownership';
import { communitiesOf } from './queries';

freshWorld();

const enter = (viewer: Viewer) => enterCommunity(viewer, places.observatory);
const entries = () => db.selectFrom('auditEntries').selectAll().execute();
const refused = (status: number) => expect.objectContaining({ status });
const wish = { name: 'Planetarium', description: 'Look up.' };

/** Who owns the place by each of the two ways it is written down. */
async function owners() {
	const { ownerId } = await db
		.selectFrom('communities')
		.where('id', '=', places.observatory)
		.select('ownerId')
		.executeTakeFirstOrThrow();
	const members = await db
		.selectFrom('members')
		.where('communityId', '=', places.observatory)
		.where('role', '=', 'owner')
		.select('userId')
		.execute();
	return { ownerId, members: members.map(({ userId }) => userId) };
}

test('each of these deeds is for those the table names, and for nobody else', async () => {
	const deeds = {
		edit: (viewer: Viewer) => enter(viewer).then((access) => editCommunity(access, wish)),
		transfer: (viewer: Viewer) => enter(viewer).then((access) => transferOwnership(access, people.linus.id)),
		remove: (viewer: Viewer) => enter(viewer).then((access) => deleteCommunity(access))
	};
	const mayNot = { edit: [people.grace, people.linus], transfer: [people.alan, people.grace], remove: [people.alan] };
	for (const [name, deed] of Object.entries(deeds)) {
		for (const viewer of [...mayNot[name as keyof typeof deeds], people.linus])
			await expect(deed(viewer), `${viewer.name} ${name}`).rejects.toEqual(refused(403));
		for (const viewer of [people.mallory, people.eve])
			await expect(deed(viewer), `${viewer.name} ${name}`).rejects.toEqual(refused(404));
	}
	expect(await entries()).toEqual([]);
	expect(await communitiesOf(db, people.ada.id)).toMatchObject([{ name: 'Observatory', description: '' }]);

	await deeds.edit(people.alan);
	await deeds.transfer(people.ada);
	await expect(deeds.remove(people.ada), 'who gave it away').rejects.toEqual(refused(403));
	await deeds.remove(people.linus);
	expect((await entries()).map(({ action, actorId }) => [action, actorId])).toEqual([
		['community.edited', people.alan.id],
		['community.transferred', people.ada.id],
		['community.deleted', people.linus.id]
	]);
});

test('an edit is heard by members and says what changed; saving what is there changes nothing', async () => {
	const linus = listenerTo(`user:${people.linus.id}`, `community:${places.observatory}`);
	const mallory = listenerTo(`user:${people.mallory.id}`, `community:${places.elsewhere}`);
	const access = await enter(people.alan);
	await editCommunity(access, { ...wish, iconFile: 'somekey' });
	await editCommunity(access, { ...wish, iconFile: undefined });
	await editCommunity(access, { ...wish, iconFile: null });
	expect(linus.heard).toEqual([
		{ type: 'community.changed', community: { id: places.observatory, ...wish, iconUrl: '/files/somekey' } },
		{ type: 'community.changed', community: { id: places.observatory, ...wish, iconUrl: null } }
	]);
	expect(mallory.heard).toEqual([]);
	expect((await entries()).map(({ detail }) => detail)).toEqual([
		'name: Observatory → Planetarium, description, picture',
		'picture removed'
	]);
	linus.stop();
	mallory.stop();
});

test('a place changes hands: the heir owns it, the giver is an admin, both learn it', async () => {
	const grace = listenerTo(`user:${people.grace.id}`, `community:${places.observatory}`);
	await transferOwnership(await enter(people.ada), people.linus.id);
	expect(await owners()).toEqual({ ownerId: people.linus.id, members: [people.linus.id] });
	expect((await enter(people.ada)).role).toBe('admin');
	expect(grace.heard).toMatchObject([
		{ type: 'member.changed', member: { id: people.ada.id, role: 'admin' } },
		{ type: 'member.changed', member: { id: people.linus.id, role: 'owner' } }
	]);
	await enterChannel(people.linus, places.staff);
	for (const nobody of [people.mallory.id, people.eve.id, '999'])
		await expect(transferOwnership(await enter(people.linus), nobody)).rejects.toEqual(refused(404));
	await expect(transferOwnership(await enter(people.linus), people.linus.id)).rejects.toEqual(refused(403));
	grace.stop();
});

test('T8: fifty at once give it away, leave, are raised and thrown out: there is exactly one owner', async () => {
	const everybody = [people.ada, people.alan, people.grace, people.linus];
	const code = await createInvite(await enter(people.ada), { lifetime: 0, maxUses: 0 });
	let [transfers, departures] = [0, 0];
	const deed = async (i: number) => {
		const access = await enter(everybody[i % everybody.length]!);
		const other = everybody[(i + 1 + (i % 3)) % everybody.length]!.id;
		if (i % 5 === 0) return leaveCommunity(access).then(() => void (departures += 1));
		if (i % 7 === 0) return changeRole(access, { userId: other, role: 'admin' });
		if (i % 11 === 0) return kick(access, { userId: other, reason: '' });
		return transferOwnership(access, other).then(() => void (transfers += 1));
	};
	/** Three deeds in a row, each by what one is by then. */
	const busy = async (i: number) => {
		for (let step = 0; step < 3; step++)
			await deed(i + step * 17).catch((error: { status?: number }) => expect([403, 404]).toContain(error.status));
	};
	for (let round = 0; round < 4; round++) {
		await Promise.all(Array.from({ length: 50 }, (_, i) => busy(i + round)));
		const { ownerId, members } = await owners();
		expect(members).toEqual([ownerId]);
		// Whoever left or was thrown out comes back for the next round.
		for (const viewer of everybody) await joinByInvite(viewer, code);
	}
	expect([transfers > 4, departures > 4], `${transfers} transfers, ${departures} departures`).toEqual([true, true]);
});

test('a deleted place is gone for everybody at once, deaf first, and only that place', async () => {
	const code = await createInvite(await enter(people.ada), { lifetime: 0, maxUses: 0 });
	const rooms = [`channel:${places.lobby}`, `head:${places.lobby}`, `head:${places.staff}`];
	const linus = listenerTo(`user:${people.linus.id}`, `community:${places.observatory}`, ...rooms);
	const mallory = listenerTo(`user:${people.mallory.id}`, `community:${places.elsewhere}`, `channel:${places.away}`);
	const inTime = await enterChannel(people.ada, places.lobby);
	await deleteCommunity(await enter(people.ada));
	await postMessage(inTime, { body: 'still on its way' });
	await postMessage(await enterChannel(people.mallory, places.away), { body: 'all is well here' });
	expect(linus.heard).toEqual([
		{ type: 'community.left', communityId: places.observatory, name: 'Observatory', why: 'deleted', reason: '' }
	]);
	expect([...linus.listener.topics]).toEqual([`user:${people.linus.id}`]);
	expect(listeners(`channel:${places.lobby}`).size).toBe(0);
	expect(mallory.types()).toEqual(['message.created']);

	for (const viewer of [people.ada, people.linus]) {
		await expect(enter(viewer)).rejects.toEqual(refused(404));
		await expect(enterChannel(viewer, places.lobby)).rejects.toEqual(refused(404));
		expect(await communitiesOf(db, viewer.id)).toEqual([]);
	}
	await expect(joinByInvite(people.mallory, code)).rejects.toEqual(refused(404));
	const kept = await db.selectFrom('messages').where('channelId', '=', places.lobby).select('body').execute();
	expect(kept, 'history stays in the database').toHaveLength(1);
	linus.stop();
	mallory.stop();
});

test('a deletion that fails leaves everybody as they were', async () => {
	let refreshed = 0;
	const linus = listenerTo(`user:${people.linus.id}`, `community:${places.observatory}`);
	Object.assign(linus.listener, { refresh: async () => void (refreshed += 1) });
	const stale = await enter(people.ada);
	await transferOwnership(stale, people.alan.id);
	refreshed = 0;
	await expect(deleteCommunity(stale)).rejects.toEqual(refused(403));
	expect(refreshed).toBe(1);
	expect(linus.types()).not.toContain('community.left');
	linus.stop();
});
