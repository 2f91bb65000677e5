/** Takes hold of the first line in view; what is answered puts it back where it was, whatever came or went around it. */
export function hold(log: HTMLElement): (() => void) | undefined {
	// At its end the log follows what comes.
	if (log.scrollTop === 0) return;
	const { top } = log.getBoundingClientRect();
	const line = [...log.querySelectorAll('article')].find((one) => one.getBoundingClientRect().bottom > top);
	if (!line) return;
	const was = line.getBoundingClientRect().top;
	return () => {
		if (line.isConnected) log.scrollTop += line.getBoundingClientRect().top - was;
	};
}
