import { quietly } from '../on-device';

const KEPT = 'notifications';

/** What this device can tell of: somebody writes to one, calls one in a message, rings, or says anything anywhere. */
export type Occasion = 'direct' | 'mention' | 'call' | 'other';
type Ways = { shows: boolean; sounds: boolean };

const defaults: Record<Occasion, Ways> = {
	direct: { shows: true, sounds: true },
	mention: { shows: true, sounds: true },
	call: { shows: true, sounds: false },
	other: { shows: false, sounds: false }
};

/** What somebody wants to be told of on this device, while a window is open. Kept once they have asked for anything. */
class Preferences {
	now = $state(structuredClone(defaults));

	/** What was kept on the device; only for browsers. */
	begin(): void {
		const kept = quietly(() => JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<typeof defaults>);
		const ways = (occasion: Occasion) => ({ ...defaults[occasion], ...kept?.[occasion] });
		this.now = { direct: ways('direct'), mention: ways('mention'), call: ways('call'), other: ways('other') };
	}

	set(occasion: Occasion, ways: Partial<Ways>): void {
		Object.assign(this.now[occasion], ways);
		this.keep();
	}

	/** Also tells this window, as browsers tell the others. */
	keep(): void {
		quietly(() => localStorage.setItem(KEPT, JSON.stringify(this.now)));
		dispatchEvent(new StorageEvent('storage', { key: KEPT }));
	}
}

export const preferences = new Preferences();
