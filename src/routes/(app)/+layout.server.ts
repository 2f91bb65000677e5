import { clerkSettings } from '$lib/server/auth/browsers';
import { blockedBy } from '$lib/server/blocks/queries';
import { communitiesOf } from '$lib/server/communities/queries';
import { config } from '$lib/server/config';
import { db } from '$lib/server/db';
import { unreadChannels } from '$lib/server/unread/queries';
import { refuse } from '$lib/server/refuse';
import { MEMBERS_COOKIE } from '$lib/members/panel';
import { ZONE_COOKIE, zoneOr } from '$lib/time';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends, cookies }) => {
	depends('app:rail');
	const { viewer, theme } = locals;
	if (!viewer) refuse('sign-in-required');
	const [communities, unread, blocked] = await Promise.all([
		communitiesOf(db, viewer.id),
		unreadChannels(db, viewer.id),
		blockedBy(db, viewer.id)
	]);
	return {
		/** Where Clerk keeps the accounts: how its script keeps people signed in. */
		clerk: clerkSettings(),
		viewer,
		theme,
		timeZone: zoneOr(cookies.get(ZONE_COOKIE)),
		showsMembers: cookies.get(MEMBERS_COOKIE) !== 'hidden',
		communities,
		unread,
		/** How large a file of a message may be, in bytes. */
		fileLimit: config().fileLimit,
		/** Whom the viewer does not want to hear from. */
		blocked
	};
};
