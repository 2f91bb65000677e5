import type { Transaction } from 'kysely';
import { calledIn } from '$lib/messages/calls';
import { MENTION_LIMIT, wides, type Mention, type Wide } from '$lib/messages/message';
import type { Called } from '$lib/realtime/protocol';
import type { ChannelAccess } from '../channels/access';
import { callable } from '../channels/queries';
import { db } from '../db';
import type { Schema } from '../db/schema';
import { Wrong } from '../wrong';

/** Handles looked up for one message; what is called after them is called in vain. */
const MOST_LOOKED_UP = 100;

type Call = { id: string; name: string; written: string; isQuiet: boolean };
/** Whom a line calls, by name and as groups. */
export type Calls = { people: Call[]; wide: { whom: Wide; isQuiet: boolean }[] };

export const noCalls: Calls = { people: [], wide: [] };

/**
 * Whom a text calls: people who see the channel, by their handles, groups, and whoever it answers. Of two where one blocked
 * the other, and of oneself, no call reaches anybody: it is quiet.
 */
export async function callsOf(access: ChannelAccess, body: string, answeredId?: string): Promise<Calls> {
	if (!access.isInCommunity()) return noCalls; // two people hear everything anyway
	const handles = calledIn(body).slice(0, MOST_LOOKED_UP);
	const viewerId = access.viewer.id;
	const ids = answeredId && answeredId !== viewerId ? [answeredId] : [];
	const wide = wides.filter(
		(whom) => handles.includes(whom) && (whom !== 'everyone' || access.may('messages.mention-everyone'))
	);
	const names = handles.filter((handle) => !wide.includes(handle as Wide));
	const found = names.length + ids.length > 0 ? await callable(db, access.channel, viewerId, names, ids) : [];
	if (found.length > MENTION_LIMIT) throw new Wrong('body', `A message can call up to ${MENTION_LIMIT} people.`);
	const people = found.map(({ id, handle, name, isBlocked }) => ({
		id,
		name,
		written: names.includes(handle) ? handle : '',
		isQuiet: isBlocked || id === viewerId
	}));
	return { people, wide: wide.map((whom) => ({ whom, isQuiet: false })) };
}

/** As the message shows them. */
export function mentionsOf({ people, wide }: Calls): Mention[] | undefined {
	const shown: Mention[] = [
		...wide.map(({ whom }) => ({ as: whom })),
		...people.filter(({ written }) => written).map(({ id, name, written }) => ({ as: written, id, name }))
	];
	return shown.length > 0 ? shown : undefined;
}

/** As those who do not have the channel open are told. */
export function calledBy({ seq, rev }: { seq: number; rev: number }, { people, wide }: Calls): Called {
	return {
		...{ seq, rev },
		people: people.filter(({ isQuiet }) => !isQuiet).map(({ id }) => id),
		wide: wide.filter(({ isQuiet }) => !isQuiet).map(({ whom }) => whom)
	};
}

/** The line was deleted, or is about to call others: it calls nobody. */
export async function forgetCalls(trx: Transaction<Schema>, channelId: string, seq: number): Promise<void> {
	for (const table of ['mentions', 'wideMentions'] as const)
		await trx.deleteFrom(table).where('channelId', '=', channelId).where('seq', '=', seq).execute();
}

/**
 * Puts the calls of a changed line in place of those it had. Who was called stays called if the new words still do, and whom
 * they call now and did not before is called quietly: nobody is called twice by one message, or by stealth.
 */
export async function changeCalls(
	trx: Transaction<Schema>,
	channelId: string,
	seq: number,
	calls: Calls
): Promise<Calls> {
	const [people, groups] = [
		await trx
			.selectFrom('mentions')
			.where('channelId', '=', channelId)
			.where('seq', '=', seq)
			.select(['userId', 'written', 'isQuiet'])
			.execute(),
		await trx
			.selectFrom('wideMentions')
			.where('channelId', '=', channelId)
			.where('seq', '=', seq)
			.select(['whom', 'isQuiet'])
			.execute()
	];
	const called = new Set(people.filter(({ isQuiet }) => !isQuiet).map(({ userId }) => userId));
	const calledGroups = new Set(groups.filter(({ isQuiet }) => !isQuiet).map(({ whom }) => whom));
	const now: Calls = {
		people: calls.people.map((one) => ({ ...one, isQuiet: !called.has(one.id) })),
		wide: calls.wide.map(({ whom }) => ({ whom, isQuiet: !calledGroups.has(whom) }))
	};
	await forgetCalls(trx, channelId, seq);
	const place = { channelId, seq };
	if (now.people.length > 0)
		await trx
			.insertInto('mentions')
			.values(now.people.map(({ id, written, isQuiet }) => ({ ...place, userId: id, written, isQuiet })))
			.execute();
	if (now.wide.length > 0)
		await trx
			.insertInto('wideMentions')
			.values(now.wide.map(({ whom, isQuiet }) => ({ ...place, whom, isQuiet })))
			.execute();
	return now;
}
