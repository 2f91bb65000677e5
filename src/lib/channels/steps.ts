import type { Category } from './channel';

/** A place for a channel: in front of `before` in a category, or with an empty one at its end. */
export type Place = { categoryId: string; before: string };

function find(categories: Category[], channelId: string) {
	const at = categories.findIndex(({ channels }) => channels.some(({ id }) => id === channelId));
	const { id = '', channels = [] } = categories[at] ?? {};
	return { at, categoryId: id, channels, index: channels.findIndex((channel) => channel.id === channelId) };
}

/** One step up: over its neighbour, from the first place to the end of the category above; null where there is none. */
export function stepUp(categories: Category[], channelId: string): Place | null {
	const { at, categoryId, channels, index } = find(categories, channelId);
	if (index > 0) return { categoryId, before: channels[index - 1]!.id };
	const above = categories[at - 1];
	return above ? { categoryId: above.id, before: '' } : null;
}

/** One step down: under its neighbour, from the last place to the start of the category below; null where there is none. */
export function stepDown(categories: Category[], channelId: string): Place | null {
	const { at, categoryId, channels, index } = find(categories, channelId);
	if (index < 0) return null;
	if (index < channels.length - 1) return { categoryId, before: channels[index + 2]?.id ?? '' };
	const below = categories[at + 1];
	return below ? { categoryId: below.id, before: below.channels[0]?.id ?? '' } : null;
}
