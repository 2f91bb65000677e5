import type { Attachment } from 'svelte/attachments';
import type { Structure } from './structure.svelte';

/** Lets channels be dragged to another place of their list; what that takes is loaded only by those who may. */
export function arranging(structure: Structure, home: string): Attachment<HTMLElement> {
	return (list) => {
		let stop = () => {};
		let isGone = false;
		void import('./dragging').then(({ dragging }) => {
			if (!isGone) stop = dragging(list, structure, home);
		});
		return () => {
			isGone = true;
			stop();
		};
	};
}
