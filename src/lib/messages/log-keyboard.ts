import { hasSingleKeys } from '../keyboard/single-keys';
import { isSingle, meaningOf, onMessage } from '../keyboard/shortcuts';
import { currentLine, entered, focusLine, leaving, moved } from './log-keys';
import type { KeyDeed } from './deeds.svelte';
import type { Message } from './message';
import type { Reading } from './reading.svelte';

/** What the keyboard does in the log. It comes with the first key that is pressed in the window, or the first focus in the log. */
export class LogKeyboard {
	#isTabbing = false;

	constructor(
		private readonly reading: Reading,
		/** A key that moves nowhere was pressed in the log, maybe on a message, where it may have a meaning. */
		private readonly act: (event: KeyboardEvent, message?: Message, meaning?: KeyDeed) => void,
		private readonly escape: () => void
	) {
		// The very key that brought us may have led here.
		if (document.activeElement === reading.log) focusLine(reading.log!, currentLine(reading.log!));
	}

	focused(event: FocusEvent): void {
		if (this.reading.log) entered(this.reading.log, event, this.#isTabbing);
	}

	pressed(event: KeyboardEvent): void {
		const { log, feed } = this.reading;
		const at = event.target as HTMLElement;
		if (!log || event.defaultPrevented || event.isComposing) return;
		if (event.key === 'Tab') return leaving(log, event);
		if (at.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === 'End' && feed.query.hasNextPage) void this.reading.toEnd().then(() => moved(log, event));
		else if (!moved(log, event)) {
			const id = at.closest('article')?.id;
			const message = feed.messages.find(({ seq }) => id === `m-${seq}`);
			const meaning = meaningOf(onMessage, event);
			const isWanted = meaning && (!isSingle(onMessage[meaning]) || hasSingleKeys());
			return this.act(event, message, isWanted ? meaning : undefined);
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
