import { goto } from '$app/navigation';
import type { Asked, Deeds, KeyDeed } from './deeds.svelte';
import type { LogKeyboard } from './log-keyboard';
import type { Message } from './message';
import type { Reading } from './reading.svelte';

/** The message something happened to, and its row. */
type Line = { line: HTMLElement; message: Message };

/** What keys, pointers and fingers do in the log; most of it comes with the first of them. */
export class LogHands {
	#keyboard: LogKeyboard | undefined;

	constructor(
		private readonly reading: Reading,
		private readonly deeds: Deeds,
		private readonly latest: () => Promise<void>
	) {}

	/** Links to messages open here, whatever window they ask for. */
	clicked(event: MouseEvent): void {
		const link = (event.target as Element).closest<HTMLAnchorElement>('a[target]');
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
		if (link.origin !== location.origin || !/^\/(servers\/\d+\/channels|direct)\/\d+$/.test(link.pathname)) return;
		event.preventDefault();
		void goto(link.href);
	}

	async #theKeyboard(): Promise<LogKeyboard | undefined> {
		// Without a network it cannot come: then a key is only a key, and the next one asks again.
		const comes = await import('./log-keyboard').catch(() => null);
		const act = this.#act.bind(this);
		return (this.#keyboard ??= comes ? new comes.LogKeyboard(this.reading, act, () => void this.latest()) : undefined);
	}

	/** Before the first key on a message, which must mean there what it always does. */
	focused(event: FocusEvent): void {
		if (this.#keyboard) this.#keyboard.focused(event);
		else void this.#theKeyboard();
	}

	pressed(event: KeyboardEvent): void {
		this.#keyboard?.pressed(event);
	}

	async pressedAnywhere(event: KeyboardEvent): Promise<void> {
		(this.#keyboard ?? (await this.#theKeyboard()))?.pressedAnywhere(event);
	}

	released(): void {
		this.#keyboard?.released();
	}

	#act(event: KeyboardEvent, message?: Message, meaning?: KeyDeed): void {
		const line = (event.target as Element).closest<HTMLElement>('article');
		const isDone = !!message && !!line && !!meaning && this.deeds.key(meaning, message, line);
		if (isDone) event.preventDefault();
	}

	#lineAt({ target }: Event): Line | undefined {
		const line = (target as Element).closest<HTMLElement>('article[id]');
		const message = this.reading.feed.messages.find(({ seq }) => line?.id === `m-${seq}`);
		return line && message && !message.deletedAt ? { line, message } : undefined;
	}

	/** The menu of a message instead of the browser's, which comes with Shift and for links and fields. */
	menu(event: MouseEvent): void {
		const found = this.#lineAt(event);
		const isOthers = (event.target as Element).closest('a, textarea, input, summary');
		if (event.shiftKey || event.defaultPrevented || !found || isOthers) return;
		event.preventDefault();
		const at = { x: event.clientX, y: event.clientY };
		if (!this.deeds.asked) this.#openMenu(found, { at, isHeld: (event as PointerEvent).pointerType === 'touch' });
	}

	#openMenu({ line, message }: Line, rest: Pick<Asked, 'at' | 'isHeld'>): void {
		if (!line.hasAttribute('tabindex')) line.tabIndex = -1;
		this.deeds.ask('menu', message, line, rest);
	}

	/** Fingers have a file of their own. */
	async touched(event: PointerEvent): Promise<void> {
		const found = event.pointerType === 'mouse' ? undefined : this.#lineAt(event);
		if (!found) return;
		const { deeds } = this;
		const { follow } = await import('./log-touch');
		follow(event, found.line, {
			onlong: (at) => this.#openMenu(found, { at, isHeld: true }),
			onswipe: deeds.allows(found.message, 'reply') ? () => deeds.do('reply', found.message) : undefined
		});
	}
}
