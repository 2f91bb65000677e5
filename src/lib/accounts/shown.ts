import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';
import type { Viewer } from './account';

/** How people are shown now, who have changed that since the page was loaded. Only ever filled in browsers. */
const shown = new SvelteMap<string, Viewer>();

export function hearShown(frame: ServerFrame): void {
	if (frame.type === 'person.changed') shown.set(frame.person.id, frame.person);
	// What is loaded from then on knows better.
	else if (frame.type === 'ready') shown.clear();
}

/** Somebody as they are shown now. */
export function shownNow<P extends Partial<Viewer> & { id: string }>(person: P): P {
	const now = shown.get(person.id);
	return now ? { ...person, ...now } : person;
}
