/** Where a link leads: what its address says, and what a person is told. */
export type Target = { href: string; place: string };

const LONGEST = 2000;
/** What cannot be seen, moves other characters about, or is read as another one by browsers. */
const tricky = /[\p{C}\p{Z}\p{M}<>"`\\|]/u;
const web = /^https?:\/\/([a-z0-9.-]+)(?::\d{1,5})?(?=[/?#]|$)/i;
const mail = /^mailto:([a-z0-9.+_%-]+@[a-z0-9.-]+)$/i;

/**
 * The target of an address somebody wrote; nothing when it is not plainly what it looks like. The host must be written as
 * browsers will understand it: no user before it, no letters of other scripts, no numbers that stand for an address.
 */
export function targetOf(written: string): Target | null {
	if (written.length > LONGEST || tricky.test(written)) return null;
	const address = mail.exec(written)?.[1];
	if (address) return { href: `mailto:${address}`, place: address };
	const host = web.exec(written)?.[1]?.toLowerCase();
	if (!host || !URL.canParse(written)) return null;
	const { protocol, username, password, hostname, host: place, href } = new URL(written);
	const isWeb = protocol === 'http:' || protocol === 'https:';
	return isWeb && !username && !password && hostname === host ? { href, place } : null;
}

/** Whether the words of a link are the beginning of where it leads, or all of it, and nothing else. */
export function says(words: string, { href, place }: Target): boolean {
	const said = words.trim().toLowerCase();
	if (tricky.test(said)) return false;
	const bare = said.replace(/^(?:https?:\/\/|mailto:)/, '');
	if (href.startsWith('mailto:')) return bare === place.toLowerCase();
	return bare.startsWith(place) && /^(?:[/?#]|$)/.test(bare.slice(place.length));
}

/** Whether there is something to see, and so to click on. */
export const isVisible = (words: string) => /[^\p{C}\p{Z}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u.test(words);
