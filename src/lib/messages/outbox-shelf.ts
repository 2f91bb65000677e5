import { quietly } from '../on-device';
import type { Outgoing } from './outgoing';

/** A message that waits to be sent, as it is kept on the device; `path` is its channel's page. */
type Kept = { channelId: string; path: string; item: Outgoing };

/** Where an outbox keeps what waits, so that a reload or a closed window does not lose it. */
export type Shelf = { put(item: Outgoing): void; drop(nonce: string): void };

// An entry for each message: several windows of one person write side by side.
const nameOf = (viewerId: string, nonce = '') => `outbox ${viewerId} ${nonce}`;

/** The shelf of one channel. */
export function shelfOf(viewerId: string, channelId: string, path: string): Shelf {
	return {
		put: (item) => {
			const kept: Kept = { channelId, path, item };
			quietly(() => localStorage.setItem(nameOf(viewerId, item.nonce), JSON.stringify(kept)));
		},
		drop: (nonce) => quietly(() => localStorage.removeItem(nameOf(viewerId, nonce)))
	};
}

/** Everything this person had not sent on this device, oldest first. */
export function keptBy(viewerId: string): Kept[] {
	const names = quietly(() => Object.keys(localStorage)) ?? [];
	const mine = names.filter((name) => name.startsWith(nameOf(viewerId)));
	const found = mine.flatMap((name) => quietly(() => JSON.parse(localStorage.getItem(name) ?? '') as Kept) ?? []);
	return found.sort((a, b) => a.item.at.localeCompare(b.item.at));
}
