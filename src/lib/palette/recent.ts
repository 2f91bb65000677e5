import { quietly } from '../on-device';

/** Places that are remembered. */
const RECENT_LIMIT = 12;
const keyOf = (viewerId: string) => `recent ${viewerId}`;

/** The places this person opened on this device, by address, the latest first. */
export const recentPlaces = (viewerId: string): string[] =>
	quietly(() => (JSON.parse(localStorage.getItem(keyOf(viewerId)) ?? '[]') as unknown[]).map(String)) ?? [];

/** Remembers that these were opened, one after the other; pages that are no channel and no conversation are no places. */
export function rememberPlaces(viewerId: string, paths: string[]): void {
	const places = recentPlaces(viewerId);
	for (const path of paths) if (/\/(channels|direct)\/\d{1,20}$/.test(path)) places.unshift(path);
	quietly(() => localStorage.setItem(keyOf(viewerId), JSON.stringify([...new Set(places)].slice(0, RECENT_LIMIT))));
}
