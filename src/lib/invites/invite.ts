import { z } from 'zod';

/** How long an invite may live, in seconds; 0 is for ever. */
export const lifetimes = [
	{ seconds: 1800, label: '30 minutes' },
	{ seconds: 3600, label: '1 hour' },
	{ seconds: 86_400, label: '1 day' },
	{ seconds: 604_800, label: '7 days' },
	{ seconds: 2_592_000, label: '30 days' },
	{ seconds: 0, label: 'Never' }
] as const;

/** How often an invite may be used; 0 is without limit. */
export const useLimits = [1, 5, 10, 25, 50, 100, 0] as const;

const oneOf = (allowed: readonly number[], words: string) =>
	z.coerce.number({ error: words }).refine((value) => allowed.includes(value), words);

/** What the "New invite" form sends. */
export const newInvite = z.object({
	lifetime: oneOf(
		lifetimes.map(({ seconds }) => seconds),
		'Choose how long it works.'
	).default(604_800),
	maxUses: oneOf(useLimits, 'Choose how often it works.').default(0)
});

export type Invite = {
	code: string;
	uses: number;
	maxUses: number | null;
	expiresAt: string | null;
	creatorName: string;
};

/** The code in a pasted invite: the bare code, or the last part of its address. Null when there is none. */
export function codeIn(pasted: string): string | null {
	return /(?:^|\/invite\/)([A-Za-z0-9_-]{8,32})\/?$/.exec(pasted.trim())?.[1] ?? null;
}
