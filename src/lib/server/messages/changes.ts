import { REPLAY_LIMIT, type Changes, type Head, type Message } from '$lib/messages/message';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { inRounds } from '../rounds';
import { forViewer } from './belongings';
import { messagesChangedAfter, noncesOf } from './queries';

type Snapshot = { head: Head; messages: Message[]; mustStartOver: boolean };

/** What changed in a channel after each of these `rev`, as of one moment. */
async function snapshot(channelId: string, revs: number[]): Promise<Snapshot[]> {
	// One snapshot for both: a head newer than the lines would hide a change for ever.
	const { head, messages } = await db
		.transaction()
		.setIsolationLevel('repeatable read')
		.execute(async (trx) => {
			const head = await headOf(trx, channelId);
			const near = revs.filter((rev) => rev < head.rev && head.rev - rev <= REPLAY_LIMIT);
			if (near.length === 0) return { head, messages: [] };
			return { head, messages: await messagesChangedAfter(trx, channelId, Math.min(...near), REPLAY_LIMIT) };
		});
	return revs.map((rev) => {
		// Who is ahead of us knows what a backup has taken back.
		const mustStartOver = rev > head.rev || head.rev - rev > REPLAY_LIMIT;
		return { head, mustStartOver, messages: mustStartOver ? [] : messages.filter((message) => message.rev > rev) };
	});
}

// After a restart everybody asks at once.
const snapshotSince = inRounds(snapshot);

/** What a viewer has missed in a channel since its change `rev`, and which of those lines are their own. */
export async function changesSince(channelId: string, rev: number, viewerId: string): Promise<Changes> {
	const { head, messages, mustStartOver } = await snapshotSince(channelId, rev);
	const mine = messages.filter(({ author }) => author.id === viewerId).map(({ seq }) => seq);
	return {
		startOver: mustStartOver,
		messages: await forViewer(db, channelId, messages, viewerId),
		own: await noncesOf(db, channelId, viewerId, mine),
		head
	};
}
