import type { Viewer } from '$lib/accounts/account';
import { db } from '../db';
import { newId } from '../db/id';
import { demandAlive } from '../accounts/alive';
import { replacePicture } from '../files/store';
import { newCode } from '../invites/code';
import { publish } from '../realtime/bus';
import { refresh } from '../realtime/hub';

const defaultCategories = ['Text', 'Audio', 'Video'];

/** Makes a community with its owner, `general` and a first invite, all or nothing. Answers the ids to go to. */
export async function createCommunity(
	owner: Viewer,
	{ name, iconFile }: { name: string; iconFile: string | null }
): Promise<{ communityId: string; channelId: string }> {
	const [communityId, channelId] = [await newId(), await newId()];
	const categories = await Promise.all(
		defaultCategories.map(async (category, position) => ({ id: await newId(), communityId, name: category, position }))
	);
	const createdAt = new Date();
	await db.transaction().execute(async (trx) => {
		await demandAlive(trx, owner.id);
		await replacePicture(trx, null, iconFile);
		await trx
			.insertInto('communities')
			.values({ id: communityId, name, iconFile, ownerId: owner.id, createdAt })
			.execute();
		await trx
			.insertInto('members')
			.values({ communityId, userId: owner.id, role: 'owner', nickname: null, joinedAt: createdAt })
			.execute();
		await trx.insertInto('categories').values(categories).execute();
		await trx
			.insertInto('channels')
			.values({
				id: channelId,
				communityId,
				categoryId: categories[0]!.id,
				kind: 'text',
				name: 'general',
				topic: 'The first channel. Say anything.',
				isGeneral: true,
				createdAt
			})
			.execute();
		await trx
			.insertInto('invites')
			.values({ code: newCode(), communityId, creatorId: owner.id, maxUses: null, createdAt })
			.execute();
	});
	await refresh(owner.id);
	publish(`user:${owner.id}`, { type: 'community.joined', communityId });
	return { communityId, channelId };
}
