import { z } from 'zod';
import { cleanLine, cleanText } from '../text';
import { DESCRIPTION_LIMIT, newCommunity } from './community';

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
