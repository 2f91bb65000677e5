import { PASSWORD, unique, type Place } from '../person';
import { ask } from './database';
import { elsewhere } from './wire';

/** A server with the category of its first channel, and somebody in it the owner has talked with. */
export type Spot = Place & { categoryId?: string; guestId?: string };

export async function withCategory(place: Place): Promise<Spot> {
	const [row] = await ask<{ id: string }>('select category_id as id from channels where id = ?', place.channelId);
	return { ...place, categoryId: row!.id };
}

/** Names somebody who has joined; a conversation with them must have been begun by whoever tries. */
export async function withGuest(place: Spot): Promise<Spot> {
	const [row] = await ask<{ id: string }>(
		"select user_id as id from members where community_id = ? and role = 'guest'",
		place.id
	);
	return { ...place, guestId: row!.id };
}

/** One thing a browser can ask us to do. */
export type Door = {
	/** The route and its action, as src/routes spells them. */
	name: string;
	path: (place: Spot) => string;
	fields: (place: Spot) => Record<string, string>;
	/** Fields that hold a file. */
	files?: string[];
	/** Posted by people who have not signed in; each time from another place, because tries are counted by place. */
	isForStrangers?: true;
	/** Scripts knock here, not forms. */
	isForScripts?: true;
};

const server = '/(app)/servers/[communityId=id]';
const channel = '/(app)/servers/[communityId=id]/channels/[channelId=id]';

const channelFields = (place?: Spot) => ({
	topic: '',
	categoryId: place?.categoryId ?? '',
	isReadOnly: '',
	isPrivate: '',
	moderators: 'on',
	people: '1',
	handles: ''
});

