import { escape } from 'mysql2';
import type { Actor } from './actors';
import { directStatements, type talkers } from './direct';
import { lines, type Place } from './world';

export type Ids = {
	people: Record<Actor | 'target', string>;
	/** The session of each actor that has, or had, one. */
	tokens: Partial<Record<Actor, string>>;
	/** The conversations with the target. */
	talks: Record<(typeof talkers)[number], string>;
	/** Home, Annex, Elsewhere. */
	places: [Place, Place, Place];
};

type Rows = Record<string, string | number | Date | null | undefined>[];
const THEN = '2026-01-02 03:04:05.678';
const later = (days: number) => new Date(Date.now() + days * 86_400_000);
// Of one moment for the whole run: what is made anew is the same to the last digit.
const [nextWeek, yesterday] = [later(7), later(-1)];

function insert(table: string, rows: Rows, update = ''): string {
	const columns = Object.keys(rows[0]!);
	const values = rows.map((row) => `(${columns.map((column) => escape(row[column], false, 'Z')).join(', ')})`);
	return `insert into ${table} (\`${columns.join('`, `')}\`) values ${values.join(', ')} ${update};`;
}

const list = (ids: string[]) => ids.map((id) => escape(id)).join(', ');

/** Who is what in Home; in Annex the same people are, without the guests. */
const roles: [Actor | 'target', string][] = [
	['owner', 'owner'],
	['admin', 'admin'],
	['moderator', 'moderator'],
	['guest', 'guest'],
	['granted', 'guest'],
	['expired', 'guest'],
	['signedOut', 'guest'],
	['target', 'guest']
];

function membersOf({ people, places: [home, annex, elsewhere] }: Ids): Rows {
	const row = ({ communityId }: Place, who: Actor | 'target', role: string) => ({
		community_id: communityId,
		user_id: people[who],
		role,
		joined_at: THEN
	});
	const others = (place: Place) =>
		(['admin', 'moderator'] as const).map((role) => ({
			...row(place, 'target', role),
			user_id: place[`${role}Id`]
		}));
	return [
		...roles.map(([who, role]) => row(home, who, role)),
		...roles.slice(0, 3).map(([who, role]) => row(annex, who, role)),
		row(elsewhere, 'stranger', 'owner'),
		...[annex, elsewhere].map((place) => ({ ...row(place, 'target', 'guest'), user_id: place.userId })),
		...[home, annex, elsewhere].flatMap(others)
	];
}

function channelsOf({ places }: Ids): Rows {
	return places.flatMap((place) => {
		const { communityId, categoryId, channelId, privateId, readOnlyId, deletedId } = place;
		const row = (id: string, name: string, flags: object = {}) => ({
			...{ id, community_id: communityId, category_id: categoryId, kind: 'text', name, created_at: THEN },
			...{ is_general: 0, is_private: 0, is_read_only: 0, last_seq: 7, rev: 7, deleted_at: null, ...flags }
		});
		return [
			row(channelId, 'general', { is_general: 1 }),
			row(privateId, 'private', { is_private: 1 }),
			row(readOnlyId, 'read-only', { is_read_only: 1 }),
			row(deletedId, 'deleted', { deleted_at: THEN }),
			row(place.voiceId, 'voice', { kind: 'audio', last_seq: 0, rev: 0 }),
			row(place.hiddenVoiceId, 'hidden-voice', { kind: 'video', is_private: 1, last_seq: 0, rev: 0 })
		];
	});
}

function messagesOf({ people, places }: Ids): Rows {
	const written = Object.entries(lines) as [Actor, number][];
	return places.flatMap(({ channelId, privateId, readOnlyId, deletedId, userId }) =>
		[channelId, privateId, readOnlyId, deletedId].flatMap((id) =>
			written.map(([who, seq]) => ({
				...{
					channel_id: id,
					seq,
					rev: seq,
					author_id: seq === lines.target ? userId : people[who],
					body: `Line ${seq}`,
					nonce: `n${seq}`
				},
				created_at: THEN
			}))
		)
	);
}

/** The owner’s line is pinned everywhere. */
function pinsOf({ people, places }: Ids): Rows {
	return places.flatMap(({ channelId, privateId, readOnlyId, deletedId }) =>
		[channelId, privateId, readOnlyId, deletedId].map((id) => ({
			...{ channel_id: id, seq: lines.owner, pinned_by: people.owner, pinned_at: THEN }
		}))
	);
}

