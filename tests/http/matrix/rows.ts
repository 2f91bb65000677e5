import { PASSWORD, unique } from '../../person';
import type { Permission } from '$lib/permissions';
import { directRows } from './direct';
import { may, type Actor, type Answer, type Policy } from './actors';
import { lines, type Place, type World } from './world';

export type Row = {
	/** As everythingAsked() spells it. */
	ask: string;
	/** Which of several cases of the same door this is. */
	when?: string;
	who: Policy;
	/** The permission it needs: its yes and its no are those of the table in lib/permissions.ts. */
	needs?: Permission;
	/** Where, when not simply in Home. */
	at?: (place: Place, actor: Actor, world: World) => Partial<Place>;
	query?: (place: Place) => string;
	/** What a form sends; without it nothing is posted. */
	fields?: (place: Place, actor: Actor, world: World) => Record<string, string>;
	/** The same for a script, which sends JSON: as UploadThing's does, or `bare`. */
	isJson?: true | 'bare';
	/** Where a redirect leads when it was done; anything else is `elsewhere`. */
	leadsTo?: (place: Place) => string;
	/** Its words are refused, with 400 or the page they belong to; that is what being let in looks like. */
	isWrong?: true;
	/** It changes nothing in the three servers, also for those who may. */
	isHarmless?: true;
	/** What whoever may is answered when all it names lies in another server, if that is not 404. */
	astray?: Answer;
	/** It is about people who are in Home and in Annex, so neither is the wrong address for it. */
	isAnywhere?: true;
};

const server = '/(app)/servers/[communityId=id]';
const channel = `${server}/channels/[channelId=id]`;
const inPrivate = ({ privateId }: Place) => ({ channelId: privateId });
const inReadOnly = ({ readOnlyId }: Place) => ({ channelId: readOnlyId });
const inDeleted = ({ deletedId }: Place) => ({ channelId: deletedId });
/** A line of one's own; those who wrote none try that of a guest. */
const own = (actor: Actor) => String(lines[actor] ?? lines.guest);
/** Pictures and invites are there or not, for people who have not signed in as well. */
const asThere = (policy: Policy): Policy => ({ ...policy, anonymous: '404', expired: '404', signedOut: '404' });

/** There is nothing here for anybody. */
const nowhere = asThere(may.none);

/** These see that their words are wrong, where the others learn nothing. */
const wrong = (policy: Policy, ...whom: Actor[]): Policy => ({
	...policy,
	...(Object.fromEntries(whom.map((who) => [who, '400'])) as Policy)
});

type About = Pick<Row, 'when' | 'who' | 'at' | 'isAnywhere'>;
/** On whom a removal is tried, and who may. */
const targets: About[] = [
	{ who: may.moderators },
	{ when: 'a moderator', who: may.admins, at: ({ moderatorId }) => ({ userId: moderatorId }) },
	{ when: 'an admin', who: may.owner, at: ({ adminId }) => ({ userId: adminId }) },
	{ when: 'the owner', who: may.noMember, at: ({ ownerId }) => ({ userId: ownerId }), isAnywhere: true },
	{ when: 'oneself', who: may.noMember, at: (_, actor, world) => ({ userId: world.id(actor) }), isAnywhere: true },
	{
		when: 'somebody who is not in it',
		who: { ...may.moderators, moderator: '404', admin: '404', owner: '404' },
		at: (_, __, world) => ({ userId: world.id('stranger') })
	}
];

type WhoseId = (place: Place, actor: Actor, world: World) => string;
const aGuest: WhoseId = ({ userId }) => userId;
const aModerator: WhoseId = ({ moderatorId }) => moderatorId;
const anAdmin: WhoseId = ({ adminId }) => adminId;
const theOwner: WhoseId = ({ ownerId }) => ownerId;
const oneself: WhoseId = (_, actor, world) => world.id(actor);
/** Who makes whom what. */
const changes: [of: string, id: WhoseId, to: string, who: Policy][] = [
	['a guest', aGuest, 'moderator', may.admins],
	['a guest', aGuest, 'admin', may.owner],
	['a guest', aGuest, 'owner', wrong(may.admins, 'admin', 'owner')],
	['a moderator', aModerator, 'guest', may.admins],
	['a moderator', aModerator, 'admin', may.owner],
	['an admin', anAdmin, 'moderator', may.owner],
	['an admin', anAdmin, 'guest', may.owner],
	['the owner', theOwner, 'guest', may.noMember],
	['the owner', theOwner, 'admin', may.noMember],
	['oneself', oneself, 'guest', may.noMember],
	['oneself', oneself, 'admin', may.noMember]
];

