import { deserialize } from '$app/forms';
import { createContext } from 'svelte';
import type { Mark } from './marks';
import type { Unread } from './unread.svelte';

/** A channel, and the address of its page. */
export type MarkedPlace = { id: string; path: string };

/** How long to wait before a mark is sent again, in milliseconds. */
const RETRIES = [1000, 4000, 10_000];
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The marks as they stand now; null when it was refused, undefined when nobody answered. */
type Answer = Mark[] | null | undefined;

/** Posts one of the forms that move marks. */
async function post(address: string, fields: Record<string, string>): Promise<Answer> {
	const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	const body = new URLSearchParams(fields);
	// Also when the page is left in this moment: what was read was read.
	const answer = await fetch(address, { method: 'POST', body, headers, keepalive: true }).catch(() => null);
	const result = await answer
		?.text()
		.then(deserialize)
		.catch(() => null);
	if (result?.type === 'success') return (result.data?.marks ?? []) as Mark[];
	return !answer || answer.status >= 500 || answer.status === 429 ? undefined : null;
}

/** Moves the viewer's marks: shown at once, and taken back when the server could not be told. */
export class Marking {
	/** What the viewer did last in a channel, so that the server hears it in that order. */
	#last = new Map<string, Promise<unknown>>();
	/** Counts how often the viewer moved a mark: what was not sent when they move it again need not be. */
	#moves = new Map<string, number>();

	constructor(
		private readonly unread: Unread,
		private readonly send = post
	) {}

	/** Read up to line `seq`, by looking at it: tried again for a while. Answers whether it could be kept, as the others do. */
	read(place: MarkedPlace, seq: number): Promise<boolean> {
		return this.#moveTo(place, seq, 'read', { seq: String(seq) }, RETRIES);
	}

	/** Read up to line `seq`, because the viewer said so. */
	readNow(place: MarkedPlace, seq: number): Promise<boolean> {
		return this.#moveTo(place, seq, 'read', { seq: String(seq) });
	}

	/** Line `seq` and those after it are to be unread. */
	unreadFrom(place: MarkedPlace, seq: number): Promise<boolean> {
		const to = Math.min(seq - 1, this.unread.readTo(place.id));
		return this.#moveTo(place, to, 'unread', { seq: String(seq) });
	}

	mute({ id, path }: MarkedPlace, isMuted: boolean): Promise<boolean> {
		return this.#inTurn(id, { isMuted }, () => this.send(`${path}?/${isMuted ? 'mute' : 'unmute'}`, {}));
	}

	/** Everything in a community is read. */
	async readAll(communityId: string): Promise<boolean> {
		const hopes = this.unread.unreadIn(communityId).map(({ id, newest }) => this.unread.hope(id, { read: newest }));
		const marks = await this.send(`/servers/${communityId}?/read`, {});
		for (const mark of marks ?? []) this.unread.take(mark);
		for (const end of hopes) end();
		return !!marks;
	}

	#moveTo(
		{ id, path }: MarkedPlace,
		read: number,
		action: string,
		fields: Record<string, string>,
		retries: number[] = []
	): Promise<boolean> {
		const move = (this.#moves.get(id) ?? 0) + 1;
		this.#moves.set(id, move);
		return this.#inTurn(id, { read }, async () => {
			for (const pause of [...retries, 0]) {
				if (this.#moves.get(id) !== move) return null;
				const marks = await this.send(`${path}?/${action}`, fields);
				if (marks !== undefined) return marks;
				await wait(pause);
			}
			return null;
		});
	}

	async #inTurn(id: string, hope: Parameters<Unread['hope']>[1], send: () => Promise<Answer>): Promise<boolean> {
		const end = this.unread.hope(id, hope);
		const turn = (this.#last.get(id) ?? Promise.resolve()).then(send);
		this.#last.set(id, turn);
		const marks = await turn;
		for (const mark of marks ?? []) this.unread.take(mark);
		end();
		return !!marks;
	}
}

export const [getMarking, setMarking] = createContext<Marking>();
