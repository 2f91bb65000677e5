/** How far before the edge comes into view more is loaded, in pixels. */
const AHEAD = '1200px 0px';

const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/**
 * Watches an empty element at the edge of what is loaded in the scrolling element around it. Long before it comes into view
 * `load` is called, again and again until the edge is far away, or `load` answers that nothing came.
 */
export function edge(load: () => Promise<boolean>) {
	return (sentinel: HTMLElement) => {
		let isClose = false;
		let isFilling = false;
		const fill = async () => {
			if (isFilling) return;
			isFilling = true;
			// Whether the edge is still close is known once the new lines are drawn and were looked at.
			while (isClose && (await load())) await drawn();
			isFilling = false;
		};
		const watcher = new IntersectionObserver(
			([entry]) => {
				isClose = entry!.isIntersecting;
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
