import { on } from 'svelte/events';

/** How long a finger rests until the menu comes, in milliseconds, and how far it may tremble meanwhile, in pixels. */
const REST = 500;
const TREMOR = 10;
/** How far to the side a message is pushed to answer it, and how far that may go up or down. */
const FAR = 64;
const SLANT = 32;

type Wishes = { onlong: (at: { x: number; y: number }) => void; onswipe?: () => void };

/** Follows a finger from where it came down on a message: resting there is one wish, pushing it aside another. */
export function follow(start: PointerEvent, line: HTMLElement, { onlong, onswipe }: Wishes): void {
	const { clientX: x, clientY: y, pointerId } = start;
	// What scrolls sideways by itself is not pushed.
	const mayPush = !!onswipe && !(start.target as Element).closest('pre');
	const towards = getComputedStyle(line).direction === 'rtl' ? 1 : -1;
	let pushed = 0;

	const rest = setTimeout(
		() => {
			end();
			navigator.vibrate?.(10);
			onlong({ x, y });
			// Lifted right after, it would choose what has come under it.
			const lift = on(window, 'pointerup', (event) => {
				if (event.pointerId !== pointerId) return;
				lift();
				ignoreClick();
			});
		},
		Math.max(0, REST - (performance.now() - start.timeStamp))
	);

	const stops = [
		on(window, 'pointermove', (event) => {
			if (event.pointerId !== pointerId) return;
			const [across, down] = [event.clientX - x, Math.abs(event.clientY - y)];
			if (Math.hypot(across, down) > TREMOR) clearTimeout(rest);
			pushed = mayPush && down < SLANT ? Math.max(0, Math.min(FAR + 16, across * towards)) : 0;
			line.style.translate = pushed > TREMOR ? `${pushed * towards}px` : '';
		}),
		on(window, 'pointerup', (event) => {
			if (event.pointerId !== pointerId) return;
			end();
			if (pushed >= FAR) onswipe?.();
		}),
		on(window, 'pointercancel', (event) => event.pointerId === pointerId && end())
	];

	function end(): void {
		clearTimeout(rest);
		line.style.translate = '';
		for (const stop of stops) stop();
	}
}

/** The click that browsers make of a short touch is not meant for what lies there now. */
function ignoreClick(): void {
	const stop = on(
		window,
		'click',
		(event) => {
			event.preventDefault();
			event.stopImmediatePropagation();
		},
		{ capture: true }
	);
	setTimeout(stop, 100);
}
