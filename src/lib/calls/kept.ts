import { quietly } from '../on-device';

/** A call this window was in when it was reloaded. */
export type Room = {
	channelId: string;
	kind: 'audio' | 'video' | 'direct';
	name: string;
	/** The server it is in; nothing between two people. */
	place: string;
	/** Where it lives. */
	path: string;
};
export type Kept = { room: Room; isMuted: boolean; hasCamera: boolean; at: number };

/** After this long nobody means the reload any more, in milliseconds. */
const STALE = 5 * 60_000;

/** What this window kept when its page was left; it is taken out, because a copied window copies it, too. */
function take(name: string): string | null | undefined {
	return quietly(() => {
		const kept = sessionStorage.getItem(name);
		sessionStorage.removeItem(name);
		return kept;
	});
}

let own: string | undefined;
/** This window's name among all devices of all people; a reload keeps it. */
export function deviceId(): string {
	if (own) return own;
	const name = take('device') ?? crypto.randomUUID();
	own = name;
	addEventListener('pagehide', () => quietly(() => sessionStorage.setItem('device', name)));
	addEventListener('pageshow', () => take('device'));
	return name;
}

/** The call that was under way when the page was left. */
export function keptCall(): Kept | null {
	const text = take('call');
	const kept = text ? (quietly(() => JSON.parse(text) as Kept) ?? null) : null;
	return kept && Date.now() - kept.at < STALE ? kept : null;
}

/** Keeps the call for after a reload. */
export function keepCall(kept: Omit<Kept, 'at'>): void {
	quietly(() => sessionStorage.setItem('call', JSON.stringify({ ...kept, at: Date.now() })));
}
