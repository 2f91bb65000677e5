import type { MessagePage } from './message';

/** Where somebody was reading: the first line in view, how far from the top of the view it stood, and the lines around it. */
export type Place = { seq: number; offset: number; page: MessagePage };

/** Channels whose place is remembered, at most; the one that was left longest ago is forgotten. */
const MOST = 20;
/** Lines remembered on each side of the first one in view. */
const AROUND = 50;

const places = new Map<string, Place>();

/** Where the view was when `key` was left, if it was not at its end. Only for browsers. */
export function placeOf(key: string): Place | undefined {
	return places.get(key);
}

/** Remembers what is in view, as long as the window is open. At the end there is nothing to remember. */
export function rememberPlace(key: string, log: HTMLElement, loaded: MessagePage, isAtEnd: boolean): void {
	places.delete(key);
	if (isAtEnd) return;
	const view = log.getBoundingClientRect();
	const first = [...log.querySelectorAll('[id^=m-]')].find((line) => line.getBoundingClientRect().bottom > view.top);
	if (!first) return;
	const seq = Number(first.id.slice(2));
	const messages = loaded.messages.filter((message) => Math.abs(message.seq - seq) <= AROUND);
	places.set(key, { seq, offset: first.getBoundingClientRect().top - view.top, page: { ...loaded, messages } });
	if (places.size > MOST) places.delete(places.keys().next().value!);
}