/** Every way in for a POST. foreign-pages.test.ts compares this list with src/routes. */
export const doors: Door[] = [
	{
		name: '/(auth)/sign-up default',
		path: () => '/sign-up',
		fields: () => ({ name: 'Hedy', handle: '', email: `${unique('hedy')}@example.org`, password: PASSWORD }),
		isForStrangers: true
	},
	{
		name: '/(auth)/sign-in default',
		path: () => '/sign-in',
		fields: () => ({ email: `${unique('nobody')}@example.org`, password: PASSWORD }),
		isForStrangers: true
	},
	{ name: '/(auth)/forgot-password default', path: () => '/forgot-password', fields: () => ({ email: 'nobody' }) },
	{
		name: '/(auth)/reset-password/[token] default',
		path: () => '/reset-password/a-link-that-nobody-was-given',
		fields: () => ({ password: 'short' })
	},
	{ name: '/(app) find', path: () => '/?/find', fields: () => ({ invite: 'abcdefgh1234' }) },
	{
		name: '/(app)/settings/appearance save',
		path: () => '/settings/appearance?/save',
		fields: () => ({ theme: 'dark', density: 'compact', size: '17', still: 'on', times: 'on' })
	},
	{
		name: '/(app)/settings/profile save',
		path: () => '/settings/profile?/save',
		fields: () => ({ name: '', handle: '', pronouns: '', status: '', about: '', removePicture: '' }),
		files: ['picture']
	},
	{
		name: '/(app)/settings/account password',
		path: () => '/settings/account?/password',
		// Nothing that is counted: this is tried a thousand times.
		fields: () => ({ current: '', password: '' })
	},
	{
		name: '/(app)/settings/account/delete delete',
		path: () => '/settings/account/delete?/delete',
		fields: () => ({ handle: 'Not the handle', password: '' })
	},
	{
		name: '/(app)/settings/keyboard singleKeys',
		path: () => '/settings/keyboard?/singleKeys',
		fields: () => ({ single: 'on' })
	},
	{ name: `${server} skipSteps`, path: ({ path }) => `${path}?/skipSteps`, fields: () => ({ back: '' }) },
	{ name: '/(app)/settings/devices end', path: () => '/settings/devices?/end', fields: () => ({ id: 'nobody' }) },
	{
		name: '/(app)/settings/devices endOthers',
		path: () => '/settings/devices?/endOthers',
		fields: () => ({})
	},
	{
		name: '/(app)/servers/new default',
		path: () => '/servers/new',
		fields: () => ({ name: 'Observatory' }),
		files: ['icon']
	},
	{
		name: '/(app)/servers move',
		path: () => '/servers?/move',
		fields: ({ id }) => ({ server: id, before: '' })
	},
	{
		name: '/(app)/servers/[communityId=id]/invites create',
		path: ({ path }) => `${path}/invites?/create`,
		fields: () => ({ lifetime: '3600', maxUses: '5' })
	},
	...['revoke', 'renew'].map((name) => ({
		name: `/(app)/servers/[communityId=id]/invites ${name}`,
		path: ({ path }: Place) => `${path}/invites?/${name}`,
		fields: ({ invite }: Place) => ({ code: invite.slice('/invite/'.length) })
	})),
	{
		name: `${server}/(settings)/settings save`,
		path: ({ path }) => `${path}/settings?/save`,
		fields: () => ({ name: 'Planetarium', description: 'Look up.', removeIcon: 'on' }),
		files: ['icon']
	},
	{
		name: `${server}/(settings)/settings/transfer transfer`,
		path: ({ path }) => `${path}/settings/transfer?/transfer`,
		fields: () => ({ userId: '101' })
	},
	{
		name: `${server}/(settings)/settings/delete delete`,
		path: ({ path }) => `${path}/settings/delete?/delete`,
		fields: () => ({ name: 'Not its name' })
	},
	{
		name: `${server}/(settings)/bans unban`,
		path: ({ path }) => `${path}/bans?/unban`,
		fields: () => ({ userId: '101' })
	},
	{
		name: `${server}/members role`,
		path: ({ path }) => `${path}/members?/role`,
		fields: () => ({ userId: '101', role: 'guest' })
	},
	{
		name: `${server}/members/[userId=id]/kick kick`,
		path: ({ path }) => `${path}/members/101/kick?/kick`,
		fields: () => ({ reason: 'Off topic' })
	},
	{
		name: `${server}/members/[userId=id]/ban ban`,
		path: ({ path }) => `${path}/members/101/ban?/ban`,
		fields: () => ({ reason: 'Off topic' })
	},
	{ name: `${server}/leave leave`, path: ({ path }) => `${path}/leave?/leave`, fields: () => ({}) },
	{
		name: `${channel} send`,
		path: (place) => `${place.channel}?/send`,
		fields: () => ({ body: 'Hello.', nonce: crypto.randomUUID(), files: '', alt: '' })
	},
	{ name: `${channel} edit`, path: (place) => `${place.channel}?/edit`, fields: () => ({ seq: '1', body: 'Edited.' }) },
	{ name: `${channel} remove`, path: (place) => `${place.channel}?/remove`, fields: () => ({ seq: '1' }) },
	{
		name: `${channel} react`,
		path: (place) => `${place.channel}?/react`,
		fields: () => ({ seq: '1', emoji: '🎉', isGiven: 'true' })
	},
	{ name: `${channel} pin`, path: (place) => `${place.channel}?/pin`, fields: () => ({ seq: '1' }) },
	{ name: `${channel} unpin`, path: (place) => `${place.channel}?/unpin`, fields: () => ({ seq: '1' }) },
	{ name: `${channel}/pins unpin`, path: (place) => `${place.channel}/pins?/unpin`, fields: () => ({ seq: '1' }) },
	...['read', 'unread'].map((name) => ({
		name: `${channel} ${name}`,
		path: (place: Place) => `${place.channel}?/${name}`,
		fields: () => ({ seq: '1' })
	})),
	...['mute', 'unmute'].map((name) => ({
		name: `${channel} ${name}`,
		path: (place: Place) => `${place.channel}?/${name}`,
		fields: () => ({})
	})),
	{ name: `${server} read`, path: ({ path }) => `${path}?/read`, fields: () => ({}) },
	{
		name: '/(app)/servers/[communityId=id]/channels/new createChannel',
		path: ({ path }) => `${path}/channels/new?/createChannel`,
		fields: (place) => ({ ...channelFields(place), kind: 'text', name: unique('room') })
	},
	{
		name: `${channel}/edit editChannel`,
		path: (place) => `${place.channel}/edit?/editChannel`,
		fields: (place) => ({ ...channelFields(place), name: 'general' })
	},
	{
		name: `${channel}/delete deleteChannel`,
		path: (place) => `${place.channel}/delete?/deleteChannel`,
		fields: () => ({})
	},
	{
		name: '/(app)/servers/[communityId=id]/categories createCategory',
		path: ({ path }) => `${path}/categories?/createCategory`,
		fields: () => ({ name: 'Rooms' })
	},
	{
		name: '/(app)/servers/[communityId=id]/categories renameCategory',
		path: ({ path }) => `${path}/categories?/renameCategory`,
		fields: (place) => ({ categoryId: place?.categoryId ?? '', name: 'Words' })
	},
	{
		name: '/(app)/servers/[communityId=id]/categories moveCategory',
		path: ({ path }) => `${path}/categories?/moveCategory`,
		fields: (place) => ({ categoryId: place?.categoryId ?? '', before: '' })
	},
	{
		name: '/(app)/servers/[communityId=id]/categories deleteCategory',
		path: ({ path }) => `${path}/categories?/deleteCategory`,
		fields: (place) => ({ categoryId: place?.categoryId ?? '', to: '1' })
	},
	{
		name: '/(app)/servers/[communityId=id]/categories moveChannel',
		path: ({ path }) => `${path}/categories?/moveChannel`,
		fields: (place) => ({ channelId: place?.channelId ?? '', categoryId: place?.categoryId ?? '', before: '' })
	},
	...(
		[
			['send', { body: 'Hello.', nonce: 'n' }],
			['edit', { seq: '1', body: 'Edited.' }],
			['react', { seq: '1', emoji: '🎉', isGiven: 'true' }],
			...['remove', 'read', 'unread', 'pin', 'unpin'].map((name) => [name, { seq: '1' }]),
			['begin', {}],
			['mute', {}],
			['unmute', {}]
		] as [string, Record<string, string>][]
	).map(([name, fields]) => ({
		name: `/(app)/direct/[userId=id] ${name}`,
		path: ({ guestId = '101' }: Spot) => `/direct/${guestId}?/${name}`,
		fields: () => fields
	})),
	{
		name: '/(app)/direct/[userId=id]/pins unpin',
		path: ({ guestId = '101' }: Spot) => `/direct/${guestId}/pins?/unpin`,
		fields: () => ({ seq: '1' })
	},
	...['block', 'unblock'].map((name) => ({
		name: `/(app)/direct/[userId=id]/block ${name}`,
		path: ({ guestId = '101' }: Spot) => `/direct/${guestId}/block?/${name}`,
		fields: () => ({})
	})),
	{ name: '/invite/[code] join', path: ({ invite }) => `${invite}?/join`, fields: () => ({}) },
	{
		name: '/api/uploadthing POST',
		path: () => '/api/uploadthing?actionType=upload&slug=attachment',
		fields: ({ channelId }) => ({ input: channelId }),
		isForScripts: true
	},
	...['muteOccupant', 'disconnectOccupant'].map((name) => ({
		name: `${channel} ${name}`,
		path: (place: Spot) => `${place.channel}?/${name}`,
		fields: ({ channelId }: Spot) => ({ channelId, device: 'nobodys-device-at-all' })
	})),
	{
		name: '/api/calls/[channelId=id] POST',
		path: ({ channelId }) => `/api/calls/${channelId}`,
		fields: () => ({ device: 'a-device-of-her-own' }),
		isForScripts: true
	},
	...['livekit', 'clerk'].map((service): Door => ({
		name: `/api/webhooks/${service} POST`,
		path: () => `/api/webhooks/${service}`,
		fields: () => ({}),
		isForScripts: true
	})),
	{
		name: '/files/[key] DELETE',
		path: () => `/files/${'k'.repeat(26)}`,
		fields: () => ({}),
		isForScripts: true
	},
	{ name: '/sign-out POST', path: () => '/sign-out', fields: () => ({ next: '/sign-in' }) }
];

export const URLENCODED = 'application/x-www-form-urlencoded';
const BOUNDARY = '----WebKitFormBoundary7MA4YWxkTrZu0gWe';
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** A form's bytes: for `MULTIPART` as browsers write it, else urlencoded, whatever it is then called. */
export function bodyOf(fields: Record<string, string>, type?: string): string {
	if (type !== MULTIPART) return new URLSearchParams(fields).toString();
	const parts = Object.entries(fields).map(
		([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
	);
	return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

/** Where to come from for this door. */
export const from = ({ isForStrangers }: Door) => (isForStrangers ? elsewhere() : undefined);
