const focusable = 'a[href], button:enabled, summary, input:not([type=hidden]), textarea';

const linesOf = (log: HTMLElement) => [...log.querySelectorAll<HTMLElement>('article[id^=m-]')];

/** The line that Tab leads to: the one that had the focus last, or the newest. */
export function currentLine(log: HTMLElement): HTMLElement | undefined {
	return log.querySelector<HTMLElement>('article[tabindex="0"]') ?? linesOf(log).at(-1);
}

/** From now on Tab leads to this line and to nothing else in the log. */
function choose(log: HTMLElement, line: HTMLElement): void {
	log.tabIndex = -1;
	for (const other of log.querySelectorAll('article[tabindex]')) if (other !== line) other.removeAttribute('tabindex');
	line.tabIndex = 0;
}

export function focusLine(log: HTMLElement, line: HTMLElement | undefined): void {
	if (!line) return;
	choose(log, line);
	line.focus({ preventScroll: true });
	line.scrollIntoView({ block: 'nearest' });
}

/** The focus came into the log. By Tab it goes to the current line; whatever was pressed or clicked in another line makes that one current. */
export function entered(log: HTMLElement, { target, relatedTarget }: FocusEvent, isByTab: boolean): void {
	const at = (target as HTMLElement).closest('article');
	const isInside = relatedTarget instanceof Node && log.contains(relatedTarget);
	const line = currentLine(log);
	if (isByTab && !isInside && at !== line) focusLine(log, line);
	else if (at?.id) choose(log, at);
}

/** Moves by message; answers whether the key was one of those that do. */
export function moved(log: HTMLElement, { key, target }: KeyboardEvent): boolean {
	const lines = linesOf(log);
	const at = lines.indexOf((target as HTMLElement).closest('article') ?? currentLine(log)!);
	// From the log itself the first key leads to where Tab would have led.
	const step = target === log ? 0 : 1;
	const to = { ArrowUp: Math.max(0, at - step), ArrowDown: Math.min(lines.length - 1, at + step), Home: 0, End: -1 }[
		key
	];
	if (to === undefined) return false;
	focusLine(log, lines.at(to));
	return true;
}

/** Tab stays within the current line and then leaves the log, past all the others: the next stop is the one after its edge. */
export function leaving(log: HTMLElement, { target, shiftKey }: KeyboardEvent): void {
	const line = (target as HTMLElement).closest<HTMLElement>('article');
	const stops = line
		? [line, ...line.querySelectorAll<HTMLElement>(focusable)].filter((stop) => stop.checkVisibility())
		: [];
	if (stops.at(shiftKey ? 0 : -1) !== target && target !== log) return;
	const edge = document.createElement('span');
	edge.tabIndex = -1;
	log[shiftKey ? 'before' : 'after'](edge);
	edge.focus({ preventScroll: true });
	setTimeout(() => edge.remove());
}
