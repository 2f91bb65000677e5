import { may, type Actor, type Policy } from './actors';
import type { Row } from './rows';
import type { Ids } from './statements';

/** Everybody who has talked with the target, in a conversation of their own: whoever was kicked since still may. */
export const talkers = ['guest', 'granted', 'moderator', 'admin', 'owner', 'kicked'] as const satisfies Actor[];
/** In each of them the first line is the talker's and is pinned, the second is the target's. */
const mine = '1';
const theirs = '2';

const talking: Policy = { ...may.members, kicked: 'ok' };
const refused: Policy = Object.fromEntries(talkers.map((who) => [who, '403']));
const notEvenOneself: Policy = {
	...may.none,
	...Object.fromEntries([...talkers, 'stranger', 'banned', 'left'].map((who) => [who, '403']))
};
const direct = '/(app)/direct';
const one = `${direct}/[userId=id]`;
const person = `${direct}/people/[userId=id]`;
const oneself: Pick<Row, 'when' | 'at' | 'who'> = {
	when: 'oneself',
	who: may.signedIn,
	at: (_, actor, world) => ({ userId: world.id(actor) })
};
const nobodyKnown: Pick<Row, 'when' | 'at' | 'who'> = {
	when: 'somebody who does not exist',
	who: may.none,
	at: () => ({ userId: '999999999' })
};
const owners: Pick<Row, 'when' | 'at' | 'who'> = {
	when: 'somebody else’s conversation',
	who: { ...may.none, owner: 'ok' },
	at: (_, __, world) => ({ channelId: world.talk('owner') })
};
const own: Pick<Row, 'when' | 'at' | 'who'> = {
	when: 'one’s own conversation',
	who: talking,
	at: (_, actor, world) => ({ channelId: world.talk(actor) })
};

/** What two people may ask of each other. */
export const directRows: Row[] = [
	{ ask: `page ${direct}`, who: may.signedIn },
	{ ask: `page ${direct}/people`, who: may.signedIn },
	{ ask: `page ${direct}/people`, when: 'for a name', who: may.signedIn, query: () => '?q=tar' },
	{ ask: `page ${person}`, who: talking },
	{ ask: `page ${person}`, ...oneself },
	{ ask: `page ${person}`, ...nobodyKnown },
	{ ask: `page ${one}`, who: talking },
	{ ask: `page ${one}`, ...oneself },
	{ ask: `page ${one}`, ...nobodyKnown },
	{ ask: `page ${one}/block`, who: talking },
	{ ask: `page ${one}/block`, ...oneself, who: notEvenOneself },
	...['block', 'unblock'].flatMap((name): Row[] => [
		{
			ask: `action ${one}/block ${name}`,
			who: talking,
			fields: () => ({}),
			leadsTo: ({ userId }) => `/direct/${userId}`,
			...(name === 'unblock' && { isHarmless: true as const })
		},
		{ ask: `action ${one}/block ${name}`, ...oneself, who: notEvenOneself, fields: () => ({}) },
		{ ask: `action ${one}/block ${name}`, ...nobodyKnown, fields: () => ({}) }
	]),
	...[{ who: talking }, oneself, nobodyKnown].map((which): Row => ({
		ask: `action ${one} send`,
		...which,
		fields: () => ({ body: 'Hello.' })
	})),
	...[{ who: talking, isHarmless: true as const }, oneself, nobodyKnown].map((which): Row => ({
		ask: `action ${one} begin`,
		...which,
		fields: () => ({})
	})),
	...(
		[
			['read', { seq: theirs }],
			['unread', { seq: theirs }],
			['mute', {}],
			['unmute', {}],
			['edit', { seq: mine, body: 'Rewritten.' }],
			['remove', { seq: mine }],
			['react', { seq: theirs, emoji: '🎉', isGiven: 'true' }],
			['pin', { seq: theirs }],
			['unpin', { seq: mine }]
		] as [string, Record<string, string>][]
	).flatMap(([name, fields]): Row[] => [
		{ ask: `action ${one} ${name}`, who: talking, fields: () => fields },
		// Notes that were never written are not there.
		{ ask: `action ${one} ${name}`, ...oneself, who: may.none, fields: () => fields },
		{ ask: `action ${one} ${name}`, ...nobodyKnown, fields: () => fields }
	]),
	...(
		[
			['edit', { seq: theirs, body: 'Rewritten.' }],
			['remove', { seq: theirs }]
		] as [string, Record<string, string>][]
	).map(([name, fields]): Row => ({
		...{ ask: `action ${one} ${name}`, when: 'the other one’s line', fields: () => fields },
		who: { ...talking, ...refused }
	})),
	{ ask: `page ${one}/pins`, who: talking },
	{ ask: `page ${one}/pins`, ...nobodyKnown },
	{
		ask: `action ${one}/pins unpin`,
		who: talking,
		fields: () => ({ seq: mine }),
		leadsTo: ({ userId }) => `/direct/${userId}/pins`
	},
	{ ask: `action ${one}/pins unpin`, ...nobodyKnown, fields: () => ({ seq: mine }) },
	...[own, owners].flatMap((which): Row[] => [
		{ ask: 'GET /api/channels/[channelId=id]/messages', ...which },
		{ ask: 'GET /api/sync', ...which, query: ({ channelId }) => `?channel=${channelId}&rev=0` },
		{
			ask: 'page /(app)/servers/[communityId=id]/channels/[channelId=id]',
			...which,
			who: may.none,
			isAnywhere: true
		}
	])
];

