import { tick } from 'svelte';
import { goto, preloadData } from '$app/navigation';
import { turn } from '$lib/lifted';
import { searchOption, type Action, type Option } from '$lib/palette/options';
import type { Palette } from '$lib/palette/palette.svelte';
import { rememberPlaces } from '$lib/palette/recent';
import type { Found, SearchPage } from '$lib/search/found';

/** The address under the palette; the window's own is that of the page it stands for. */
export function placeOf({ communityId, channelId, userId }: Partial<Record<string, string>>): string {
	if (channelId) return `/servers/${communityId}/channels/${channelId}`;
	return userId ? `/direct/${userId}` : '';
}

/** The newest messages with these words, as the page for them would show them, which is then at hand, too. */
export async function findMessages(words: string): Promise<Found[]> {
	const loaded = await preloadData(`/search?${new URLSearchParams({ q: words })}`);
	return (loaded.type === 'loaded' && (loaded.data.search as SearchPage | undefined)?.results?.found) || [];
}

/** What the keys of the palette do, and where its lines lead. */
export class Jumping {
	/** Whether a line was taken that leads to another page. */
	isGoing = false;

	constructor(
		private readonly palette: Palette,
		private readonly viewerId: string,
		private readonly here: string
	) {}

	close(): void {
		history.back();
	}

	async take(option: Option | undefined): Promise<void> {
		if (!option || this.isGoing) return;
		const action: Action = option.kind === 'action' ? option.action : { name: '', href: option.href };
		if (!action.href) {
			this.close();
			return action.run?.();
		}
		this.isGoing = true;
		if (action.page) return turn(action.page, action.href);
		// Kit takes what replaces an entry of its own making for the page below it, so that Back would lead nowhere.
		const isClosed = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
		this.close();
		await isClosed;
		rememberPlaces(this.viewerId, [this.here, new URL(action.href, location.href).pathname]);
		await goto(action.href);
		await tick();
		if (matchMedia('(pointer: fine)').matches) document.querySelector<HTMLElement>('form.composer textarea')?.focus();
	}

	/** Who is quicker than the server goes where its answer leads. */
	async #enter(): Promise<void> {
		const { palette } = this;
		if (palette.active?.kind === 'search' && palette.filter !== 'messages') await palette.asking;
		await this.take(palette.active);
	}

	press(event: KeyboardEvent): void {
		if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
		const { palette } = this;
		const { key, shiftKey } = event;
		if (key === 'ArrowDown' || key === 'ArrowUp') palette.move(key === 'ArrowDown' ? 1 : -1);
		else if (key === 'Tab') palette.cycle(shiftKey ? -1 : 1);
		else if (key === 'Enter' && shiftKey && palette.words) void this.take(searchOption(palette.words));
		else if (key === 'Enter') void this.#enter();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}
}