/** The channels that can be managed, and who does. */
const managed: About[] = [
	{ who: may.moderators, at: inReadOnly },
	{ when: 'private', who: may.keepers, at: inPrivate },
	{ when: 'deleted', who: may.none, at: inDeleted }
];
const channelFields = ({ categoryId }: Place) => ({ name: 'observations', topic: 'What was seen', categoryId });
/** A private channel keeps its one guest, and takes the moderators in. */
const asPrivate = (place: Place) => ({ ...channelFields(place), isPrivate: 'on', moderators: 'on' });
const of = (page: string) => (place: Place) => `/servers/${place.communityId}${page}`;

/** One line for everything src/routes lets a browser ask for, and who may. A door without a line fails the test, and so does a line without a door. */
export const rows: Row[] = [
	// Outside
	{ ask: 'page /(auth)/sign-in', who: may.everybody },
	{ ask: 'page /(auth)/sign-up', who: may.everybody },
	{ ask: 'page /offline', who: may.everybody },
	{
		ask: 'action /(auth)/sign-in default',
		who: may.everybody,
		fields: () => ({ email: `${unique('nobody')}@example.org`, password: PASSWORD }),
		isWrong: true,
		isHarmless: true
	},
	{
		ask: 'action /(auth)/sign-up default',
		who: may.everybody,
		fields: () => ({ name: '', email: '' }),
		isWrong: true,
		isHarmless: true
	},
	{ ask: 'page /(auth)/forgot-password', who: may.everybody },
	// Without a mail server there is nothing to ask for; forgotten-password.test.ts has one.
	{
		ask: 'action /(auth)/forgot-password default',
		who: nowhere,
		fields: () => ({ email: 'nobody@example.org' }),
		isHarmless: true
	},
	{ ask: 'page /(auth)/reset-password/[token]', who: may.everybody },
	{
		ask: 'action /(auth)/reset-password/[token] default',
		who: may.everybody,
		fields: () => ({ password: 'short' }),
		isWrong: true,
		isHarmless: true
	},
	{ ask: 'GET /sign-out', who: may.everybody },
	{ ask: 'POST /sign-out', who: may.everybody, fields: () => ({}), leadsTo: () => '/sign-in' },
	{ ask: 'GET /healthz', who: may.everybody },
	{ ask: 'GET /readyz', who: may.everybody },

	// Invites, from outside
	{ ask: 'page /invite/[code]', who: { banned: '404' } },
	{
		ask: 'action /invite/[code] join',
		who: { ...may.signedIn, banned: 'elsewhere' },
		fields: () => ({}),
		leadsTo: ({ communityId }) => `/servers/${communityId}`
	},
	{ ask: 'GET /files/[key]', who: asThere(may.members) },
	{ ask: 'GET /files/[key]', when: 'by an invite', who: may.everybody, query: ({ code }) => `?invite=${code}` },
	{
		ask: 'GET /files/[key]',
		when: 'by a wrong invite',
		who: asThere(may.members),
		query: () => '?invite=not-an-invite'
	},
	// Nobody sends it any more, and it is nobody's upload.
	{
		ask: 'DELETE /files/[key]',
		who: { ...may.none, anonymous: '401', expired: '401', signedOut: '401' },
		fields: () => ({})
	},
	{ ask: 'GET /api/uploadthing', who: may.signedIn },

	// One's own
	{ ask: 'page /(app)', who: may.signedIn },
	{
		ask: 'action /(app) find',
		who: may.signedIn,
		fields: ({ code }) => ({ invite: code }),
		leadsTo: ({ code }) => `/invite/${code}`,
		isHarmless: true
	},
	{ ask: 'page /(app)/settings', who: may.signedIn },
	...['profile', 'account', 'account/delete', 'devices', 'appearance', 'notifications', 'voice', 'blocked'].map(
		(page): Row => ({
			...{ ask: `page /(app)/settings/${page}`, who: may.signedIn }
		})
	),
	...(
		[
			['profile save', { name: '' }],
			['account password', { current: 'Not the password', password: '' }],
			['account/delete delete', { handle: 'not-a-handle', password: 'Not the password' }],
			['devices end', { id: '' }]
		] as [string, Record<string, string>][]
	).map(([action, fields]): Row => ({
		...{ ask: `action /(app)/settings/${action}`, who: may.signedIn, fields: () => fields },
		...{ isWrong: true, isHarmless: true }
	})),
	{
		ask: 'action /(app)/settings/devices end',
		when: 'a login that is not one’s own',
		who: may.none,
		fields: () => ({ id: 'somebody-elses' })
	},
	{
		ask: 'action /(app)/settings/devices endOthers',
		who: may.signedIn,
		fields: () => ({}),
		leadsTo: () => '/settings/devices',
		isHarmless: true
	},
	{
		ask: 'action /(app)/settings/appearance save',
		who: may.signedIn,
		fields: () => ({ theme: 'dark', density: 'cosy', size: '15' }),
		leadsTo: () => '/settings/appearance',
		isHarmless: true
	},
	{ ask: 'page /(app)/search', who: may.signedIn },
	{ ask: 'page /(app)/search', when: 'for words', who: may.signedIn, query: () => '?q=hello' },
	{ ask: 'GET /api/jump', who: may.signedIn },
	{ ask: 'GET /api/jump', when: 'for words', who: may.signedIn, query: () => '?q=hello' },
	{ ask: 'page /(app)/settings/keyboard', who: may.signedIn },
	{
		ask: 'action /(app)/settings/keyboard singleKeys',
		who: may.signedIn,
		fields: () => ({ single: 'on' }),
		isHarmless: true
	},
	{ ask: 'page /(app)/servers', who: may.signedIn },
	{
		ask: 'action /(app)/servers move',
		who: may.members,
		fields: ({ communityId }) => ({ server: communityId, before: '' })
	},
	{ ask: 'page /(app)/servers/new', who: may.signedIn },
	{ ask: 'action /(app)/servers/new default', who: may.signedIn, fields: () => ({ name: 'Another' }) },

	// A server
	{ ask: `page ${server}`, who: may.members },
	{ ask: `action ${server} read`, who: may.members, fields: () => ({}), leadsTo: of('') },
	{ ask: `page ${server}/channels`, who: may.members },
	{ ask: `page ${server}/leave`, who: may.members },
	{
		ask: `action ${server}/leave leave`,
		who: wrong(may.members, 'owner'),
		fields: () => ({}),
		leadsTo: () => '/'
	},

	{
		ask: `action ${server} skipSteps`,
		who: may.members,
		fields: () => ({ back: '' }),
		leadsTo: of(''),
		isHarmless: true
	},
	{ ask: `page ${server}/search`, who: may.members, query: () => '?q=hello' },

	// Its invites
	{ ask: `page ${server}/invites`, who: may.members },
	{
		ask: `action ${server}/invites create`,
		needs: 'invites.create',
		who: may.members,
		fields: () => ({ lifetime: '3600', maxUses: '5' })
	},
	// To other guests an invite is not there.
	...[
		{
			when: 'the owner’s',
			code: ({ code }: Place) => code,
			...{ who: { ...may.moderators, guest: '404', granted: '404' }, needs: 'invites.see-all' as const }
		},
		{
			when: 'a guest’s',
			code: ({ guestCode }: Place) => guestCode,
			...{ who: { ...may.members, granted: '404' }, needs: undefined }
		}
	].flatMap(({ when, code, who, needs }): Row[] => [
		...['revoke', 'renew'].map((name) => ({
			...{ ask: `action ${server}/invites ${name}`, when, needs, who: who as Policy },
			fields: (place: Place) => ({ code: code(place) })
		})),
		{
			ask: `GET ${server}/invites/[code]/qr.svg`,
			...{ when, needs, who: who as Policy },
			at: (place: Place) => ({ code: code(place) })
		}
	]),

	// Its members
	{ ask: `page ${server}/members`, who: may.members },
	{ ask: 'GET /api/servers/[communityId=id]/people', who: may.members, query: () => '?q=a' },
	{ ask: `page ${server}/members/[userId=id]`, who: may.members },
	{
		ask: `page ${server}/members/[userId=id]`,
		when: 'somebody who was kicked and wrote there',
		who: may.members,
		at: (_, __, world) => ({ userId: world.id('kicked') }),
		isAnywhere: true
	},
	...(['banned', 'stranger'] as const).map((who) => ({
		ask: `page ${server}/members/[userId=id]`,
		when: `somebody who never wrote there: ${who}`,
		who: may.none,
		at: (_: Place, __: Actor, world: World) => ({ userId: world.id(who) })
	})),
	...changes.map(([target, id, to, who]): Row => ({
		ask: `action ${server}/members role`,
		when: `${target}, to ${to}`,
		...{ who, needs: to === 'moderator' && id === aGuest ? 'members.change-role' : undefined },
		...(to === 'admin' && id === aGuest && { needs: 'community.make-admins' as const }),
		...(who === may.noMember && { isAnywhere: true as const }),
		...(to === 'owner' && { astray: '400' as const }),
		fields: (place, actor, world) => ({ userId: id(place, actor, world), role: to }),
		leadsTo: of('/members')
	})),
	...(['kick', 'ban'] as const).flatMap((deed) =>
		targets.flatMap((target): Row[] => [
			{ ask: `page ${server}/members/[userId=id]/${deed}`, ...target },
			{
				ask: `action ${server}/members/[userId=id]/${deed} ${deed}`,
				...target,
				needs: target.when ? undefined : `members.${deed}`,
				fields: () => ({ reason: 'Off topic' }),
				leadsTo: of('/members')
			}
		])
	),

	// Its settings
	{ ask: `page ${server}/(settings)/settings`, needs: 'community.edit', who: may.admins },
	{
		ask: `action ${server}/(settings)/settings save`,
		needs: 'community.edit',
		who: may.admins,
		fields: () => ({ name: 'Planetarium', description: 'Look up.' }),
		leadsTo: of('/settings')
	},
	{ ask: `page ${server}/(settings)/settings/transfer`, needs: 'community.transfer', who: may.owner },
	...[
		{ who: may.owner, id: aGuest },
		{ when: 'to oneself', who: may.noMember, id: oneself, isAnywhere: true as const },
		{
			when: 'to somebody who was banned',
			who: { ...may.owner, owner: '404' } as Policy,
			id: ({ bannedId }: Place) => bannedId
		}
	].map(({ when, who, id, isAnywhere }): Row => ({
		ask: `action ${server}/(settings)/settings/transfer transfer`,
		...{ when, who, isAnywhere, needs: when ? undefined : 'community.transfer' },
		fields: (place, actor, world) => ({ userId: id(place, actor, world) }),
		leadsTo: of('/settings')
	})),
	{ ask: `page ${server}/(settings)/settings/delete`, needs: 'community.delete', who: may.owner },
	{
		ask: `action ${server}/(settings)/settings/delete delete`,
		needs: 'community.delete',
		who: may.owner,
		fields: () => ({ name: 'Home' }),
		leadsTo: () => '/'
	},
	{
		ask: `action ${server}/(settings)/settings/delete delete`,
		when: 'by another name',
		who: wrong(may.owner, 'owner'),
		fields: () => ({ name: 'home' })
	},
	{ ask: `page ${server}/(settings)/bans`, needs: 'bans.see', who: may.admins },
	{
		ask: `action ${server}/(settings)/bans unban`,
		needs: 'bans.see',
		who: may.admins,
		fields: ({ bannedId }) => ({ userId: bannedId }),
		leadsTo: of('/bans')
	},
	{
		ask: `action ${server}/(settings)/bans unban`,
		when: 'somebody who is not banned',
		who: { ...may.admins, admin: '404', owner: '404' },
		fields: ({ userId }) => ({ userId })
	},
	{ ask: `page ${server}/(settings)/audit`, needs: 'audit.see', who: may.admins },

	// Its structure
	{ ask: `page ${server}/categories`, needs: 'channels.manage', who: may.moderators },
	...(
		[
			['createCategory', () => ({ name: 'Rooms' })],
			['renameCategory', ({ categoryId }) => ({ categoryId, name: 'Rooms' })],
			['moveCategory', ({ categoryId }) => ({ categoryId, before: '' })],
			['deleteCategory', ({ categoryId, spareId }) => ({ categoryId, to: spareId })],
			['moveChannel', ({ channelId, spareId }) => ({ channelId, categoryId: spareId, before: '' })]
		] as [string, (place: Place) => Record<string, string>][]
	).map(([name, fields]): Row => ({
		ask: `action ${server}/categories ${name}`,
		...{ needs: 'channels.manage', who: may.moderators, fields, leadsTo: of('/categories') }
	})),
	{
		ask: `action ${server}/categories moveChannel`,
		when: 'private',
		who: { ...may.moderators, moderator: '404' },
		fields: ({ privateId, spareId }) => ({ channelId: privateId, categoryId: spareId, before: '' }),
		leadsTo: of('/categories')
	},
	{
		ask: `action ${server}/categories moveChannel`,
		when: 'in front of a private one',
		who: { ...may.moderators, moderator: '404' },
		fields: ({ readOnlyId, privateId, categoryId }) => ({ channelId: readOnlyId, categoryId, before: privateId }),
		leadsTo: of('/categories')
	},
	{
		ask: `action ${server}/categories moveChannel`,
		when: 'deleted',
		who: { ...may.moderators, moderator: '404', admin: '404', owner: '404' },
		fields: ({ deletedId, spareId }) => ({ channelId: deletedId, categoryId: spareId, before: '' })
	},
	{ ask: `page ${server}/channels/new`, needs: 'channels.manage', who: may.moderators },
	...[{}, { when: 'private', fields: asPrivate }].map(({ when, fields = channelFields }): Row => ({
		ask: `action ${server}/channels/new createChannel`,
		...{ when, needs: 'channels.manage', who: may.moderators, astray: '400' },
		fields: (place) => ({ ...fields(place), kind: 'text' })
	})),
	{
		ask: `action ${server}/channels/new createChannel`,
		when: 'by the name of a hidden one',
		who: wrong(may.moderators, 'moderator', 'admin', 'owner'),
		astray: '400',
		fields: (place) => ({ ...channelFields(place), name: 'private', kind: 'text' })
	},
	...managed.flatMap((which): Row[] => [
		{ ask: `page ${channel}/edit`, ...which },
		{
			ask: `action ${channel}/edit editChannel`,
			...which,
			needs: which.when ? undefined : 'channels.manage',
			fields: channelFields,
			leadsTo: (place) => of(`/channels/${place.channelId}`)(place)
		},
		{ ask: `page ${channel}/delete`, ...which },
		{
			ask: `action ${channel}/delete deleteChannel`,
			...which,
			needs: which.when ? undefined : 'channels.manage',
			fields: () => ({}),
			leadsTo: of('')
		}
	]),
	{
		ask: `action ${channel}/edit editChannel`,
		when: 'to be private',
		who: may.moderators,
		at: inReadOnly,
		fields: asPrivate,
		leadsTo: (place) => of(`/channels/${place.channelId}`)(place)
	},
	{
		ask: `action ${channel}/edit editChannel`,
		when: 'so that a moderator could not see it',
		who: wrong(may.moderators, 'moderator'),
		at: inReadOnly,
		fields: (place) => ({ ...asPrivate(place), moderators: '' }),
		leadsTo: (place) => of(`/channels/${place.channelId}`)(place)
	},
	{
		ask: `action ${channel}/edit editChannel`,
		when: 'the general one, to be private',
		who: wrong(may.moderators, 'moderator', 'admin', 'owner'),
		fields: asPrivate
	},
	{ ask: `page ${channel}/delete`, when: 'the general one', who: may.noMember },
	{ ask: `action ${channel}/delete deleteChannel`, when: 'the general one', who: may.noMember, fields: () => ({}) },

	// Between two people
	...directRows,

	// Calls
	...[
		{ who: may.members, at: ({ voiceId }: Place) => ({ channelId: voiceId }) },
		{ when: 'hidden', who: may.seers, at: ({ hiddenVoiceId }: Place) => ({ channelId: hiddenVoiceId }) },
		{ when: 'of words', who: may.none },
		{ when: 'deleted', who: may.none, at: inDeleted }
	].map((which): Row => ({
		ask: 'POST /api/calls/[channelId=id]',
		...which,
		...{ isJson: 'bare', isHarmless: true },
		fields: () => ({ device: 'a-device-of-ones-own' })
	})),
	// Nobody is inside: whoever may is told so, the others that they may not. calls.test.ts has the rest.
	...['muteOccupant', 'disconnectOccupant'].map((name): Row => ({
		ask: `action ${channel} ${name}`,
		who: { ...may.moderators, moderator: '404', admin: '404', owner: '404' },
		fields: ({ channelId }) => ({ channelId, device: 'nobodys-device-at-all' })
	})),
	// Without a LiveKit, and without Clerk, there is nobody to listen to.
	...['livekit', 'clerk'].map((service): Row => ({
		ask: `POST /api/webhooks/${service}`,
		who: { ...may.none, anonymous: '404', expired: '404', signedOut: '404' },
		...{ isJson: 'bare', isHarmless: true },
		fields: () => ({})
	})),

	// A channel
	...(
		[
			{ who: may.members, writing: 'messages.write' },
			{ when: 'private', who: may.seers, at: inPrivate },
			{ when: 'read-only', who: may.members, at: inReadOnly, writing: 'messages.write-read-only' },
			{ when: 'deleted', who: may.none, at: inDeleted }
		] as (About & { writing?: Permission })[]
	).flatMap(({ writing, ...which }): Row[] => [
		{ ask: `page ${channel}`, ...which, needs: which.at === inPrivate ? 'channels.see-private' : undefined },
		{ ask: 'GET /api/channels/[channelId=id]/messages', ...which },
		{
			ask: 'GET /api/sync',
			...which,
			query: ({ channelId }: Place) => `?channel=${channelId}&rev=0`
		},
		{ ask: `page ${channel}/pins`, ...which },
		{
			ask: `action ${channel} react`,
			fields: () => ({ seq: String(lines.target), emoji: '🎉', isGiven: 'true' }),
			...which
		},
		...(
			[
				[`action ${channel} pin`, lines.target],
				[`action ${channel} unpin`, lines.owner],
				[`action ${channel}/pins unpin`, lines.owner]
			] as const
		).map(([ask, seq]): Row => ({
			...{ ask, fields: () => ({ seq: String(seq) }) },
			...which,
			needs: which.when ? undefined : 'messages.pin',
			who: which.at === inPrivate ? may.keepers : which.at === inDeleted ? may.none : may.moderators
		})),
		...['read', 'unread'].map((name) => ({ ask: `action ${channel} ${name}`, fields: () => ({ seq: '7' }), ...which })),
		...['mute', 'unmute'].map((name) => ({ ask: `action ${channel} ${name}`, fields: () => ({}), ...which })),
		{
			ask: `action ${channel} send`,
			fields: () => ({ body: 'Hello.' }),
			...which,
			needs: writing,
			who: which.when === 'read-only' ? may.moderators : which.who
		},
		{
			ask: 'POST /api/uploadthing',
			...which,
			// What it takes is not among the traces: files that arrive for a message are nobody else's business.
			...{ isJson: true, isHarmless: true, query: () => '?actionType=upload&slug=attachment' },
			fields: ({ channelId }: Place) => ({ channelId }),
			who: which.when === 'read-only' ? may.moderators : which.who
		},
		{
			ask: `action ${channel} edit`,
			fields: (_: Place, actor: Actor) => ({ seq: own(actor), body: 'Rewritten.' }),
			...which,
			who: which.when === 'read-only' ? may.moderators : which.who
		}
	]),
	{
		ask: `action ${channel} edit`,
		when: 'another’s line',
		who: { ...may.moderators, moderator: '403', admin: '403', owner: '403' },
		fields: () => ({ seq: String(lines.target), body: 'Rewritten.' })
	},
	{
		ask: `action ${channel} remove`,
		when: 'a guest’s line',
		needs: 'messages.remove-others',
		who: may.moderators,
		fields: () => ({ seq: String(lines.target) })
	},
	{
		ask: `action ${channel} remove`,
		when: 'an admin’s line',
		who: { ...may.moderators, moderator: '403' },
		fields: () => ({ seq: String(lines.admin) })
	},
	{
		ask: `action ${channel} remove`,
		when: 'the line of somebody who was kicked',
		who: may.moderators,
		fields: () => ({ seq: String(lines.kicked) })
	},
	{ ask: `action ${channel} remove`, when: 'one’s own', who: may.members, fields: (_, actor) => ({ seq: own(actor) }) },
	{
		ask: `action ${channel} remove`,
		when: 'private',
		who: { ...may.seers, granted: '403' },
		at: inPrivate,
		fields: () => ({ seq: String(lines.target) })
	}
];