type Rows = Record<string, string | number>[];

/** What makes the conversations as they were at first, and what reads all that could have changed in them. */
export function directStatements(
	{ people, talks }: Ids,
	then: string,
	insert: (table: string, rows: Rows) => string,
	userIds: string
): { reset: string[]; traces: string[] } {
	const all = talkers.map((who) => ({ id: talks[who], pair: [people[who], people.target] as [string, string] }));
	const ordered = (pair: [string, string]) => (BigInt(pair[0]) < BigInt(pair[1]) ? pair : [pair[1], pair[0]]);
	const theirChannels = `select channel_id from participants where user_id in (${userIds})`;
	return {
		reset: [
			...['messages', 'reactions', 'pins'].map(
				(table) => `delete from ${table} where channel_id in (${theirChannels});`
			),
			`delete from channels where id in (${theirChannels});`,
			`delete from participants where user_id in (${userIds});`,
			`delete from blocks where blocker_id in (${userIds});`,
			insert(
				'channels',
				all.map(({ id, pair }) => ({
					...{ id, kind: 'direct', name: '', pair_key: ordered(pair).join(':'), created_at: then },
					...{ last_seq: 2, rev: 2 }
				}))
			),
			insert(
				'participants',
				all.flatMap(({ id, pair }) => pair.map((user_id) => ({ user_id, channel_id: id })))
			),
			insert(
				'messages',
				all.flatMap(({ id, pair }) =>
					pair.map((author_id, index) => ({
						...{ channel_id: id, seq: index + 1, rev: index + 1, author_id },
						...{ body: `Line ${index + 1}`, nonce: `d${index}`, created_at: then }
					}))
				)
			),
			insert(
				'pins',
				all.map(({ id, pair }) => ({ channel_id: id, seq: 1, pinned_by: pair[0], pinned_at: then }))
			)
		],
		traces: [
			`select * from participants where user_id in (${userIds}) order by 1, 2;`,
			`select * from blocks where blocker_id in (${userIds}) order by 1, 2;`,
			`select * from channels where id in (${theirChannels}) order by id;`,
			...['messages', 'reactions', 'pins'].map(
				(table) => `select * from ${table} where channel_id in (${theirChannels}) order by 1, 2, 3, 4;`
			)
		]
	};
}
