import { on } from 'svelte/events';

/** Pixels kept free around a list. */
const GAP = 6;
const EDGE = 8;
const LEAST = 280;

/** Opens a list above the box of a field, or under it where there is more room, and keeps it there. Answers how to stop. */
export function beside(field: HTMLElement, list: HTMLElement): () => void {
	const stand = () => {
		const box = (field.closest('[data-box]') ?? field).getBoundingClientRect();
		const isAbove = box.top > innerHeight - box.bottom;
		const room = isAbove ? box.top : innerHeight - box.bottom;
		const left = Math.max(EDGE, Math.min(box.left, innerWidth - LEAST - EDGE));
		Object.assign(list.style, {
			top: isAbove ? 'auto' : `${box.bottom + GAP}px`,
			bottom: isAbove ? `${innerHeight - box.top + GAP}px` : 'auto',
			left: `${left}px`,
			width: `${Math.max(box.width, LEAST)}px`,
			maxHeight: `${room - GAP - EDGE}px`
		});
	};
	list.showPopover();
	stand();
	const stops = [on(window, 'resize', stand), on(document, 'scroll', stand, { capture: true })];
	return () => stops.forEach((stop) => stop());
}
