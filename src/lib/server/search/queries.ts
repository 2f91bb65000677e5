import { sql } from 'kysely';
import type { Found, FoundPage } from '$lib/search/found';
import { findIn, piecesOf } from '$lib/search/marks';
import { asksNothing, type SearchLine } from '$lib/search/query';
import { directChannels, visibleChannels } from '../channels/queries';
import type { Db } from '../db';
import { peopleOf } from '../direct/queries';
import { fileUrl } from '../files/url';
import { filesAt } from '../uploads/queries';
import { Candidates } from './candidates';
import { needsFor } from './needs';
import { beforeMoment, END, isBehind, newestFirst, written, type Position } from './position';
import { isOfTrait } from './terms';

/** Results on a page. */
const PAGE = 25;
/** More are read than a page holds: some do not have the words any more, or not one after the other. */
const SPARE = 3;
/** Messages read whole for one page. */
const MOST_READ = 300;

export type Search = {
	line: SearchLine;
	/** Only in this community; without one in all that the viewer is in. */
	communityId?: string;
	/** Moments in milliseconds: from the one on, and before the other. */
	since?: number;
	until?: number;
	/** Where the last page ended. */
	after?: Position | null;
};

/** The channels a viewer may search: of one community, or of all and their own conversations. */
export async function searchable(db: Db, viewerId: string, { communityId, line }: Search): Promise<string[]> {
	// What two people say lies in no server and in no channel of a name.
	const areDirectWanted = communityId === undefined && line.in.length === 0;
	const [rows, direct] = await Promise.all([
		visibleChannels(db, viewerId)
			.$if(communityId !== undefined, (query) => query.where('communities.id', '=', communityId!))
			.$if(line.in.length > 0, (query) => query.where('channels.name', 'in', line.in))
			.select('channels.id')
			.execute(),
		areDirectWanted ? directChannels(db, [viewerId]).select('channels.id').execute() : []
	]);
	return [...rows, ...direct].map(({ id }) => id);
}

async function idsOf(db: Db, handles: string[]): Promise<string[]> {
	// Handles are ASCII; the database refuses to compare anything else with them.
	const possible = handles.filter((handle) => /^[\w.-]+$/.test(handle));
	if (possible.length === 0) return [];
	const rows = await db.selectFrom('users').where('handle', 'in', possible).select('id').execute();
	return rows.map(({ id }) => id);
}

type Whole = {
	channelId: string;
	seq: number;
	body: string;
	createdAt: Date;
	authorId: string;
	displayName: string;
	avatarFile: string | null;
};

/** Whole messages, if the viewer may read them: that is asked once more, after their words were read. */
async function read(db: Db, viewerId: string, places: Position[]) {
	const among = places.map(({ channelId, seq }) => sql`(messages.channel_id = ${channelId} and messages.seq = ${seq})`);
	// Each by its key. Joined with everything the viewer sees, the database reads whole channels to find them.
	const { rows } = await sql<Whole>`select messages.channel_id, messages.seq, messages.body, messages.created_at,
			messages.author_id, users.display_name, users.avatar_file
		from messages force index (primary) straight_join users on users.id = messages.author_id
		where (${sql.join(among, sql` or `)}) and messages.deleted_at is null`.execute(db);
	const channelIds = [...new Set(places.map(({ channelId }) => channelId))];
	const [channels, people, files] = await Promise.all([
		visibleChannels(db, viewerId)
			.where('channels.id', 'in', channelIds)
			.select(['channels.id', 'channels.name as channelName', 'communities.id as communityId'])
			.select('communities.name as communityName')
			.execute(),
		peopleOf(db, viewerId, channelIds),
		filesAt(db, rows)
	]);
	const seen = new Map<string, Found['place']>([
		...channels.map(({ id, ...channel }) => [id, channel] as const),
		...[...people].map(([id, person]) => [id, { person: { id: person.id, name: person.name } }] as const)
	]);
	return rows
		.flatMap((row) => {
			const place = seen.get(row.channelId);
			return place ? [{ ...row, place, files: files(row), at: row.createdAt.getTime() }] : [];
		})
		.sort(newestFirst);
}

type Row = Awaited<ReturnType<typeof read>>[number];

/** The result a message makes; null when it does not have what was asked for, whatever the index says. */
function resultOf(row: Row, line: SearchLine, authorIds: string[]): Found | null {
	const { files } = row;
	const findable = { body: row.body, kinds: files.map(({ kind }) => kind) };
	const spans = findIn(row.body, line.wants);
	const isWanted = line.from.length === 0 || authorIds.includes(row.authorId);
	if (!spans || !isWanted || !line.has.every((trait) => isOfTrait(findable, trait))) return null;
	const { channelId, place, seq } = row;
	return {
		...{ channelId, place, seq },
		author: { id: row.authorId, name: row.displayName, avatarUrl: fileUrl(row.avatarFile) },
		createdAt: row.createdAt.toISOString(),
		pieces: piecesOf(row.body, spans),
		files: files.map(({ name, kind }) => ({ name, kind }))
	};
}

/** A page of what a viewer may read and was looking for, newest first. */
export async function foundBy(db: Db, viewerId: string, search: Search): Promise<FoundPage> {
	const { line, since = 0, until, after } = search;
	const nothing: FoundPage = { found: [], older: null, isCutShort: false };
	if (asksNothing(line)) return nothing;
	const [channelIds, authorIds] = await Promise.all([searchable(db, viewerId, search), idsOf(db, line.from)]);
	if (channelIds.length === 0 || (line.from.length > 0 && authorIds.length === 0)) return nothing;

	const begin = until === undefined ? END : beforeMoment(until);
	const position = after && isBehind(after, begin) ? after : begin;
	const candidates = new Candidates(db, needsFor(line, authorIds), channelIds, position, since);
	const page: { found: Found; row: Row }[] = [];
	for (let looked = 0; page.length <= PAGE;) {
		if (looked >= MOST_READ) {
			candidates.isCutShort = true;
			break;
		}
		const places = await candidates.next((PAGE + SPARE - page.length) * (looked > 0 ? 3 : 1));
		if (places.length === 0) break;
		looked += places.length;
		for (const row of await read(db, viewerId, places)) {
			const found = resultOf(row, line, authorIds);
			if (found) page.push({ found, row });
		}
	}
	if (page.length > PAGE)
		return {
			found: page.slice(0, PAGE).map(({ found }) => found),
			older: written(page[PAGE - 1]!.row),
			isCutShort: false
		};
	const found = page.map(({ found }) => found);
	return candidates.isCutShort
		? { found, older: written(candidates.reached), isCutShort: true }
		: { ...nothing, found };
}
