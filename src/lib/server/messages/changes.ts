import { REPLAY_LIMIT, type Changes, type Head, type Message } from '$lib/messages/message';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { lasting } from '../lasting';
import { messagesChangedAfter, noncesOf } from './queries';

type Asking = { rev: number; done: (answer: Snapshot) => void; failed: (error: unknown) => void };
type Snapshot = { head: Head; messages: Message[]; isTooMuch: boolean };

const rounds = lasting('change rounds', () => new Map<string, Asking[]>());

/** What changed in a channel after `rev`, as of one moment after it was asked. Everybody who asks while one question is under way is answered by the next one. */
function snapshotSince(channelId: string, rev: number): Promise<Snapshot> {
	return new Promise((done, failed) => {
		const asking = { rev, done, failed };
		const round = rounds.get(channelId);
		if (round) round.push(asking);
		else void answerAll(channelId, [asking]);
	});
}

async function answerAll(channelId: string, round: Asking[]): Promise<void> {
	rounds.set(channelId, round);
	while (round.length > 0) await answer(channelId, round.splice(0));
	rounds.delete(channelId);
}

async function answer(channelId: string, round: Asking[]): Promise<void> {
	try {
		// One snapshot for both: a head newer than the lines would hide a change for ever.
		const { head, messages } = await db
			.transaction()
			.setIsolationLevel('repeatable read')
			.execute(async (trx) => {
				const head = await headOf(trx, channelId);
				const near = round.map(({ rev }) => rev).filter((rev) => rev < head.rev && head.rev - rev <= REPLAY_LIMIT);
				if (near.length === 0) return { head, messages: [] };
				return { head, messages: await messagesChangedAfter(trx, channelId, Math.min(...near), REPLAY_LIMIT) };
			});
		for (const { rev, done } of round) {
			const isTooMuch = head.rev - rev > REPLAY_LIMIT;
			done({ head, isTooMuch, messages: isTooMuch ? [] : messages.filter((message) => message.rev > rev) });
		}
	} catch (error) {
		for (const { failed } of round) failed(error);
	}
}

/** What a viewer has missed in a channel since its change `rev`, and which of those lines are their own. */
export async function changesSince(channelId: string, rev: number, viewerId: string): Promise<Changes> {
	const { head, messages, isTooMuch } = await snapshotSince(channelId, rev);
	const mine = messages.filter(({ author }) => author.id === viewerId).map(({ seq }) => seq);
	return { startOver: isTooMuch, messages, own: await noncesOf(db, channelId, viewerId, mine), head };
}
