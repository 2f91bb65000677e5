import { deserialize } from '$app/forms';
import { on } from 'svelte/events';
import { toast } from '../ui/toasts.svelte';
import type { Place } from './steps';
import type { Structure } from './structure.svelte';

/** Posts the move as the page of categories would; answers what is wrong, if anything is. */
async function post(home: string, channelId: string, place: Place): Promise<string | undefined> {
	const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	const body = new URLSearchParams({ channelId, ...place });
	try {
		const response = await fetch(`${home}/categories?/moveChannel`, { method: 'POST', body, headers });
		const result = deserialize(await response.text());
		if (result.type === 'redirect' && !result.location.startsWith('/sign-in')) return undefined;
		if (result.type === 'error') return result.error.message;
		return 'Reload the page and try again.';
	} catch {
		return 'There is no connection just now.';
	}
}

/** The channels of a list can be dragged. The browser draws what is dragged; we draw a line where it would come to stand. */
export function dragging(list: HTMLElement, structure: Structure, home: string): () => void {
	let dragged: HTMLElement | null = null;
	let place: Place | null = null;

	function mark(row: Element | null, side: 'before' | 'after' = 'before'): void {
		for (const one of list.querySelectorAll('[data-drop]')) one.removeAttribute('data-drop');
		row?.setAttribute('data-drop', side);
	}

	function end(): void {
		dragged?.removeAttribute('data-dragged');
		mark(null);
		[dragged, place] = [null, null];
	}

	/** Where it would go: before or behind the row under the pointer, or to the end of the category. */
	function aim({ target, clientY }: DragEvent): void {
		const under = target as Element;
		const category = under.closest<HTMLElement>('[data-category]');
		if (!category) return;
		const rows = [...category.querySelectorAll<HTMLElement>('[data-channel]')];
		const row = under.closest<HTMLElement>('[data-channel]') ?? rows.at(-1);
		const { top, height } = row?.getBoundingClientRect() ?? { top: 0, height: 0 };
		// Over the name of a category: its first place.
		const isName = Boolean(under.closest('summary'));
		const isBehind = !isName && clientY > top + height / 2;
		const next = isName ? rows[0] : isBehind ? rows[rows.indexOf(row!) + 1] : row;
		place = { categoryId: category.dataset.category!, before: next?.dataset.channel ?? '' };
		if (next) mark(next);
		else mark(rows.at(-1) ?? category, 'after');
	}

	async function drop(channelId: string, to: Place): Promise<void> {
		const settle = structure.hope(channelId, to);
		const problem = await post(home, channelId, to);
		settle(!problem);
		if (problem) toast(`That channel could not be moved. ${problem}`);
	}

	const stops = [
		on(list, 'dragstart', (event) => {
			dragged = (event.target as Element).closest('[data-channel]');
			dragged?.setAttribute('data-dragged', '');
		}),
		on(list, 'dragover', (event) => {
			if (!dragged) return;
			event.preventDefault();
			aim(event);
		}),
		on(list, 'drop', (event) => {
			if (!dragged || !place) return;
			event.preventDefault();
			const { channel = '' } = dragged.dataset;
			if (place.before !== channel) void drop(channel, place);
			end();
		}),
		on(list, 'dragend', end)
	];
	return () => stops.forEach((stop) => stop());
}
