import { db, isDuplicate } from '../db';
import { newId } from '../db/id';
import { retrying } from '../db/retry';
import { publish } from '../realtime/bus';
import { revokeDirect } from '../realtime/hub';
import { refuse } from '../refuse';
import type { PairAccess } from './access';
import { pairKey } from './pair';
import { channelOfPair, hearersOf } from './queries';

const idsOf = ({ viewer, person }: PairAccess) => [...new Set([viewer.id, person.id])];

/** Tells both that something between them is another now; what it is, each may ask for themself. */
function tellBoth({ viewer, person }: PairAccess): void {
	publish(`user:${viewer.id}`, { type: 'direct.changed', userId: person.id });
	if (person.id !== viewer.id) publish(`user:${person.id}`, { type: 'direct.changed', userId: viewer.id });
}

/** Makes the conversation of two people, and lets both hear it. There is one for ever: whoever begins second, or at once, gets the first. */
export async function beginConversation(access: PairAccess): Promise<string> {
	if (!access.mayWrite) refuse('not-allowed');
	const { viewer, person } = access;
	const channel = { id: await newId(), name: '', kind: 'direct' as const, createdAt: new Date() };
	const write = () =>
		retrying(() =>
			db.transaction().execute(async (trx) => {
				await trx
					.insertInto('channels')
					.values({ ...channel, communityId: null, categoryId: null, pairKey: pairKey(viewer.id, person.id) })
					.execute();
				await trx
					.insertInto('participants')
					.values(idsOf(access).map((userId) => ({ userId, channelId: channel.id })))
					.execute();
				return channel.id;
			})
		);
	const begun = async () => {
		try {
			return await write();
		} catch (error) {
			if (!isDuplicate(error, 'channels_of_pair')) throw error;
			return (await channelOfPair(db, viewer.id, person.id))!;
		}
	};
	// Heard before anything is said, also when the other one was faster by a moment.
	const id = await revokeDirect({ id: null, userIds: idsOf(access) }, begun, (id, userIds) =>
		hearersOf(db, id, userIds)
	);
	tellBoth(access);
	return id;
}

async function decide(access: PairAccess, write: () => Promise<unknown>): Promise<void> {
	const id = access.conversation?.channel.id ?? null;
	const commit = async () => {
		await write();
		// They may have begun to talk since.
		return id ?? (await channelOfPair(db, access.viewer.id, access.person.id)) ?? null;
	};
	await revokeDirect({ id, userIds: idsOf(access) }, commit, (id, userIds) => hearersOf(db, id, userIds));
	tellBoth(access);
}

/** The viewer does not want to hear from this person: from now on neither reaches the other. What was said stays to be read. */
export async function block(access: PairAccess): Promise<void> {
	if (access.isAlone) refuse('not-allowed');
	const row = { blockerId: access.viewer.id, blockedId: access.person.id, createdAt: new Date() };
	await decide(access, () => db.insertInto('blocks').ignore().values(row).execute());
}

/** Takes the viewer's own block away; one by the other person stays. */
export async function unblock(access: PairAccess): Promise<void> {
	if (access.isAlone) refuse('not-allowed');
	const { viewer, person } = access;
	await decide(access, () =>
		db.deleteFrom('blocks').where('blockerId', '=', viewer.id).where('blockedId', '=', person.id).execute()
	);
}
