import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditActions } from '$lib/audit/entry';
import { nameOf, pathOf, placeOf } from './matrix/ask';
import { rows } from './matrix/rows';
import { World } from './matrix/world';
import { elsewhere, send } from './wire';

/** Ends an attribute, a comment, a script and a line of a script, and is a picture that calls for help. */
const HOSTILE = `"'><img src=x onerror=alert(1)></script>\u2028`;

let world: World;
let columns: string[];
beforeAll(async () => {
	world = await World.make();
	columns = await spoil();
});
afterAll(() => world?.end());

/** Puts the hostile words into every column for words of the world's rows; answers which those are. */
async function spoil(): Promise<string[]> {
	const found = (await world.query(
		`select table_name as 'table', column_name as 'column', character_maximum_length as size from information_schema.columns
			where table_schema = database() and character_set_name = 'utf8mb4' and data_type in ('varchar', 'text')
				and extra not like '%GENERATED%' and table_name not like 'kysely%' and table_name not like 'auth%'
			order by 1, 2`
	)) as { table: string; column: string; size: string }[];
	const { home } = world;
	const people = [world.id('owner'), world.id('target'), world.id('guest'), world.id('granted'), home.bannedId];
	const ours: Record<string, [sql: string, value: unknown]> = {
		users: ['id in (?)', people],
		members: ['community_id = ?', home.communityId],
		communities: ['id = ?', home.communityId],
		bans: ['community_id = ?', home.communityId],
		categories: ['community_id = ?', home.communityId],
		channels: ['community_id = ?', home.communityId],
		messages: ['channel_id in (?)', [home.channelId, world.talk('owner')]],
		reactions: ['channel_id = ?', home.channelId],
		files: ['`key` = ?', home.key]
	};
	await world.query(
		`insert into reactions (channel_id, seq, emoji, user_id, created_at) values (?, 1, '🎉', ?, utc_timestamp(3))`,
		[home.channelId, people[1]]
	);
	// An answer shows the words it answers.
	await world.query('update messages set reply_to = 1 where channel_id = ? and seq = 2', [home.channelId]);
	// What was written down cannot be changed, so it is written as it should be: a deed of each kind.
	for (const [index, action] of Object.keys(auditActions).entries())
		await world.query(
			`insert into audit_entries (community_id, id, actor_id, action, target_id, target_name, detail, reason, created_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, utc_timestamp(3))`,
			[home.communityId, index + 1, people[0], action, people[1], HOSTILE, HOSTILE, HOSTILE]
		);
	for (const { table, column, size } of found) {
		// The index of search and what Clerk told are never shown: lines and profiles are.
		if (['audit_entries', 'search_terms', 'clerk_people'].includes(table)) continue;
		const [where, value] = ours[table] ?? [];
		if (!where) throw new Error(`${table}.${column} holds words, and this test does not know which rows are its own.`);
		// Of the names in a server each is another one.
		const words = `${table}.${column}` === 'channels.name' ? `concat(?, right(id, 2))` : `left(?, ${size})`;
		await world.query(`update ${table} set \`${column}\` = ${words} where ${where}`, [HOSTILE, value]);
	}
	return found.map(({ table, column }) => `${table}.${column}`);
}

const reading = rows.filter((row) => !row.fields);

test('T22: every column for words is filled with hostile ones', () => {
	const names = [
		'users.display_name',
		'users.about',
		'users.status',
		'communities.name',
		'communities.description',
		'members.nickname'
	];
	const structure = ['categories.name', 'channels.name', 'channels.topic'];
	const deeds = ['audit_entries.target_name', 'audit_entries.detail', 'audit_entries.reason', 'bans.reason'];
	for (const name of [...names, ...structure, ...deeds, 'messages.body', 'reactions.emoji'])
		expect(columns).toContain(name);
});

describe('T22: hostile words stay words:', () => {
	let shown = 0;
	test.each(reading.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
		for (const actor of ['owner', 'moderator', 'guest', 'stranger', 'anonymous'] as const) {
			const path = pathOf(row, placeOf(row, world.home, actor, world));
			for (const address of [path, path.includes('?') ? `${path}&edit=1` : `${path}?edit=1&show=all`]) {
				const { cookie } = world.visitors[actor];
				const headers = { accept: 'text/html', ...(cookie && { cookie }) };
				const { body, headers: given } = await send(address, { headers, from: elsewhere() });
				const where = `${actor} at ${address}`;
				const isPage = given['content-type']?.startsWith('text/html');
				// Data is read as data: browsers are told its type, and not to guess another.
				if (!isPage) {
					expect(given['x-content-type-options'], where).toBe('nosniff');
					expect(given['content-type'] ?? 'none', where).toMatch(/^(application\/json|image\/|text\/plain|none)/);
					continue;
				}
				if (body.includes('&lt;img src=x')) shown += 1;
				expect(body.includes('<img src=x'), where).toBe(false);
				expect(/="[^"]*"'/.test(body), `${where}: an attribute ends too early`).toBe(false);
				const scripts = body.split(/<script\b/).slice(1);
				expect(body.split('</script').length - 1, `${where}: a script ends too early`).toBe(scripts.length);
				for (const script of scripts)
					expect(/[\u2028\u2029]/.test(script.split('</script')[0]!), `${where}: a line of a script ends`).toBe(false);
			}
		}
	});

	test('and are shown as such', () => {
		expect(shown).toBeGreaterThan(15);
	});
});
