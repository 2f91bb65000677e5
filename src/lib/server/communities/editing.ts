import type { Community } from '$lib/communities/community';
import { record } from '../audit/record';
import { db } from '../db';
import { retrying } from '../db/retry';
import { replacePicture } from '../files/store';
import { fileUrl } from '../files/url';
import { demandNow } from '../members/standing';
import { publish } from '../realtime/bus';
import { eraseLater } from '../uploads/erase';
import type { CommunityAccess } from './access';

/** `iconFile`: another picture, null for none, undefined for the one that is there. */
type Wish = { name: string; description: string; iconFile?: string | null };

/** Changes how a community presents itself, for everybody who looks at it just now. */
export async function editCommunity(access: CommunityAccess, wish: Wish): Promise<void> {
	access.demand('community.edit');
	const { id } = access.community;
	const done = await retrying(() =>
		db.transaction().execute(async (trx): Promise<{ changed: Community; replaced: string[] } | null> => {
			await demandNow(trx, access, 'community.edit');
			const before = await trx
				.selectFrom('communities')
				.where('id', '=', id)
				.select(['name', 'description', 'iconFile'])
				.executeTakeFirstOrThrow();
			const { name, description, iconFile = before.iconFile } = wish;
			const changes = [
				name !== before.name && `name: ${before.name} → ${name}`,
				description !== before.description && 'description',
				iconFile !== before.iconFile && (iconFile ? 'picture' : 'picture removed')
			].filter((change) => change !== false);
			if (changes.length === 0) return null;
			await trx.updateTable('communities').set({ name, description, iconFile }).where('id', '=', id).execute();
			await record(trx, access, { action: 'community.edited', detail: changes.join(', ') });
			const replaced = await replacePicture(trx, before.iconFile, iconFile);
			return { changed: { id, name, description, iconUrl: fileUrl(iconFile) }, replaced };
		})
	);
	if (!done) return;
	eraseLater(done.replaced);
	publish(`community:${id}`, { type: 'community.changed', community: done.changed });
}
