import { z } from 'zod';
import { line } from '../line-field';
import type { Role } from '../permissions';

export type Community = { id: string; name: string; description: string; iconUrl: string | null };
/** One of the viewer's own servers; whoever owns it cannot simply leave. */
export type JoinedCommunity = Community & { isOwner: boolean; role: Role };

export const COMMUNITY_NAME_LIMIT = 80;
export const DESCRIPTION_LIMIT = 500;
export const ICON_LIMIT = 4 * 1024 * 1024;

/** What the "Create a server" form sends; an empty file field is how browsers say "no picture". */
export const newCommunity = z.object({
	name: line(COMMUNITY_NAME_LIMIT, {
		missing: 'Give your server a name.',
		long: `Server names can be up to ${COMMUNITY_NAME_LIMIT} characters.`
	}),
	icon: z
		.instanceof(File, { error: 'Choose a picture file.' })
		.refine((file) => file.size <= ICON_LIMIT, 'Pictures can be up to 4 MB.')
		.optional()
});
