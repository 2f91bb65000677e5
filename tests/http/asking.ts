import { expect } from 'vitest';
import type { Person } from '../person';
import { post, send, withoutNonce, type Answer } from './wire';

export type Spot = { server: string; channel: string };
export type Asked = [what: string, path: (spot: Spot) => string, fields?: Record<string, string>];

export const channelPages: Asked[] = [
	['the channel', ({ server, channel }) => `/servers/${server}/channels/${channel}`],
	['its older page', ({ server, channel }) => `/servers/${server}/channels/${channel}?before=2`],
	['its data', ({ server, channel }) => `/servers/${server}/channels/${channel}/__data.json`]
];
export const channelApi: Asked[] = [
	['its messages', ({ channel }) => `/api/channels/${channel}/messages`],
	['its messages around a line', ({ channel }) => `/api/channels/${channel}/messages?around=1`],
	['its changes', ({ channel }) => `/api/sync?channel=${channel}&rev=0`]
];
const action = (name: string) => (spot: Spot) => `/servers/${spot.server}/channels/${spot.channel}?/${name}`;
export const channelForms: Asked[] = [
	['writing', action('send'), { body: 'Knock knock.' }],
	['writing nothing', action('send'), {}],
	['editing', action('edit'), { seq: '1', body: 'Rewritten.' }],
	['editing nothing', action('edit'), {}],
	['deleting', action('remove'), { seq: '1' }],
	['deleting nothing', action('remove'), {}]
];
/** What only those who manage channels may do. */
export const channelTools: Asked[] = [
	['its edit page', ({ server, channel }) => `/servers/${server}/channels/${channel}/edit`],
	['the data of its edit page', ({ server, channel }) => `/servers/${server}/channels/${channel}/edit/__data.json`],
	['its delete page', ({ server, channel }) => `/servers/${server}/channels/${channel}/delete`],
	[
		'editing it',
		({ server, channel }) => `/servers/${server}/channels/${channel}/edit?/editChannel`,
		{ name: 'mine', categoryId: '1' }
	],
	['editing it wrongly', ({ server, channel }) => `/servers/${server}/channels/${channel}/edit?/editChannel`, {}],
	['deleting it', ({ server, channel }) => `/servers/${server}/channels/${channel}/delete?/deleteChannel`, {}],
	[
		'moving it',
		({ server }) => `/servers/${server}/categories?/moveChannel`,
		{ channelId: '$channel', categoryId: '1', before: '' }
	]
];
/** The same of a whole server. */
export const serverTools: Asked[] = [
	['the page for a new channel', ({ server }) => `/servers/${server}/channels/new`],
	[
		'making a channel',
		({ server }) => `/servers/${server}/channels/new?/createChannel`,
		{ kind: 'text', name: 'mine', categoryId: '1' }
	],
	['making no channel', ({ server }) => `/servers/${server}/channels/new?/createChannel`, {}],
	['its categories', ({ server }) => `/servers/${server}/categories`],
	['making a category', ({ server }) => `/servers/${server}/categories?/createCategory`, { name: 'Mine' }],
	[
		'renaming a category',
		({ server }) => `/servers/${server}/categories?/renameCategory`,
		{ categoryId: '1', name: 'Mine' }
	],
	['moving a category', ({ server }) => `/servers/${server}/categories?/moveCategory`, { categoryId: '1', before: '' }],
	['deleting a category', ({ server }) => `/servers/${server}/categories?/deleteCategory`, { categoryId: '1', to: '2' }]
];
export const channelThings = [...channelPages, ...channelApi, ...channelForms];
export const serverPages: Asked[] = [
	['the server', ({ server }) => `/servers/${server}`],
	['its data', ({ server }) => `/servers/${server}/__data.json`],
	['its channels', ({ server }) => `/servers/${server}/channels`],
	['its members', ({ server }) => `/servers/${server}/members`],
	['the data of its members', ({ server }) => `/servers/${server}/members/__data.json`],
	['a search of its members', ({ server }) => `/servers/${server}/members?q=a&page=2`],
	['leaving it', ({ server }) => `/servers/${server}/leave`],
	['its invites', ({ server }) => `/servers/${server}/invites`],
	['the data of its invites', ({ server }) => `/servers/${server}/invites/__data.json`]
];
/** For some members only: the others are told that they may not. */
export const staffPages: Asked[] = [
	['its settings', ({ server }) => `/servers/${server}/settings`],
	['the data of its settings', ({ server }) => `/servers/${server}/settings/__data.json`],
	['giving it away', ({ server }) => `/servers/${server}/settings/transfer`],
	['ending it', ({ server }) => `/servers/${server}/settings/delete`],
	['its bans', ({ server }) => `/servers/${server}/bans`],
	['the data of its bans', ({ server }) => `/servers/${server}/bans/__data.json`],
	['its audit log', ({ server }) => `/servers/${server}/audit`],
	['the data of its audit log', ({ server }) => `/servers/${server}/audit/__data.json`]
];
const inviting = ({ server }: Spot) => `/servers/${server}/invites?/create`;
const serverForms: Asked[] = [
	['making an invite', inviting, { lifetime: '0', maxUses: '0' }],
	['making a wrong invite', inviting, { lifetime: '7', maxUses: 'many' }],
	['leaving', ({ server }) => `/servers/${server}/leave?/leave`, {}],
	['changing a role', ({ server }) => `/servers/${server}/members?/role`, { userId: '101', role: 'guest' }],
	['changing no role', ({ server }) => `/servers/${server}/members?/role`, {}],
	['removing somebody', ({ server }) => `/servers/${server}/members/101/kick?/kick`, { reason: '' }],
	['banning somebody', ({ server }) => `/servers/${server}/members/101/ban?/ban`, { reason: 'x'.repeat(501) }],
	['lifting a ban', ({ server }) => `/servers/${server}/bans?/unban`, { userId: '101' }],
	['editing it', ({ server }) => `/servers/${server}/settings?/save`, { name: 'Mine', description: '' }],
	['giving it to somebody', ({ server }) => `/servers/${server}/settings/transfer?/transfer`, { userId: '101' }],
	['deleting it', ({ server }) => `/servers/${server}/settings/delete?/delete`, { name: 'Observatory' }]
];

