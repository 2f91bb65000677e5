import { randomInt } from 'node:crypto';
import type { Viewer } from '$lib/accounts/account';
import { displayName, handle as handleShape } from '$lib/accounts/forms';
import { db, isDuplicate } from '../db';
import { newId } from '../db/id';
import { viewerOf } from './queries';
import { skeletonOf } from './skeleton';

/** Who somebody is at their provider. An empty name is not known yet; the handle is one they have there, the address verified. */
export type Identity = { provider: string; providerId: string; name: string; handle?: string; email?: string };

/** A handle to start with: what is left of the name in plain letters and digits. */
export function handleFrom(name: string): string {
	const plain = name
		.normalize('NFKD')
		.toLowerCase()
		.replace(/\s+/g, '.')
		.replace(/[^a-z0-9._]/g, '')
		.replace(/^[._]+/, '')
		.slice(0, 24)
		.replace(/[._]{1,24}$/, '');
	return handleShape.safeParse(plain).success ? plain : 'member';
}

/**
 * The person's profile, made from what their provider says at the first request; null for somebody who deleted their account.
 * `wanted` is a handle they chose.
 */
export async function createProfile(identity: Identity, wanted = handleFrom(identity.name)): Promise<Viewer | null> {
	const { provider, providerId } = identity;
	const id = await newId();
	const name = displayName.safeParse(identity.name).data ?? 'Someone new';
	for (let attempt = 0; attempt < 20; attempt++) {
		// The wish first; when somebody has it, a few digits behind it.
		const handle = attempt === 0 ? wanted : `${wanted.slice(0, 26)}${randomInt(10 ** Math.min(attempt + 1, 5))}`;
		try {
			await db.transaction().execute(async (trx) => {
				await trx
					.insertInto('users')
					.values({
						id,
						handle,
						handleSkeleton: skeletonOf(handle),
						displayName: name,
						avatarFile: null,
						createdAt: new Date()
					})
					.execute();
				await trx.insertInto('identities').values({ provider, providerId, userId: id }).execute();
			});
			return { id, handle, name, avatarUrl: null };
		} catch (error) {
			if (isDuplicate(error, 'PRIMARY')) {
				// Two first requests at once: the other one made the profile.
				return (await viewerOf(db, provider, providerId)) ?? null;
			}
			if (!isDuplicate(error, 'users_handle') && !isDuplicate(error, 'users_handle_skeleton')) throw error;
		}
	}
	throw new Error('No free handle was found.');
}
