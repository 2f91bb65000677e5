import { goto, preloadData, pushState, replaceState } from '$app/navigation';
import type { SuperValidated } from 'sveltekit-superforms';
import type { About } from './accounts/account';
import type { Channel, Grants } from './channels/channel';
import type { ChannelFields } from './channels/fields';
import type { Message } from './messages/message';
import type { Member, Profile, RollEntry } from './members/member';
import type { Person } from './members/people';
import type { Role } from './permissions';
import type { ShownStatus } from './presence/status';
import type { Invite, Side } from './invites/invite';

/** What each page that can be lifted over another one is drawn from. */
type Pages = {
	'create-server': { form: SuperValidated<{ name: string; icon?: File }> };
	members: { everyone: RollEntry[]; count: number; hasMore: boolean; page: number; words: string; mine: Role };
	/** In a server, or between two people. */
	member:
		| { profile: Profile; about: About; mine: Role; status?: ShownStatus }
		| {
				person: Person;
				about: About;
				isAlone: boolean;
				isBlocked: boolean;
				isGone: boolean;
				status?: ShownStatus;
				shared: { id: string; name: string }[];
		  };
	people: { words: string; people: Person[] };
	/** Asks for what it shows by itself. */
	palette: object;
	/** What is on the keyboard. */
	keyboard: { hasSingleKeys: boolean };
	block: { person: Person; isBlocked: boolean };
	kick: { target: Member };
	ban: { target: Member };
	'create-channel': { fields: ChannelFields; members: Member[] };
	'edit-channel': { edited: Channel; fields: ChannelFields; grants: Grants; members: Member[] };
	'delete-channel': { edited: Channel };
	categories: object;
	/** Of a channel, or of the conversation with somebody. */
	pins: { channel?: Channel; person?: Person; pinned: Message[]; mayPin: boolean };
	invites: {
		form: SuperValidated<{ lifetime: number; maxUses: number }>;
		invites: Invite[];
		origin: string;
		show: Side;
		code: string | null;
	};
};

/** A page shown as a dialog over the current one; `href` is where it lives by itself. */
export type Lifted = { [Page in keyof Pages]: { page: Page; href: string; data: Pages[Page] } }[keyof Pages];

/** Whether a click is the browser's to follow: into another tab or window. */
const isForBrowser = ({ metaKey, ctrlKey, shiftKey, button }: MouseEvent) =>
	metaKey || ctrlKey || shiftKey || button !== 0;

/** Shows the page behind a clicked link as a dialog. Without scripts, or with a modifier key, the link just leads there. */
export async function lift(event: MouseEvent, page: Lifted['page']): Promise<void> {
	if (isForBrowser(event)) return;
	event.preventDefault();
	await show(page, (event.currentTarget as HTMLAnchorElement).href, pushState);
}

/** Opens the palette, at once: nothing is loaded for it. */
export function jump(event?: MouseEvent): void {
	if (event && isForBrowser(event)) return;
	event?.preventDefault();
	pushState('/search', { lifted: { page: 'palette', href: '/search', data: {} } });
}

/** Shows another address of the same kind in the dialog that is open: a next page, an answer to a search. */
export async function turn(page: Lifted['page'], href: string): Promise<void> {
	await show(page, new URL(href, location.href).href, replaceState);
}

/** What the frame is loading anew just now: when that comes, Kit ends what was lifted before. */
let loading: Promise<unknown> = Promise.resolve();

/** Nothing is lifted until the frame has loaded this. */
export function liftAfter(load: Promise<unknown>): void {
	loading = load.catch(() => undefined);
}

/** Shows a page as a dialog, by putting its address in the place of the window's or on top of it. */
export async function show(page: Lifted['page'], href: string, put: typeof pushState): Promise<void> {
	const loaded = await preloadData(href);
	await loading;
	if (loaded.type !== 'loaded' || loaded.status !== 200) return goto(href);
	put(href, { lifted: { page, href: new URL(href).pathname, data: loaded.data } as Lifted });
}