export const everything = [
	...channelThings,
	...channelTools,
	...serverPages,
	...staffPages,
	...serverForms,
	...serverTools
];

const asScript = { accept: 'application/json', 'x-sveltekit-action': 'true' };
export const isData = (path: string) => path.includes('__data.json');
export const isApi = (path: string) => path.startsWith('/api/');

/** An id of the same length that nobody has. */
export const unreal = (id: string) => String(BigInt(id) - 9_999_999_999n);

/** All that can be learned from an answer, without the ids that were asked for. */
export function told({ status, headers, body }: Answer, { server, channel }: Spot): string {
	const { date: _, etag: __, ...kept } = headers;
	return withoutNonce(JSON.stringify({ status, kept, body }))
		.replaceAll(server, 'SERVER')
		.replaceAll(channel, 'CHANNEL');
}

export function knock(
	visitor: Person | null,
	[, path, fields]: Asked,
	spot: Spot,
	headers: Record<string, string> = {}
) {
	const all = { ...(visitor && { cookie: visitor.cookie }), ...(isApi(path(spot)) && asScript), ...headers };
	const named =
		fields &&
		Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.replace('$channel', spot.channel)]));
	return named
		? post(path(spot), named, { headers: all })
		: send(path(spot), { headers: { accept: 'text/html', ...all } });
}

/** Asks for the real thing and for one that is not there, as a page and as a script, and wants the same answers. */
export async function expectNoDifference(visitor: Person | null, asked: Asked, real: Spot, none: Spot) {
	for (const headers of asked[2] ? [{}, asScript] : [{}]) {
		const answer = await knock(visitor, asked, real, headers);
		const path = asked[1](real);
		if (visitor && isData(path)) expect(answer.body).toContain('"status":404');
		else if (visitor) expect(`${asked[0]}: ${answer.status}`).toBe(`${asked[0]}: 404`);
		expect(told(answer, real)).toBe(told(await knock(visitor, asked, none, headers), none));
	}
}
