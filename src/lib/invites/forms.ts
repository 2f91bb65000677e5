import { z } from 'zod';
import { couldBeCode, lifetimes, useLimits } from './invite';

const oneOf = (allowed: readonly number[], words: string) =>
	z.coerce.number({ error: words }).refine((value) => allowed.includes(value), words);

/** What the "New link" form sends. */
export const newInvite = z.object({
	lifetime: oneOf(
		lifetimes.map(({ seconds }) => seconds),
		'Choose how long it works.'
	).default(604_800),
	maxUses: oneOf(useLimits, 'Choose how often it works.').default(0)
});

/** Which invite is meant. */
export const chosenInvite = z.object({ code: z.string().refine(couldBeCode, 'Choose an invite.') });
