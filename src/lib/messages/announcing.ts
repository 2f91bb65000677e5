import { quietly } from '../on-device';

const KEPT = 'announce';

/** What screen readers read out of an open channel: every new message, those that call the viewer, or none. */
const announcings = ['all', 'mentions', 'none'] as const;
export type Announcing = (typeof announcings)[number];

/** As it was chosen on this device. */
export function announcing(): Announcing {
	const kept = quietly(() => localStorage.getItem(KEPT));
	return announcings.find((one) => one === kept) ?? 'all';
}

export function chooseAnnouncing(what: Announcing): void {
	quietly(() => localStorage.setItem(KEPT, what));
}
