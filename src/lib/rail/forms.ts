import { z } from 'zod';

const id = z.string().regex(/^\d{1,20}$/, 'Choose a server.');

/** What puts a server elsewhere in one's rail: before another one, or last. */
export const railMove = z.object({
	server: id,
	before: z.union([z.literal('').transform(() => null), id])
});
