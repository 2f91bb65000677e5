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

/** What an invite is wished to be; 0 seconds is for ever, 0 uses are without limit. */
export type InviteWish = { lifetime: number; maxUses: number };

/** A wish as the record of deeds tells it: "7 days, 5 uses". */
export function inWords({ lifetime, maxUses }: InviteWish): string {
	const time = lifetimes.find(({ seconds }) => seconds === lifetime)?.label ?? `${lifetime} seconds`;
	const uses = maxUses === 1 ? '1 use' : `${maxUses} uses`;
	return `${lifetime ? time : 'no end'}, ${maxUses ? uses : 'no limit'}`;
}

export type Invite = {
	code: string;
	uses: number;
	maxUses: number | null;
	expiresAt: string | null;
	creatorName: string;
};

/** A side of the invite dialog: the link alone, with its QR code, or the list. */
export type Side = 'qr' | 'all' | null;

/** How often an invite was used, and may be. */
export function usesOf({ uses, maxUses }: Invite): string {
	if (maxUses) return `${uses} of ${maxUses} uses`;
	return uses === 1 ? '1 use' : `${uses} uses`;
}

/** The code in a pasted invite: the bare code, or the last part of its address. Null when there is none. */
export function codeIn(pasted: string): string | null {
	return /(?:^|\/invite\/)([A-Za-z0-9_-]{8,32})\/?$/.exec(pasted.trim())?.[1] ?? null;
}

/** Whether this could be an invite's code at all. */
export const couldBeCode = (code: string) => /^[\w-]{4,32}$/.test(code);
