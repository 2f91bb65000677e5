/** What a context menu was asked for on, and where in the window. */
export type Asked<T> = { about: T; opener: HTMLElement; at: { x: number; y: number } };

/** Takes a request for a context menu over from the browser; undefined when the browser's own menu is wanted. */
export function askedFor<T>(event: MouseEvent & { currentTarget: HTMLElement }, about: T): Asked<T> | undefined {
	// Shift and the right button together are the browser's own menu; Shift+F10 is not.
	if (event.shiftKey && event instanceof PointerEvent && event.pointerType === 'mouse') return undefined;
	event.preventDefault();
	const opener = event.currentTarget;
	const { right, top } = opener.getBoundingClientRect();
	const isByKey = event.clientX === 0 && event.clientY === 0;
	return { about, opener, at: isByKey ? { x: right, y: top } : { x: event.clientX, y: event.clientY } };
}
