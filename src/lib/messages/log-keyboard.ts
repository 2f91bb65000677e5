import type { Message } from './message';
import type { Reading } from './reading.svelte';

/** What the keyboard does in the log. Most of it comes with the first focus in there. */
export class LogKeyboard {
	#keys: typeof import('./log-keys') | undefined;
	#isTabbing = false;

	constructor(
		private readonly reading: Reading,
		/** A key that moves nowhere was pressed in the log, maybe on a message. */
		private readonly act: (event: KeyboardEvent, message?: Message) => void,
		private readonly escape: () => void
	) {}

	async focused(event: FocusEvent): Promise<void> {
		const isByTab = this.#isTabbing;
		this.#keys ??= await import('./log-keys');
		const { log } = this.reading;
		if (log && document.activeElement === event.target) this.#keys.entered(log, event, isByTab);
	}

	pressed(event: KeyboardEvent): void {
		const keys = this.#keys;
		const { log, feed } = this.reading;
		const at = event.target as HTMLElement;
		if (!keys || !log || event.defaultPrevented || event.isComposing) return;
		if (event.key === 'Tab') return keys.leaving(log, event);
		if (at.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === 'End' && feed.query.hasNextPage) void this.reading.toEnd().then(() => keys.moved(log, event));
		else if (!keys.moved(log, event)) {
			const id = at.closest('article')?.id;
			return this.act(
				event,
				feed.messages.find(({ seq }) => id === `m-${seq}`)
			);
		}
		event.preventDefault();
	}

	/** For the whole window: how the focus is about to move, and Escape where nothing is left to close. */
	pressedAnywhere(event: KeyboardEvent): void {
		this.#isTabbing = event.key === 'Tab';
		if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
		const at = event.target as Element;
		if (at === document.body || at.closest('.composer') || this.reading.log?.parentElement!.contains(at)) this.escape();
	}

	released(): void {
		this.#isTabbing = false;
	}
}
