import { preloadData, pushState, goto } from '$app/navigation';
import type { SuperValidated } from 'sveltekit-superforms';
import type { Invite, Side } from './invites/invite';
import type { Member } from './members/member';

/** What each page that can be lifted over another one is drawn from. */
type Pages = {
	'create-server': { form: SuperValidated<{ name: string; icon?: File }> };
	invites: {
		form: SuperValidated<{ lifetime: number; maxUses: number }>;
		invites: Invite[];
		origin: string;
		show: Side;
		code: string | null;
	};
	members: { everyone: Member[]; count: number; hasMore: boolean; page: number };
};

/** A page shown as a dialog over the current one; `href` is where it lives by itself. */
export type Lifted = { [Page in keyof Pages]: { page: Page; href: string; data: Pages[Page] } }[keyof Pages];

/** Shows the page behind a clicked link as a dialog. Without scripts, or with a modifier key, the link just leads there. */
export async function lift(event: MouseEvent, page: Lifted['page']): Promise<void> {
	if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
	event.preventDefault();
	const { href } = event.currentTarget as HTMLAnchorElement;
	const loaded = await preloadData(href);
	if (loaded.type !== 'loaded' || loaded.status !== 200) return goto(href);
	pushState(href, { lifted: { page, href: new URL(href).pathname, data: loaded.data } as Lifted });
}
