import type { ChosenStatus, ShownStatus } from '$lib/presence/status';
import { lasting } from '../lasting';
import { publish } from './bus';
import type { Listener } from './hub';

/** A reload closes the socket and opens another: only who stays away this long has gone, in milliseconds. */
const GRACE = 5_000;
/** People of one community are told of changes together, in milliseconds: a school that comes online is one frame. */
const GATHER = 1_000;

/** `told` are the communities that know of `shown`, as topics. */
type Presence = {
	windows: Map<Listener, ChosenStatus>;
	shown: ShownStatus;
	told: Set<string>;
	leaving?: NodeJS.Timeout;
};

const present = lasting('presence', () => new Map<string, Presence>());
const news = lasting('presence news', () => new Map<string, Map<string, ShownStatus>>());

/** What others are told of somebody. */
export function statusOf(userId: string): ShownStatus {
	return present.get(userId)?.shown ?? 'offline';
}

/** How many people others see as here. */
export const peopleOnline = () => [...present.values()].filter(({ shown }) => shown !== 'offline').length;

/** Several windows, one person: who hides in one hides in all, who is awake in one is awake. */
function together(windows: Iterable<ChosenStatus>): ShownStatus {
	const said = new Set(windows);
	if (said.size === 0 || said.has('invisible')) return 'offline';
	if (said.has('dnd')) return 'dnd';
	return said.has('online') ? 'online' : 'idle';
}

function tell(userId: string, communities: Iterable<string>, status: ShownStatus): void {
	for (const topic of communities) {
		let gathered = news.get(topic);
		if (!gathered) {
			news.set(topic, (gathered = new Map()));
			setTimeout(() => {
				const people = [...(news.get(topic) ?? [])].map(([id, now]) => ({ id, status: now }));
				news.delete(topic);
				publish(topic, { type: 'presence', people }, true);
			}, GATHER).unref();
		}
		gathered.set(userId, status);
	}
}

function show(userId: string, presence: Presence): void {
	const shown = together(presence.windows.values());
	if (shown === presence.shown) return;
	presence.shown = shown;
	tell(userId, presence.told, shown);
}

/** The person is in these communities now (other topics are passed over): new ones learn how they are. */
export function settle(userId: string, topics: Iterable<string>): void {
	const presence = present.get(userId);
	if (!presence) return;
	const now = new Set([...topics].filter((topic) => topic.startsWith('community:')));
	const added = [...now].filter((topic) => !presence.told.has(topic));
	presence.told = now;
	if (presence.shown !== 'offline') tell(userId, added, presence.shown);
}

/** A window of this person says how they are; `topics` are what it hears. */
export function appear(userId: string, window: Listener, status: ChosenStatus, topics: Iterable<string>): void {
	let presence = present.get(userId);
	if (!presence) present.set(userId, (presence = { windows: new Map(), shown: 'offline', told: new Set() }));
	clearTimeout(presence.leaving);
	presence.windows.set(window, status);
	settle(userId, topics);
	show(userId, presence);
}

/** A window of this person is gone. With the last one the person goes too, a little later. */
export function disappear(userId: string, window: Listener): void {
	const presence = present.get(userId);
	if (!presence?.windows.delete(window)) return;
	if (presence.windows.size > 0) return show(userId, presence);
	clearTimeout(presence.leaving);
	presence.leaving = setTimeout(() => {
		if (presence.windows.size > 0) return;
		present.delete(userId);
		show(userId, presence);
	}, GRACE).unref();
}
