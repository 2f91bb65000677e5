import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../db';
import type { Position } from './position';
import { bitColumns, BLOCK, type Bits } from './terms';

/** What a message must have: this term, or one of several, or one that begins so. */
export type Need = { anyOf: string[] } | { beginning: string };

/** A block of a channel in which messages have everything that is needed, as far as the index knows. */
export type Block = Bits & { channelId: string; block: number; newest: number };

/** So many rows are looked at to learn which need is the rarest. */
const PROBE = 400;
const MOST_NEEDS = 8;

const allBits = (ofOne: (column: string) => RawBuilder<unknown>, between: RawBuilder<unknown>) =>
	sql.join(bitColumns.map(ofOne), between);

const isOne = (need: Need): need is { anyOf: [string] } => 'anyOf' in need && need.anyOf.length === 1;
const termIs = (need: Need) =>
	// Words are letters and digits: nothing in one means more than itself.
	'beginning' in need ? sql`term like ${`${need.beginning}%`}` : sql`term in (${sql.join(need.anyOf)})`;

/** The rarest first, so that the others are looked up for few blocks. Those of several terms are gathered, and so come last. */
async function inOrder(db: Db, needs: Need[], channelIds: string[]): Promise<Need[]> {
	const single = needs.filter(isOne);
	if (single.length < 2) return [...single, ...needs.filter((need) => !isOne(need))];
	const counts = await Promise.all(
		single.map(async (need) => {
			const { rows } = await sql<{ rows: number }>`select count(*) as \`rows\` from (
				select 1 from search_terms where channel_id in (${sql.join(channelIds)}) and ${termIs(need)} limit ${PROBE}
			) as some`.execute(db);
			return { need, rows: Number(rows[0]!.rows) };
		})
	);
	counts.sort((a, b) => a.rows - b.rows);
	return [...counts.map(({ need }) => need), ...needs.filter((need) => !isOne(need))];
}

/**
 * The blocks with everything needed and with moments from `position` back to second `since`, those with the newest moments
 * first. Reads one row a block and need, and not one a message.
 */
export async function blocksWith(
	db: Db,
	needs: Need[],
	channelIds: string[],
	{ position, since, limit }: { position: Position; since: number; limit: number }
): Promise<Block[]> {
	const ordered = (await inOrder(db, needs, channelIds)).slice(0, MOST_NEEDS);
	const inChannels = sql`channel_id in (${sql.join(channelIds)})`;
	const sources = ordered.map((need, index) => {
		const name = sql.ref(`t${index}`);
		if (isOne(need)) return sql`search_terms as ${name}`;
		const bits = allBits((column) => sql`bit_or(${sql.ref(column)}) as ${sql.ref(column)}`, sql`, `);
		return sql`(select channel_id, block, min(oldest) as oldest, max(newest) as newest, ${bits}
			from search_terms where ${inChannels} and ${termIs(need)} group by channel_id, block) as ${name}`;
	});
	const of = (index: number, column: string) => sql.ref(`t${index}.${column}`);
	const each = (column: string, between: RawBuilder<unknown>) =>
		sql.join(
			ordered.map((_, index) => of(index, column)),
			between
		);
	const joined = sources.slice(1).map((source, index) => {
		const at = index + 1;
		const need = ordered[at]!;
		const ofTerm = isOne(need) ? sql`and ${of(at, 'term')} = ${need.anyOf[0]}` : sql``;
		return sql`straight_join ${source} on ${of(at, 'channelId')} = t0.channel_id ${ofTerm} and ${of(at, 'block')} = t0.block`;
	});
	const first = ordered[0]!;
	const ofFirst = isOne(first)
		? sql`t0.channel_id in (${sql.join(channelIds)}) and t0.term = ${first.anyOf[0]} and`
		: sql``;
	const isAlone = ordered.length === 1;
	const newest = isAlone ? sql`t0.newest` : sql`least(${each('newest', sql`, `)})`;
	const oldest = isAlone ? sql`t0.oldest` : sql`greatest(${each('oldest', sql`, `)})`;
	const bits = (column: string) => sql`(${each(column, sql` & `)})`;
	const { rows } = await sql<Block>`select t0.channel_id, t0.block, ${newest} as newest,
			${allBits((column) => sql`${bits(column)} as ${sql.ref(column)}`, sql`, `)}
		from ${sources[0]} ${sql.join(joined, sql` `)}
		where ${ofFirst} ${oldest} <= ${Math.min(position.at / 1000, 2 ** 32)} and ${newest} >= ${since}
			and (${allBits(bits, sql` | `)}) <> 0
		order by newest desc limit ${limit}`.execute(db);
	return rows.map((row) => {
		const numbers = bitColumns.map((name): [string, number] => [name, Number(row[name])]);
		const { channelId, block, newest: latest } = row;
		return { channelId, block: Number(block), newest: Number(latest), ...(Object.fromEntries(numbers) as Bits) };
	});
}

/** The lines of a block whose bits are set. */
export function linesIn(block: Block): number[] {
	const lines: number[] = [];
	bitColumns.forEach((name, index) => {
		for (let bits = block[name], bit = 0; bits > 0; bits = Math.floor(bits / 2), bit++)
			if (bits % 2 === 1) lines.push(block.block * BLOCK + index * 32 + bit);
	});
	return lines;
}
