import { SvelteMap } from 'svelte/reactivity';
import type { Member } from '$lib/members/member';

const heard = new SvelteMap<string, Member[]>();

/** Who joined since the page was loaded, as the socket told. Only ever filled in browsers. */
export const joined = {
	add(communityId: string, member: Member): void {
		const others = (heard.get(communityId) ?? []).filter(({ id }) => id !== member.id);
		heard.set(communityId, [...others, member]);
	},
	/** The members the server knew, and those who came after. */
	with(communityId: string, members: Member[]): Member[] {
		const known = new Set(members.map(({ id }) => id));
		return [...members, ...(heard.get(communityId) ?? []).filter(({ id }) => !known.has(id))];
	}
};
