import type { PageLoad } from './$types';

/** Channels for talking have a stage, and an empty server shows its owner what to do first; the others carry neither. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	room: data.channel.kind === 'text' ? null : await import('./room'),
	beginning: data.isBeginning ? await import('./beginning') : null
});
