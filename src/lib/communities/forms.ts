import { z } from 'zod';
import { line } from '../line-field';
import { cleanLine, cleanText } from '../text';
import { COMMUNITY_NAME_LIMIT, DESCRIPTION_LIMIT, ICON_LIMIT } from './community';

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

const tooLong = `Descriptions can be up to ${DESCRIPTION_LIMIT} characters.`;

/** What the settings of a server send. An empty file field is how browsers say "the same picture". */
export const communityEdit = newCommunity.extend({
	description: z
		.string()
		.max(4 * DESCRIPTION_LIMIT, tooLong)
		.transform(cleanText)
		.pipe(z.string().max(DESCRIPTION_LIMIT, tooLong))
		.default(''),
	removeIcon: z.boolean().default(false)
});

/** What is typed to confirm the end of a server. */
export const communityEnd = z.object({
	name: z.string({ error: 'Type the name of the server.' }).max(640, 'That is not its name.').transform(cleanLine)
});
