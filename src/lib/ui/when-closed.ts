/**
 * What a popover does with its `toggle` events: when it was closed, the focus goes back to `opener` unless it is somewhere
 * else by then, and `onclose` may take it away. Browsers tell of it a moment later; one that was taken away by then says nothing, as
 * another one may be open in its place.
 */
export function whenClosed(onclose: () => void, opener?: HTMLElement) {
	return ({ newState, currentTarget }: ToggleEvent): void => {
		const box = currentTarget as HTMLElement;
		if (newState !== 'closed' || !box.isConnected) return;
		const { activeElement: focused } = document;
		if (!focused || focused === document.body || box.contains(focused)) opener?.focus();
		onclose();
	};
}
