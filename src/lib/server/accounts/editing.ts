import type { Transaction } from 'kysely';
import type { About, Viewer } from '$lib/accounts/account';
import { db, isDuplicate } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { replacePicture } from '../files/store';
import { fileUrl } from '../files/url';
import { refuse } from '../refuse';
import { eraseLater } from '../uploads/erase';
import { Wrong } from '../wrong';
import { handleFrom } from './commands';
import { circleOf } from './queries';
import { skeletonOf } from './skeleton';
import { tellPerson } from './telling';

/** What is not named stays as it is. `avatarFile`: another picture, null for none. */
type Wish = Partial<About> & { name?: string; handle?: string; avatarFile?: string | null };

const isTaken = (error: unknown) => isDuplicate(error, 'users_handle') || isDuplicate(error, 'users_handle_skeleton');

/**
 * Changes how somebody is shown, as part of a transaction; null for somebody whose account is deleted. Answers what to do once it
 * is committed: everybody who sees them is told.
 */
export async function reshape(trx: Transaction<Schema>, id: string, wish: Wish): Promise<(() => Promise<void>) | null> {
	const before = await trx
		.selectFrom('users')
		.where('id', '=', id)
		.where('deletedAt', 'is', null)
		.select(['displayName', 'handle', 'avatarFile'])
		.forUpdate()
		.executeTakeFirst();
	if (!before) return null;
	const { pronouns, status, about } = wish;
	const { name = before.displayName, handle = before.handle, avatarFile = before.avatarFile } = wish;
	await trx
		.updateTable('users')
		.set({ displayName: name, pronouns, status, about, avatarFile })
		// A handle from before there were skeletons stays as it is.
		.$if(handle !== before.handle, (query) => query.set({ handle, handleSkeleton: skeletonOf(handle) }))
		.where('id', '=', id)
		.execute();
	const replaced = await replacePicture(trx, before.avatarFile, avatarFile);
	return async () => {
		eraseLater(replaced);
		tellPerson({ id, name, handle, avatarUrl: fileUrl(avatarFile) }, await circleOf(db, id));
	};
}

/** Changes how somebody is shown, for everybody who sees them. A handle that others have, or one like it, is refused. */
export async function editProfile({ id }: Viewer, wish: Wish & { name: string }): Promise<void> {
	const tell = await retrying(() => db.transaction().execute((trx) => reshape(trx, id, wish))).catch(
		(error: unknown) => {
			if (!isTaken(error)) throw error;
			throw new Wrong('handle', `That name is taken. Try ${handleFrom(wish.name)}${new Date().getFullYear()}.`);
		}
	);
	await (tell ?? refuse('sign-in-required'))();
}
