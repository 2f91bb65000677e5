import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { inject } from 'vitest';
import type { Place } from '../person';

const sentences = [
	'The seeing is good tonight.',
	'Jupiter is up. If you come to the dome before ten you will catch the shadow of Io on the clouds, and then the spot.',
	'Yes.',
	'First the flats, then the darks,\nthen coffee.\nThen the long exposures.',
	'The guide star was lost twice, but the mount found it again by itself, which is more than it did all winter long.'
];

/** What line `seq` says in a past that was written by `writePast`. */
export const lineOfPast = (seq: number) => `${seq}: ${sentences[seq % sentences.length]}`;

/** Gives the channel a past of `count` lines over several days, by everyone in it in turns, as if it had been talked there. */
export async function writePast(place: Place, count: number): Promise<void> {
	const database = await createConnection({ uri: inject('servedDatabaseUrl'), timezone: 'Z' });
	const [people] = await database.query<RowDataPacket[]>(
		'select cast(user_id as char) as id from members where community_id = ? order by joined_at',
		[place.id]
	);
	const start = Date.now() - count * 20 * 60_000;
	const rows = Array.from({ length: count }, (_, index) => {
		const author = people[Math.floor(index / 3) % people.length]!.id;
		const at = new Date(start + index * 20 * 60_000 - (index % 3) * 19 * 60_000);
		return [place.channelId, index + 1, index + 1, author, lineOfPast(index + 1), `past-${index + 1}`, at];
	});
	await database.query('insert into messages (channel_id, seq, rev, author_id, body, nonce, created_at) values ?', [
		rows
	]);
	await database.query('update channels set last_seq = ?, rev = ? where id = ?', [count, count, place.channelId]);
	await database.end();
}
