import { goto, pushState } from '$app/navigation';
import { page } from '$app/state';
import { inApp, meaningOf } from '$lib/keyboard/shortcuts';
import { jump, show } from '$lib/lifted';
import { rememberPlaces } from '$lib/palette/recent';

/** Between these F6 goes round; each with what takes the focus in it. Those that are not on the page are passed over. */
const regions = [
	['nav[aria-label="Servers"]', 'a[aria-current], a'],
	['aside[aria-label="Channels"]', 'a[aria-current], summary, a'],
	['#messages', 'article[tabindex="0"]'],
	['form.composer', 'textarea'],
	['aside[aria-label="Members"]', 'a']
] as const;

const isShown = (element: Element | null): element is HTMLElement => !!element?.checkVisibility();

/** The parts of the page, in order: where each begins, and what takes its focus. */
function shownRegions(): { region: HTMLElement; entry: HTMLElement }[] {
	return regions.flatMap(([where, what]) => {
		const region = document.querySelector(where);
		if (!isShown(region)) return [];
		const newest = [...region.querySelectorAll<HTMLElement>('article[id]')].at(-1);
		return [{ region, entry: [...region.querySelectorAll<HTMLElement>(what)].find(isShown) ?? newest ?? region }];
	});
}

function cycle(step: 1 | -1): void {
	const shown = shownRegions();
	const at = shown.findIndex(({ region }) => region.contains(document.activeElement));
	const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step) % shown.length;
	const entry = shown.at(next)?.entry;
	if (entry?.tabIndex === -1) entry.tabIndex = -1; // so that it takes the focus
	entry?.focus();
}

/** Opens the neighbour of the current one among links; round the ends. */
async function turn(
	links: HTMLAnchorElement[],
	isMeant: (link: HTMLAnchorElement) => boolean,
	step: 1 | -1
): Promise<void> {
	const at = links.findIndex((link) => link.getAttribute('aria-current'));
	const begin = at < 0 && step < 0 ? 0 : at;
	const round = links.map((_, index) => links.at((begin + step * (index + 1)) % links.length)!);
	const next = round.find((link, index) => isMeant(link) && (at < 0 || index < links.length - 1));
	if (!next) return;
	rememberPlaces(page.data.viewer.id, [location.pathname, next.pathname]);
	await goto(next.href);
	document.querySelector<HTMLElement>('form.composer textarea')?.focus();
}

const linksIn = (where: string) => [...document.querySelectorAll<HTMLAnchorElement>(where)];

const channels = () => linksIn('a.channel');
const servers = () => linksIn('nav[aria-label="Servers"] li > a:not(.add)');
const isUnread = (link: HTMLAnchorElement) => link.classList.contains('unread');

/** Opens the palette, or closes it; over another dialog it stays away. */
function togglePalette(): void {
	if (page.state.lifted?.page === 'palette') history.back();
	else if (!page.state.lifted) jump();
}

const deeds: Record<keyof typeof inApp, () => unknown> = {
	jump: togglePalette,
	help: () => page.state.lifted || show('keyboard', `${location.origin}/settings/keyboard`, pushState),
	channelBefore: () => turn(channels(), () => true, -1),
	channelAfter: () => turn(channels(), () => true, 1),
	unreadBefore: () => turn(channels(), isUnread, -1),
	unreadAfter: () => turn(channels(), isUnread, 1),
	serverBefore: () => turn(servers(), () => true, -1),
	serverAfter: () => turn(servers(), () => true, 1),
	regionAfter: () => cycle(1),
	regionBefore: () => cycle(-1)
};

/** Keys that lead from one part of the app to another. */
export function press(event: KeyboardEvent): void {
	const name = meaningOf(inApp, event);
	if (name) void deeds[name]();
}
