import { createContext } from 'svelte';
import type { JoinedCommunity } from '../communities/community';
import type { ServerFrame } from '../realtime/protocol';
import { inOrder, movedBefore } from './order';

/** Asks the server to remember a move; answers whether it did. */
async function send(server: string, before: string | null): Promise<boolean> {
	const body = new URLSearchParams({ server, before: before ?? '' });
	const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	const answer = await fetch('/servers?/move', { method: 'POST', body, headers }).catch(() => null);
	const told: unknown = await answer?.json().catch(() => null);
	return (told as { type?: string } | null)?.type === 'success';
}

/** The viewer's servers in their order: a move shows at once, and is taken back when it could not be kept. */
export class RailOrder {
	shown = $state.raw<JoinedCommunity[]>([]);
	#underWay = 0;
	/** What another window, or the server about our own moves, said last while some were under way. */
	#heard: string[] | undefined;

	/** The servers as a page was given them. */
	begin(communities: JoinedCommunity[]): void {
		this.shown = communities;
	}

	hear(frame: ServerFrame): void {
		if (frame.type !== 'rail.ordered') return;
		if (this.#underWay > 0) this.#heard = frame.ids;
		else this.shown = inOrder(this.shown, frame.ids);
	}

	/** Moves a server before another one, or to the end; answers whether that could be kept. */
	async move(server: string, before: string | null): Promise<boolean> {
		const was = this.shown.map(({ id }) => id);
		const ids = movedBefore(was, server, before);
		if (!ids || ids.join() === was.join()) return true;
		this.shown = inOrder(this.shown, ids);
		this.#underWay += 1;
		const isKept = await send(server, before);
		this.#underWay -= 1;
		if (!isKept) this.shown = inOrder(this.shown, was);
		if (this.#underWay === 0 && this.#heard) {
			this.shown = inOrder(this.shown, this.#heard);
			this.#heard = undefined;
		}
		return isKept;
	}
}

export const [getRail, setRail] = createContext<RailOrder>();
