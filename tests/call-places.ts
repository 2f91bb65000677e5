import type { Viewer } from '$lib/accounts/account';
import { db } from '$lib/server/db';
import { enterDirect } from '$lib/server/direct/access';
import { beginConversation } from '$lib/server/direct/commands';
import { Caller } from './caller';
import { places } from './world';

/** #stage is for voices, #studio for faces too, #backstage is for moderators. */
export const callPlaces = { stage: '311', studio: '312', backstage: '313' };

/** Adds them to the small world. */
export async function makeRooms(): Promise<void> {
	const room = (id: string, name: string, kind: 'audio' | 'video', isPrivate = false) => ({
		...{ id, name, kind, isPrivate, communityId: places.observatory, categoryId: '251', createdAt: new Date() }
	});
	const { stage, studio, backstage } = callPlaces;
	await db
		.insertInto('channels')
		.values([
			room(stage, 'stage', 'audio'),
			room(studio, 'studio', 'video'),
			room(backstage, 'backstage', 'audio', true)
		])
		.execute();
	await db.insertInto('channelGrants').values({ channelId: backstage, grantee: 'role:moderator' }).execute();
}

/** Makes the conversation of two people. */
export async function converse(one: Viewer, other: Viewer): Promise<string> {
	return beginConversation(await enterDirect(one, other.id));
}

/** So many more members, each with a window. */
export async function crowdOf(size: number): Promise<Caller[]> {
	const crowd = Array.from({ length: size }, (_, index) => {
		const id = String(5000 + index);
		return { id, name: `Guest ${index}`, handle: `guest${id}`, avatarUrl: null };
	});
	await db
		.insertInto('users')
		.values(
			crowd.map(({ id, name, handle }) => ({ id, handle, displayName: name, avatarFile: null, createdAt: new Date() }))
		)
		.execute();
	const member = { communityId: places.observatory, role: 'guest' as const, nickname: null, joinedAt: new Date() };
	await db
		.insertInto('members')
		.values(crowd.map(({ id }) => ({ ...member, userId: id })))
		.execute();
	return crowd.map((one) => new Caller(one));
}
