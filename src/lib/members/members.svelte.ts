import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';
import { hearShown, shownNow } from '../accounts/shown';
import type { Member } from './member';

/** What was heard of each person of a community: how they are now, or that they have left. */
const heard = new SvelteMap<string, SvelteMap<string, Member | null>>();

function note(communityId: string, userId: string, member: Member | null): void {
	let people = heard.get(communityId);
	if (!people) heard.set(communityId, (people = new SvelteMap()));
	people.set(userId, member);
}

/** Members as they are since the page was loaded, as the socket tells. Only ever filled in browsers. */
export const memberNews = {
	hear(frame: ServerFrame): void {
		hearShown(frame);
		if (frame.type === 'member.joined' || frame.type === 'member.changed')
			note(frame.communityId, frame.member.id, frame.member);
		else if (frame.type === 'member.left') note(frame.communityId, frame.userId, null);
		// Whatever was missed while there was no socket is asked for anew, and nothing older may hide it.
		else if (frame.type === 'ready') heard.clear();
		else if (frame.type === 'community.joined') heard.delete(frame.communityId);
	},
	/** Those of a list who are still here, as they are now. */
	current<M extends Member>(communityId: string, members: M[]): M[] {
		const news = heard.get(communityId);
		return members.flatMap((member) => {
			const now = news?.get(member.id);
			if (now === null) return [];
			return [shownNow(now ? { ...member, ...now } : member)];
		});
	},
	/** The same, and those who came after. */
	everyone(communityId: string, members: Member[]): Member[] {
		const known = new Set(members.map(({ id }) => id));
		const news = [...(heard.get(communityId)?.values() ?? [])];
		return [
			...memberNews.current(communityId, members),
			...news.filter((member) => member !== null && !known.has(member.id)).map((member) => shownNow(member!))
		];
	}
};
