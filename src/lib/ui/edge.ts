/** How far before the edge comes into view more is loaded, in pixels. */
const AHEAD = '1200px 0px';

/** When nothing came, in milliseconds. */
const AGAIN = 500;

const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/**
 * Watches an empty element at the edge of what is loaded in the scrolling element around it. Long before it comes into view
 * `load` is called, again and again until the edge is far away or the element is gone. It answers whether anything came.
 */
export function edge(load: () => Promise<boolean>) {
	return (sentinel: HTMLElement) => {
		let isClose = false;
		let isFilling = false;
		const fill = async () => {
			if (isFilling) return;
			isFilling = true;
			// Whether the edge is still close is known once the new lines are drawn and were looked at. Where none came although
			// the edge is there, something was in the way: nobody would tell us when it is gone, so we try again.
			while (isClose) {
				if (await load()) await drawn();
				else await new Promise((later) => setTimeout(later, AGAIN));
			}
			isFilling = false;
		};
		const watcher = new IntersectionObserver(
			(looks) => {
				// Several looks may come at once, oldest first: only the last one says how it is now.
				isClose = looks.at(-1)!.isIntersecting;
				void fill();
			},
			{ root: sentinel.closest('[role=log]'), rootMargin: AHEAD }
		);
		watcher.observe(sentinel);
		return () => {
			isClose = false;
			watcher.disconnect();
		};
	};
}
