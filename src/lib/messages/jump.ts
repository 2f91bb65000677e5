import { tick } from 'svelte';
import type { Reading } from './reading.svelte';

/** How long a line that was jumped to stands out, in milliseconds. */
const FLASH = 2000;

/** Shows line `seq`, wherever it is, at one third of the height; answers what is in the way, if anything is. */
export async function jump(reading: Reading, seq: number): Promise<string | undefined> {
	const { feed } = reading;
	if (!(seq >= 1 && seq <= feed.head)) return 'That message is not here.';
	const isLoaded = feed.messages.some((message) => message.seq === seq);
	if (!isLoaded && !(await reading.asHistory(() => feed.showAround(seq))))
		return 'That message could not be loaded just now.';
	await tick();
	const line = reading.put(seq);
	reading.scrolled();
	if (!line) return;
	line.dataset.flash = '';
	setTimeout(() => delete line.dataset.flash, FLASH);
}