/** What makes the people, what makes everything else as it was at first, and what reads all that could have changed. */
export function placeStatements(ids: Ids): { people: string; reset: string; traces: string } {
	const { people, tokens, places } = ids;
	const [home] = places;
	const everybody = Object.entries(people) as [Actor | 'target', string][];
	const theirs = places.flatMap(({ userId, moderatorId, adminId, bannedId }) => [
		userId,
		moderatorId,
		adminId,
		bannedId
	]);
	const others = theirs.filter((id) => !everybody.some(([, known]) => known === id));
	const userIds = list([...everybody.map(([, id]) => id), ...others]);
	const account = (who: string) => `matrix-${people[who as Actor]}`;
	const accounts = list(everybody.map(([who]) => account(who)));
	const communityIds = list(places.map(({ communityId }) => communityId));
	const direct = directStatements(ids, THEN, insert, userIds);
	const channelIds = `select id from channels where community_id in (${communityIds})`;
	const moments = { created_at: THEN, updated_at: THEN };
	const sessions = Object.entries(tokens).map(([who, token]) => ({
		...{ id: `matrix-${token}`, token, user_id: account(who), ...moments },
		expires_at: who === 'expired' ? yesterday : nextWeek
	}));
	const communities = places.map(({ communityId }, index) => ({
		...{ id: communityId, name: ['Home', 'Annex', 'Elsewhere'][index], description: '', created_at: THEN },
		owner_id: index < 2 ? people.owner : people.stranger,
		icon_file: index === 0 ? home.key || null : null,
		deleted_at: null
	}));
	const invite = ({ communityId }: Place, code: string, creator: string) => ({
		...{ code, community_id: communityId, created_at: THEN, creator_id: creator }
	});
	return {
		people: [
			insert(
				'users',
				[...everybody, ...others.map((id) => ['somebody', id])].map(([who, id]) => ({
					...{ id, handle: `m${id}`, display_name: who, created_at: THEN }
				}))
			),
			insert(
				'auth_user',
				everybody.map(([who, id]) => ({
					...{ id: account(who), name: who, email: `m${id}@example.org`, email_verified: 0, ...moments }
				}))
			),
			insert(
				'identities',
				everybody.map(([who, id]) => ({ provider: 'local', provider_id: account(who), user_id: id }))
			)
		].join('\n'),
		reset: [
			'start transaction;',
			`delete from auth_session where user_id in (${accounts});`,
			`delete from members where community_id in (${communityIds}) or user_id in (${userIds});`,
			...['bans', 'invites'].map((table) => `delete from ${table} where community_id in (${communityIds});`),
			`delete from read_marks where user_id in (${userIds});`,
			...['messages', 'reactions', 'pins'].map((table) => `delete from ${table} where channel_id in (${channelIds});`),
			`delete from channel_grants where channel_id in (${channelIds});`,
			...['channels', 'categories'].map((table) => `delete from ${table} where community_id in (${communityIds});`),
			...direct.reset,
			insert('auth_session', sessions),
			insert(
				'communities',
				communities,
				`on duplicate key update name = values(name), description = values(description), owner_id = values(owner_id),
					icon_file = values(icon_file), deleted_at = null`
			),
			insert('members', membersOf(ids)),
			insert(
				'bans',
				places.map(({ communityId, bannedId, ownerId }) => ({
					...{ community_id: communityId, user_id: bannedId, by_id: ownerId, created_at: THEN }
				}))
			),
			insert(
				'categories',
				places.flatMap(({ communityId, categoryId, spareId }) =>
					[categoryId, spareId].map((id, position) => ({
						...{ id, community_id: communityId, name: ['Text', 'Spare'][position], position }
					}))
				)
			),
			insert('channels', channelsOf(ids)),
			insert(
				'channel_grants',
				places.flatMap(({ privateId, hiddenVoiceId }) =>
					[privateId, hiddenVoiceId].map((id) => ({ channel_id: id, grantee: `user:${people.granted}` }))
				)
			),
			insert('messages', messagesOf(ids)),
			insert('pins', pinsOf(ids)),
			insert(
				'invites',
				places.flatMap((place) => [
					invite(place, place.code, place.ownerId),
					invite(place, place.guestCode, place === home ? people.guest : place.userId)
				])
			),
			'commit;'
		].join('\n'),
		traces: [
			`select * from users where id in (${userIds}) order by id;`,
			`select token from auth_session where user_id in (${accounts}) and expires_at > utc_timestamp() order by token;`,
			`select * from members where community_id in (${communityIds}) or user_id in (${userIds})
				order by community_id, user_id;`,
			...['communities where id', 'bans where community_id', 'categories where community_id'].map(
				(rows) => `select * from ${rows} in (${communityIds}) order by 1, 2;`
			),
			`select * from channels where community_id in (${communityIds}) order by id;`,
			`select * from invites where community_id in (${communityIds}) order by code;`,
			...['reactions', 'pins'].map(
				(table) => `select * from ${table} where channel_id in (${channelIds}) order by 1, 2, 3, 4;`
			),
			`select * from channel_grants where channel_id in (${channelIds}) order by channel_id, grantee;`,
			`select * from messages where channel_id in (${channelIds}) order by channel_id, seq;`,
			`select * from read_marks where user_id in (${userIds}) order by user_id, channel_id;`,
			...direct.traces,
			`select count(*) as entries from audit_entries where community_id in (${communityIds});`
		].join('\n')
	};
}
