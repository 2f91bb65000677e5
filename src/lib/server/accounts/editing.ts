import type { About, Viewer } from '$lib/accounts/account';
import { db, isDuplicate } from '../db';
import { retrying } from '../db/retry';
import { replacePicture } from '../files/store';
import { fileUrl } from '../files/url';
import { refuse } from '../refuse';
import { eraseLater } from '../uploads/erase';
import { Wrong } from '../wrong';
import { handleFrom } from './commands';
import { circleOf } from './queries';
import { skeletonOf } from './skeleton';
import { tellPerson } from './telling';

/** `avatarFile`: another picture, null for none, undefined for the one that is there. */
type Wish = About & { name: string; handle: string; avatarFile?: string | null };

const isTaken = (error: unknown) => isDuplicate(error, 'users_handle') || isDuplicate(error, 'users_handle_skeleton');

/** Changes how somebody is shown, for everybody who sees them. A handle that others have, or one like it, is refused. */
export async function editProfile({ id }: Viewer, wish: Wish): Promise<void> {
	const { name, handle, pronouns, status, about } = wish;
	const write = () =>
		db.transaction().execute(async (trx) => {
			const before =
				(await trx
					.selectFrom('users')
					.where('id', '=', id)
					.where('deletedAt', 'is', null)
					.select(['handle', 'avatarFile'])
					.forUpdate()
					.executeTakeFirst()) ?? refuse('sign-in-required');
			const { avatarFile = before.avatarFile } = wish;
			await trx
				.updateTable('users')
				.set({ displayName: name, pronouns, status, about, avatarFile })
				// A handle from before there were skeletons stays as it is.
				.$if(handle !== before.handle, (query) => query.set({ handle, handleSkeleton: skeletonOf(handle) }))
				.where('id', '=', id)
				.execute();
			return { avatarFile, replaced: await replacePicture(trx, before.avatarFile, avatarFile) };
		});
	const { avatarFile, replaced } = await retrying(write).catch((error: unknown) => {
		if (!isTaken(error)) throw error;
		throw new Wrong('handle', `That name is taken. Try ${handleFrom(name)}${new Date().getFullYear()}.`);
	});
	eraseLater(replaced);
	tellPerson({ id, name, handle, avatarUrl: fileUrl(avatarFile) }, await circleOf(db, id));
}
