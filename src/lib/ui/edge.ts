/** How far before the edge comes into view more is loaded, in pixels. */
const AHEAD = 1200;

/** When nothing came, in milliseconds. */
const AGAIN = 500;

const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

/**
 * Watches an empty element at the edge of what is loaded in the scrolling element around it. Long before it comes into view
 * `load` is called, again and again until the edge is far away or the element is gone. It answers whether anything came.
 */
export function edge(load: () => Promise<boolean>) {
	return (sentinel: HTMLElement) => {
		const log = sentinel.closest('[role=log]')!;
		let isSeen = false;
		let isFilling = false;
		const isClose = () => {
			const [view, { top, bottom }] = [log.getBoundingClientRect(), sentinel.getBoundingClientRect()];
			return bottom >= view.top - AHEAD && top <= view.bottom + AHEAD;
		};
		const fill = async () => {
			if (isFilling) return;
			isFilling = true;
			// Only the observer ends this: it tells of changes, and one that it has not seen would be the last we hear of the edge.
			// Where no lines came although the edge is there, something was in the way, and we try again.
			while (isSeen) {
				if (!isClose()) await nextFrame();
				else if (await load()) await nextFrame();
				else await new Promise((later) => setTimeout(later, AGAIN));
			}
			isFilling = false;
		};
		const watcher = new IntersectionObserver(
			(looks) => {
				// Several looks may come at once, oldest first: only the last one says how it is now.
				isSeen = looks.at(-1)!.isIntersecting;
				void fill();
			},
			{ root: log, rootMargin: `${AHEAD}px 0px` }
		);
		watcher.observe(sentinel);
		return () => {
			isSeen = false;
			watcher.disconnect();
		};
	};
}
