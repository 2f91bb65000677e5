import { CompiledQuery } from 'kysely';
import type { CallLine, Head } from '$lib/messages/message';
import { counts } from '../counts';
import { db, isDuplicate } from '../db';
import { inOneTrip } from '../db/lane';
import { retrying } from '../db/retry';
import { hasHung, isUnavailable } from '../db/trouble';
import { lasting } from '../lasting';
import { refuse } from '../refuse';
import { advanceBy, headAfter, isNowhere, lineBehind, numbersBehind } from './advance';
import type { Calls } from './mentions';
import { claimFiles, type Brought } from '../uploads/claim';
import { messageByNonce, placesOf } from './queries';

export type Line = {
	authorId: string;
	body: string;
	nonce: string;
	createdAt: Date;
	/** The line it answers. */
	replyTo?: number;
	calls?: Calls;
	files?: Brought;
	/** What became of a call: then it has no words. */
	call?: CallLine;
};
/** Where a line was written. A repeat was written before, by an earlier sending of the same nonce. */
export type Place = { seq: number; rev: number; isRepeat: boolean };

type Waiting = { line: Line; done: (place: Place) => void; failed: (error: unknown) => void };

/** Lines written by one commit; more wait for the next. */
const MOST = 200;
/** More than this waiting in one channel means that the database does not keep up: say so instead of making them wait. */
const QUEUE = 1000;

const queues = lasting('append queues', () => new Map<string, Waiting[]>());

/**
 * Writes a line at the end of a channel. While one commit is under way, the next lines of that channel wait and then go
 * together, as one counter update and one insert; a line that is alone goes alone, at once. Resolves after the commit.
 */
export function appendLine(channelId: string, line: Line): Promise<Place> {
	return new Promise((done, failed) => {
		const waiting = { line, done, failed };
		const queue = queues.get(channelId);
		if (queue && queue.length >= QUEUE) failed(new Error('Queue limit reached.'));
		else if (queue) queue.push(waiting);
		else void drain(channelId, [waiting]);
	});
}

async function drain(channelId: string, queue: Waiting[]): Promise<void> {
	queues.set(channelId, queue);
	while (queue.length > 0) {
		await write(channelId, queue.splice(0, together(queue)));
		// Those who were just answered may write again at once: all of them in the next commit, not the first one alone.
		for (let turn = 0; turn < 8 && queue.length < MOST; turn++) await undefined;
	}
	queues.delete(channelId);
}

/** How many of those who wait go with the next commit: whoever brings files goes alone, in turn. */
function together(queue: Waiting[]): number {
	const files = queue.findIndex(({ line }) => line.files);
	return files === -1 ? Math.min(queue.length, MOST) : Math.max(1, Math.min(files, MOST));
}

/** Writes them all or, when one of them cannot be written, finds out which: it must not fail its neighbours. */
async function write(channelId: string, batch: Waiting[]): Promise<void> {
	try {
		const head = await retrying(() =>
			batch[0]!.line.files ? insertWithFiles(channelId, batch[0]!) : insert(channelId, batch)
		);
		counts.posted += batch.length;
		for (const [index, { done }] of batch.entries()) {
			const behind = batch.length - 1 - index;
			done({ seq: head.seq - behind, rev: head.rev - behind, isRepeat: false });
		}
	} catch (error) {
		if (hasHung(error)) giveUp([...batch, ...(queues.get(channelId)?.splice(0) ?? [])], error);
		else if (isUnavailable(error)) await lookUp(channelId, batch, error);
		else if (batch.length > 1) {
			const middle = batch.length >> 1;
			await write(channelId, batch.slice(0, middle));
			await write(channelId, batch.slice(middle));
		} else await explain(channelId, batch[0]!, error);
	}
}

const columns = 'channel_id, seq, rev, author_id, body, nonce, created_at, reply_to, call_line';

/** What writes these lines, each statement with its own values. */
function inserts(channelId: string, batch: Waiting[]): { statements: string[]; values: unknown[][] } {
	const lines = batch.map((_, index) => `(?, ${numbersBehind(batch.length - 1 - index)}, ?, ?, ?, ?, ?, ?)`);
	const values = batch.flatMap(({ line: { authorId, body, nonce, createdAt, replyTo = null, call } }) => [
		...[channelId, authorId, body, nonce, createdAt, replyTo, call ? JSON.stringify(call) : null]
	]);
	const calls = insertsOfCalls(channelId, batch);
	return {
		statements: [
			advanceBy(batch.length),
			`insert into messages (${columns}) values ${lines.join(', ')}`,
			...calls.statements
		],
		values: [[channelId], values, ...calls.values]
	};
}

