import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';
import type { Community, JoinedCommunity } from './community';

const changed = new SvelteMap<string, Community>();
const left = new SvelteSet<string>();

/** Communities as they are since the page was loaded, as the socket tells. Only ever filled in browsers. */
export const communityNews = {
	hear(frame: ServerFrame): void {
		if (frame.type === 'community.changed') changed.set(frame.community.id, frame.community);
		else if (frame.type === 'community.left') left.add(frame.communityId);
		else if (frame.type === 'community.joined') left.delete(frame.communityId);
		else if (frame.type === 'ready') {
			changed.clear();
			left.clear();
		}
	},
	/** How a community presents itself now. */
	current(community: Community): Community {
		return changed.get(community.id) ?? community;
	},
	/** The viewer is out, and will be led away: nothing of it needs to be asked for any more. */
	hasLeft(communityId: string): boolean {
		return left.has(communityId);
	},
	/** Those the viewer is still in, as they are now. */
	all(communities: JoinedCommunity[]): JoinedCommunity[] {
		return communities.filter(({ id }) => !left.has(id)).map((one) => ({ ...one, ...changed.get(one.id) }));
	}
};
