import type { Community } from '../communities/community';
import { fitting } from '../fitting';
import type { Lifted } from '../lifted';
import type { Person } from '../members/people';
import type { Found } from '../search/found';
import type { ChannelTarget, Targets } from './target';

type Server = Pick<Community, 'id' | 'name' | 'iconUrl'>;

/** Something that can be done from anywhere: a page to open, as a dialog where it has one, or a deed. */
export type Action = {
	name: string;
	/** Other words it is found by. */
	words?: string;
	keys?: string[];
	href?: string;
	page?: Lifted['page'];
	run?: () => void;
};

/** One line of the palette. */
export type Option = { key: string } & (
	| { kind: 'channel'; href: string; channel: ChannelTarget }
	| { kind: 'person'; href: string; person: Person }
	| { kind: 'server'; href: string; server: Server }
	| { kind: 'message'; href: string; found: Found }
	| { kind: 'action'; action: Action }
	| { kind: 'search'; href: string; words: string }
);
export type Group = { name: string; options: Option[] };

export const filters = ['all', 'channels', 'people', 'messages', 'actions'] as const;
export type Filter = (typeof filters)[number];
const signs: Record<string, Filter> = { '#': 'channels', '@': 'people', '>': 'actions' };

/** What was typed, without the sign in front that says what is looked for. */
export function read(typed: string): { sign: Filter | undefined; words: string } {
	const sign = signs[typed.trimStart()[0] ?? ''];
	return { sign, words: (sign ? typed.trimStart().slice(1) : typed).trim() };
}

export type Known = Targets & {
	servers: Server[];
	messages: Found[];
	actions: Action[];
	/** Addresses that were opened on this device, the latest first. */
	recent: string[];
	/** Where the viewer is. */
	here: string;
};

const channelOption = (channel: ChannelTarget): Option => ({
	...{ kind: 'channel', key: `c${channel.id}`, channel },
	href: `/servers/${channel.communityId}/channels/${channel.id}`
});
const personOption = (person: Person): Option => ({
	...{ kind: 'person', key: `p${person.id}`, person },
	href: `/direct/${person.id}`
});
const serverOption = (server: Server): Option => ({
	...{ kind: 'server', key: `s${server.id}`, server },
	href: `/servers/${server.id}`
});
const messageOption = (found: Found): Option => {
	const { place, channelId, seq } = found;
	const path = 'person' in place ? `/direct/${place.person.id}` : `/servers/${place.communityId}/channels/${channelId}`;
	return { kind: 'message', key: `m${channelId} ${seq}`, href: `${path}?around=${seq}#m-${seq}`, found };
};
const actionOption = (action: Action): Option => ({ kind: 'action', key: `a${action.name}`, action });

const hrefOf = (option: Option) => ('href' in option ? option.href : '');

/** Recent ones first, the latest at the top; the others keep their order. */
function recentFirst<T extends Option>(options: T[], recent: string[]): T[] {
	const at = (option: T) => (recent.indexOf(hrefOf(option)) + recent.length + 1) % (recent.length + 1);
	return [...options].sort((a, b) => at(a) - at(b));
}

/** Lines of a group among others, and where it is alone. */
const FEW = 5;
const MANY = 50;

/** The lines for what was typed, in their groups. */
export function groupsFor(words: string, filter: Filter, known: Known): Group[] {
	const { servers, messages, actions, recent, here } = known;
	const most = filter === 'all' ? FEW : MANY;
	const groups: Group[] = [];
	const put = (name: string, options: Option[], shownFor: Filter[], limit = most) => {
		const fit = options.filter((option) => hrefOf(option) !== here).slice(0, limit);
		if (shownFor.includes(filter) && fit.length > 0) groups.push({ name, options: fit });
	};
	const channels = fitting(recentFirst(known.channels.map(channelOption), recent), words, nameOf, true);
	const people = fitting(recentFirst(known.people.map(personOption), recent), words, nameOf, true);
	if (!words && filter === 'all') {
		const places = [...channels, ...people];
		const latest = recent.flatMap((href) => places.find((one) => one.kind !== 'action' && hrefOf(one) === href) ?? []);
		put('Recent', latest, ['all'], FEW + 2);
		const isElsewhere = (one: Option) => !latest.includes(one);
		put('Channels', channels.filter(isElsewhere), ['all']);
		put('People', people.filter(isElsewhere), ['all']);
	} else {
		put('Channels', channels, ['all', 'channels']);
		put('People', people, ['all', 'people']);
	}
	put('Servers', fitting(servers.map(serverOption), words, nameOf, true), ['all']);
	if (words) put('Messages', messages.map(messageOption), ['all', 'messages']);
	put('Actions', fitting(actions.map(actionOption), words, nameOf, true), ['all', 'actions']);
	if (words && filter !== 'actions') groups.push({ name: 'Search', options: [searchOption(words)] });
	return groups;
}

export const searchOption = (words: string): Option => ({
	...{ kind: 'search', key: 'search', words },
	href: `/search?${new URLSearchParams({ q: words })}`
});

/** The words an option is found by. */
function nameOf(option: Option): string[] {
	if (option.kind === 'channel') return [option.channel.name];
	if (option.kind === 'person') return [option.person.name, option.person.handle];
	if (option.kind === 'server') return [option.server.name];
	return option.kind === 'action' ? [option.action.name, option.action.words ?? ''] : [];
}
