import type { LayoutServerLoad } from './$types';

/** What the page of an invite needs also where the invite does not work. */
export const load: LayoutServerLoad = ({ locals: { viewer }, url }) => ({
	viewer: viewer && { id: viewer.id, name: viewer.name, avatarUrl: viewer.avatarUrl },
	host: url.host
});
