import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';
import type { Structure } from './structure.svelte';

/** Lets channels be dragged to another place of their list. What that takes is loaded once a pointer comes near. */
export function arranging(structure: Structure, home: string): Attachment<HTMLElement> {
	return (list) => {
		let stop = () => {};
		let isGone = false;
		const load = async () => {
			const { dragging } = await import('./dragging');
			if (!isGone) stop = dragging(list, structure, home);
		};
		const wait = on(list, 'pointerenter', () => void load(), { once: true });
		return () => {
			isGone = true;
			wait();
			stop();
		};
	};
}
