import { mount, unmount } from 'svelte';
import Lightbox from './Lightbox.svelte';
import type { ShownFile } from './outgoing';

/** Shows pictures of a message over everything, beginning with one of them; the focus goes back to its opener. */
export function show(pictures: ShownFile[], at: number, altOf: (file: ShownFile) => string, opener: HTMLElement): void {
	// A second click may come before the first one has opened it.
	if (document.querySelector('dialog[open].lightbox')) return;
	// Not within the log, which would take its keys and clicks for those on a message.
	const box = mount(Lightbox, {
		target: document.body,
		props: {
			pictures,
			at,
			altOf,
			onclose: () => {
				void unmount(box);
				if (opener.isConnected) opener.focus({ preventScroll: true });
				else document.querySelector<HTMLElement>('form.composer textarea')?.focus();
			}
		}
	});
}
