/** One posting of a message and what came back. `at` and `until` count everything that happens here: equal is never both. */
export type Attempt = {
	at: number;
	until: number;
	/** `lost`: nobody said what became of it. `again`: not now, try again. `refused`: never. */
	outcome: 'ok' | 'lost' | 'again' | 'refused';
	status?: number;
	/** How long the answer took, in milliseconds. */
	took: number;
	seq?: number;
};
/** A message as its author composed it, and every posting of it. */
export type Sending = { authorId: string; nonce: string; body: string; attempts: Attempt[] };

export type Line = { seq: number; authorId: string; body: string };
/** What a reader saw on the way, what the screen shows at the end, and what about the screen was wrong in between. */
export type Reading = { reader: string; seen: Line[]; shown: Line[]; torn: string[] };

export type Row = Line & { rev: number; nonce: string };
export type Log = { head: { seq: number; rev: number }; rows: Row[] };

const isSame = (a: Line | undefined, b: Line) => !!a && a.body === b.body && a.authorId === b.authorId;
const keyOf = ({ authorId, nonce }: { authorId: string; nonce: string }) => `${authorId}/${nonce}`;
const okays = ({ attempts }: Sending) => attempts.filter(({ outcome }) => outcome === 'ok');
/** When its author knew that it was written; nothing when nobody said so. */
const knownAt = (sending: Sending) => okays(sending)[0] && Math.min(...okays(sending).map(({ until }) => until));
const begunAt = ({ attempts }: Sending) => Math.min(...attempts.map(({ at }) => at));

/** The log itself: lines and changes are numbered without holes, up to the channel's own counters. */
function* ofLog({ head, rows }: Log): Generator<string, void> {
	const lines = [...rows].sort((a, b) => a.seq - b.seq);
	const changes = rows.map(({ rev }) => rev).sort((a, b) => a - b);
	for (let i = 0; i < rows.length; i++) {
		const odd = lines[i]!.seq !== i + 1 ? 'line' : changes[i] !== i + 1 ? 'change' : undefined;
		if (!odd) continue;
		yield `log: ${odd} ${i + 1} is missing or there twice`;
		return;
	}
	if (head.seq !== rows.length || head.rev !== rows.length)
		yield `log: the channel counts ${head.seq} lines and ${head.rev} changes, and has ${rows.length}`;
}

/** I1, I2: every message that was acknowledged is there once, where it was said to be; no message is there more often. */
function* ofSendings(sendings: Sending[], rows: Row[]): Generator<string, void> {
	const found = new Map<string, Row[]>();
	for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
	for (const sending of sendings) {
		const [name, mine] = [keyOf(sending), found.get(keyOf(sending)) ?? []];
		found.delete(name);
		if (mine.length > 1) yield `I2: ${name} is there ${mine.length} times`;
		if (mine[0] && !isSame(mine[0], { ...sending, seq: 0 })) yield `I2: ${name} has other words than were sent`;
		for (const { seq } of okays(sending)) {
			if (mine.length === 0) yield `I1: ${name} was acknowledged as line ${seq} and is not there`;
			else if (!mine.some((row) => row.seq === seq))
				yield `I1: ${name} was acknowledged as line ${seq} and is line ${mine[0]!.seq}`;
		}
		const wasRefused = sending.attempts.every(({ outcome }) => outcome === 'refused');
		if (wasRefused && mine.length > 0) yield `I2: ${name} was refused and is there`;
	}
	for (const name of found.keys()) yield `I2: ${name} is there and nobody sent it`;
}

/** I4: what one author sent one after the other keeps that order, whatever was said about it. */
function* ofAuthors(sendings: Sending[], rows: Row[]): Generator<string, void> {
	const seqs = new Map(rows.map((row) => [keyOf(row), row.seq]));
	const newest = new Map<string, number>();
	for (const sending of [...sendings].sort((a, b) => begunAt(a) - begunAt(b))) {
		const seq = seqs.get(keyOf(sending));
		if (seq === undefined) continue;
		const before = newest.get(sending.authorId) ?? 0;
		if (seq < before) yield `I4: ${keyOf(sending)} is line ${seq}, behind it its author's earlier line ${before}`;
		newest.set(sending.authorId, Math.max(before, seq));
	}
}

/** I5: what was acknowledged before something else was sent is the earlier line. */
function* ofTime(sendings: Sending[], rows: Row[]): Generator<string, void> {
	const seqs = new Map(rows.map((row) => [keyOf(row), row.seq]));
	const moments = sendings.flatMap((sending) => {
		const [seq, known] = [seqs.get(keyOf(sending)), knownAt(sending)];
		if (seq === undefined) return [];
		const begun = { at: begunAt(sending), seq, isKnown: false };
		return known === undefined ? [begun] : [begun, { at: known, seq, isKnown: true }];
	});
	let newest = 0;
	for (const { seq, isKnown } of moments.sort((a, b) => a.at - b.at)) {
		if (isKnown) newest = Math.max(newest, seq);
		else if (seq < newest) yield `I5: line ${seq} was sent after line ${newest} had been acknowledged`;
	}
}

/** I3: every screen ends as the log does, without hole or double, and never showed what is not in the log. */
function* ofReadings(readings: Reading[], log: Log): Generator<string, void> {
	const bySeq = new Map(log.rows.map((row) => [row.seq, row]));
	for (const { reader, seen, shown, torn } of readings) {
		for (const what of torn) yield `I3: ${reader}'s screen: ${what}`;
		const wrong = seen.find((line) => !isSame(bySeq.get(line.seq), line));
		if (wrong) yield `I3: ${reader} saw “${wrong.body}” as line ${wrong.seq}, and the log does not have it there`;
		const last = shown.at(-1)?.seq ?? 0;
		if (last !== log.rows.length) yield `I3: ${reader} is at line ${last} of ${log.rows.length}`;
		const first = shown[0]?.seq ?? 1;
		const odd = shown.find((line, index) => line.seq !== first + index || !isSame(bySeq.get(line.seq), line));
		if (odd) yield `I3: ${reader} shows line ${odd.seq} where it is not in the log`;
	}
}

/** Every promise that was broken, in words; nothing when all was well. The numbers are those of RELIABILITY.md. */
export function brokenPromises(sendings: Sending[], readings: Reading[], log: Log): string[] {
	return [
		...ofLog(log),
		...ofSendings(sendings, log.rows),
		...ofAuthors(sendings, log.rows),
		...ofTime(sendings, log.rows),
		...ofReadings(readings, log)
	];
}