const orNowhere = (error: unknown) => (isNowhere(error) ? refuse('not-found') : Promise.reject(error));

async function insert(channelId: string, batch: Waiting[]): Promise<Head> {
	const { statements, values } = inserts(channelId, batch);
	const [counted] = await inOneTrip(statements, values.flat()).catch(orNowhere);
	return headAfter(counted!.insertId);
}

/** The same statements one by one, and then the line takes its files, or there is no line. */
function insertWithFiles(channelId: string, waiting: Waiting): Promise<Head> {
	const { statements, values } = inserts(channelId, [waiting]);
	const { authorId, files } = waiting.line;
	return db
		.transaction()
		.execute(async (trx) => {
			// eslint-disable-next-line no-restricted-syntax -- the statements are ours, made above; what people wrote is in the values
			const run = (index: number) => trx.executeQuery(CompiledQuery.raw(statements[index]!, values[index]!));
			const head = headAfter((await run(0)).insertId ?? 0n);
			for (let index = 1; index < statements.length; index++) await run(index);
			await claimFiles(trx, { channelId, seq: head.seq, ownerId: authorId }, files!);
			return head;
		})
		.catch(orNowhere);
}

/** SQL for whom the lines of a batch call, in the trip that writes the lines. Most call nobody. */
function insertsOfCalls(channelId: string, batch: Waiting[]): { statements: string[]; values: unknown[][] } {
	const called = batch.flatMap(({ line }, index) =>
		line.calls ? [{ ...line.calls, behind: batch.length - 1 - index }] : []
	);
	const people = called.flatMap(({ people, behind }) => people.map((one) => ({ ...one, behind })));
	const groups = called.flatMap(({ wide, behind }) => wide.map((one) => ({ ...one, behind })));
	const rows = (list: { behind: number }[]) =>
		list.map(({ behind }) => `(?, ${lineBehind(behind)}, ?, ?, ?)`).join(', ');
	const statements = [
		...(people.length > 0
			? [`insert into mentions (channel_id, seq, user_id, written, is_quiet) values ${rows(people)}`]
			: []),
		...(groups.length > 0
			? [
					`insert into wide_mentions (channel_id, seq, whom, is_quiet) values ${groups.map(({ behind }) => `(?, ${lineBehind(behind)}, ?, ?)`).join(', ')}`
				]
			: [])
	];
	const values = [
		people.flatMap(({ id, written, isQuiet }) => [channelId, id, written, isQuiet]),
		groups.flatMap(({ whom, isQuiet }) => [channelId, whom, isQuiet])
	].filter((list) => list.length > 0);
	return { statements, values };
}

/** The one line that could not be written: sent before, or truly refused. */
async function explain(channelId: string, { line, done, failed }: Waiting, error: unknown): Promise<void> {
	try {
		const isRepeat = isDuplicate(error, 'messages_sent_once');
		const first = isRepeat && (await messageByNonce(db, channelId, line.authorId, line.nonce));
		if (first) done({ seq: first.seq, rev: first.rev, isRepeat: true });
		else failed(error);
	} catch (trouble) {
		failed(trouble);
	}
}

/** The database hangs. Asking it, or sending what waits, would make everybody wait once more; their nonces find out later. */
function giveUp(waiting: Waiting[], error: unknown): void {
	for (const { failed } of waiting) failed(error);
}

/** The connection was lost, perhaps during the commit, so nobody said whether it happened: the nonces tell, asked at once. */
async function lookUp(channelId: string, batch: Waiting[], error: unknown): Promise<void> {
	const lines = batch.map(({ line }) => line);
	const found = await placesOf(db, channelId, lines).catch(() => new Map<string, Head>());
	for (const { line, done, failed } of batch) {
		const place = found.get(`${line.authorId} ${line.nonce}`);
		// Not a repeat: nobody was told of it yet.
		if (place) done({ ...place, isRepeat: false });
		else failed(error);
	}
}
