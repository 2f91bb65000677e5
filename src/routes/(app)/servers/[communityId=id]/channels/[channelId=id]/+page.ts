import type { PageLoad } from './$types';

/** Channels for talking have a stage; the others don't carry it. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	room: data.channel.kind === 'text' ? null : await import('./room')
});
