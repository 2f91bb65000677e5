import { quietly } from '../on-device';

const NAME = 'recent emoji';
const KEPT = 24;
/** Until somebody has chosen some. */
const usual = ['👍', '❤️', '😄'];

function chosen(): string[] {
	const kept: unknown = quietly(() => JSON.parse(localStorage.getItem(NAME) ?? '[]'));
	return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string' && one.length > 0 && one.length < 32) : [];
}

/** The emoji that were chosen last on this device, the newest first; the usual ones make up for those that are missing. */
export function recentEmoji(count = KEPT): string[] {
	return [...new Set([...chosen(), ...usual])].slice(0, count);
}

/** Keeps in mind that this one was chosen. */
export function rememberEmoji(emoji: string): void {
	const all = [...new Set([emoji, ...chosen()])].slice(0, KEPT);
	quietly(() => localStorage.setItem(NAME, JSON.stringify(all)));
}
