import { sql, type ExpressionBuilder } from 'kysely';
import { excerptOf } from '$lib/messages/calls';
import type { CallLine, Mention, Message, Reaction, Replied } from '$lib/messages/message';
import type { Db } from '../db';
import type { Schema } from '../db/schema';
import { fileUrl } from '../files/url';
import { filesAt, filesOfLines } from '../uploads/queries';

/** People named with each emoji; of the others only how many they are is told. */
const NAMED = 8;

type Belonging = 'reactions' | 'mentions' | 'wideMentions' | 'pins';

/** SQL for these lines of a channel. A page has no holes: one stretch of a key instead of fifty points. */
function among<T extends Belonging>(eb: ExpressionBuilder<Schema, T>, channelId: string, seqs: number[]) {
	const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
	const seq = sql.ref<number>('seq');
	const isWhole = last - first < 2 * seqs.length;
	const here = isWhole
		? sql<boolean>`${seq} between ${first} and ${last}`
		: sql<boolean>`${seq} in (${sql.join(seqs)})`;
	return eb.and([sql<boolean>`channel_id = ${channelId}`, here]);
}

async function reactionsTo(db: Db, channelId: string, seqs: number[]): Promise<[number, Reaction][]> {
	const rows = await db
		.selectFrom((eb) =>
			eb
				.selectFrom('reactions')
				.where((eb) => among(eb, channelId, seqs))
				.select(['seq', 'emoji', 'userId'])
				.select([
					sql<number>`row_number() over (partition by seq, emoji order by created_at, user_id)`.as('place'),
					sql<number>`count(*) over (partition by seq, emoji)`.as('count'),
					sql<Date>`min(created_at) over (partition by seq, emoji)`.as('since')
				])
				.as('given')
		)
		.innerJoin('users', 'users.id', 'given.userId')
		.where('given.place', '<=', NAMED)
		.orderBy('given.seq')
		.orderBy('given.since')
		.orderBy('given.emoji')
		.orderBy('given.place')
		.select(['given.seq', 'given.emoji', 'given.count', 'users.displayName'])
		.execute();
	const found: [number, Reaction][] = [];
	for (const { seq, emoji, count, displayName } of rows) {
		const [lastSeq, last] = found.at(-1) ?? [];
		if (last && lastSeq === seq && last.emoji === emoji) last.names.push(displayName);
		else found.push([seq, { emoji, count: Number(count), names: [displayName] }]);
	}
	return found;
}

async function mentionsIn(db: Db, channelId: string, seqs: number[]): Promise<[number, Mention][]> {
	const [wide, people] = [
		await db
			.selectFrom('wideMentions')
			.where((eb) => among(eb, channelId, seqs))
			.select(['seq', 'whom'])
			.execute(),
		await db
			.selectFrom('mentions')
			.innerJoin('users', 'users.id', 'mentions.userId')
			.where((eb) => among(eb as never, channelId, seqs))
			.where('written', '<>', '')
			.select(['mentions.seq', 'mentions.written', 'users.id', 'users.displayName'])
			.execute()
	];
	return [
		...wide.map(({ seq, whom }): [number, Mention] => [seq, { as: whom }]),
		...people.map(({ seq, written, id, displayName }): [number, Mention] => [
			seq,
			{ as: written, id, name: displayName }
		])
	];
}

async function pinsAmong(db: Db, channelId: string, seqs: number[]): Promise<Set<number>> {
	const rows = await db
		.selectFrom('pins')
		.where((eb) => among(eb, channelId, seqs))
		.select('seq')
		.execute();
	return new Set(rows.map(({ seq }) => seq));
}

/** The lines that are answered, as they are now. */
export async function answered(db: Db, channelId: string, seqs: number[]): Promise<Map<number, Replied>> {
	if (seqs.length === 0) return new Map();
	const rows = await db
		.selectFrom('messages')
		.innerJoin('users', 'users.id', 'messages.authorId')
		.where('messages.channelId', '=', channelId)
		.where('messages.seq', 'in', seqs)
		.select(['messages.seq', 'messages.rev', 'messages.body', 'messages.deletedAt', 'messages.callLine', 'users.id'])
		.select(['users.displayName', 'users.avatarFile'])
		.execute();
	const wordless = rows
		.filter(({ body, deletedAt }) => body === '' && !deletedAt)
		.map(({ seq }) => ({ channelId, seq }));
	const files = await filesAt(db, wordless);
	return new Map(
		rows.map(({ seq, rev, body, callLine, deletedAt, id, displayName, avatarFile }) => {
			const author = { id, name: displayName, avatarUrl: fileUrl(avatarFile) };
			const call = callLine && !deletedAt ? (JSON.parse(callLine) as CallLine) : undefined;
			const excerpt = excerptOf({ body, call, files: files({ channelId, seq }) });
			return [seq, { seq, rev, author, excerpt, isDeleted: deletedAt !== null }];
		})
	);
}

const gathered = <T>(pairs: [number, T][]) => {
	const bySeq = new Map<number, T[]>();
	for (const [seq, one] of pairs) bySeq.set(seq, [...(bySeq.get(seq) ?? []), one]);
	return bySeq;
};

/** Adds what belongs to these lines: what they answer, whom they call, what people gave them, their files, and whether they are pinned. */
export async function withBelongings(
	db: Db,
	channelId: string,
	lines: { message: Message; replyTo: number | null }[]
): Promise<Message[]> {
	if (lines.length === 0) return [];
	const seqs = lines.map(({ message }) => message.seq);
	const targets = [...new Set(lines.flatMap(({ replyTo }) => replyTo ?? []))];
	const [reactions, mentions, files, pins, replied] = await Promise.all([
		reactionsTo(db, channelId, seqs).then(gathered),
		mentionsIn(db, channelId, seqs).then(gathered),
		filesOfLines(db, channelId, seqs).then(gathered),
		pinsAmong(db, channelId, seqs),
		answered(db, channelId, targets)
	]);
	return lines.map(({ message, replyTo }) => {
		const { seq } = message;
		const target = replyTo ? replied.get(replyTo) : undefined;
		return {
			...message,
			...(target && { replyTo: target }),
			...(reactions.has(seq) && { reactions: reactions.get(seq)! }),
			...(mentions.has(seq) && { mentions: mentions.get(seq)! }),
			...(files.has(seq) && { files: files.get(seq)! }),
			...(pins.has(seq) && { isPinned: true as const })
		};
	});
}

/** The same messages with which emoji `viewerId` gave: for an answer to this one person. */
export async function forViewer(db: Db, channelId: string, messages: Message[], viewerId: string): Promise<Message[]> {
	const seqs = messages.filter(({ reactions }) => reactions).map(({ seq }) => seq);
	if (seqs.length === 0) return messages;
	const rows = await db
		.selectFrom('reactions')
		.where('channelId', '=', channelId)
		.where('userId', '=', viewerId)
		.where('seq', 'in', seqs)
		.select(['seq', 'emoji'])
		.execute();
	const given = gathered(rows.map(({ seq, emoji }): [number, string] => [seq, emoji]));
	return messages.map((message) => (message.reactions ? { ...message, mine: given.get(message.seq) ?? [] } : message));
}
