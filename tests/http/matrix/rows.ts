import { PASSWORD, unique } from '../../person';
import { may, type Actor, type Policy } from './actors';
import { lines, type Place, type World } from './world';

export type Row = {
	/** As everythingAsked() spells it. */
	ask: string;
	/** Which of several cases of the same door this is. */
	when?: string;
	who: Policy;
	/** Where, when not simply in Home. */
	at?: (place: Place) => Partial<Place>;
	query?: (place: Place) => string;
	/** What a form sends; without it nothing is posted. */
	fields?: (place: Place, actor: Actor, world: World) => Record<string, string>;
	/** Where a redirect leads when it was done; anything else is `elsewhere`. */
	leadsTo?: (place: Place) => string;
	/** Its words are refused, with 400 or the page they belong to; that is what being let in looks like. */
	isWrong?: true;
	/** It changes nothing in the three servers, also for those who may. */
	isHarmless?: true;
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

/** One line for everything src/routes lets a browser ask for, and who may. A door without a line fails the test, and so does a line without a door. */
export const rows: Row[] = [
	// Outside
	{ ask: 'page /(auth)/sign-in', who: may.everybody },
	{ ask: 'page /(auth)/sign-up', who: may.everybody },
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
	{ ask: 'action /(app)/settings theme', who: may.signedIn, fields: () => ({ theme: 'dark' }), isHarmless: true },
	{ ask: 'page /(app)/search', who: may.signedIn },
	{ ask: 'page /(app)/search', when: 'for words', who: may.signedIn, query: () => '?q=hello' },
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
	{ ask: `page ${server}/channels`, who: may.members },
	{ ask: `page ${server}/members`, who: may.members },
	{ ask: `page ${server}/search`, who: may.members, query: () => '?q=hello' },
	{ ask: `page ${server}/invites`, who: may.members },
	{ ask: `action ${server}/invites create`, who: may.members, fields: () => ({ lifetime: '3600', maxUses: '5' }) },
	// The invite is the owner's: to guests it is not there.
	...['revoke', 'renew'].map((name) => ({
		ask: `action ${server}/invites ${name}`,
		who: { ...may.moderators, guest: '404', granted: '404' } as Policy,
		fields: ({ code }: Place) => ({ code })
	})),
	{ ask: `GET ${server}/invites/[code]/qr.svg`, who: { ...may.moderators, guest: '404', granted: '404' } },

	// A channel
	...[
		{ who: may.members },
		{ when: 'private', who: may.seers, at: inPrivate },
		{ when: 'read-only', who: may.members, at: inReadOnly },
		{ when: 'deleted', who: may.none, at: inDeleted }
	].flatMap((which) => [
		{ ask: `page ${channel}`, ...which },
		{ ask: 'GET /api/channels/[channelId=id]/messages', ...which },
		{
			ask: 'GET /api/sync',
			...which,
			query: ({ channelId }: Place) => `?channel=${channelId}&rev=0`
		},
		{ ask: `action ${channel} read`, fields: () => ({ seq: '7' }), ...which },
		{
			ask: `action ${channel} send`,
			fields: () => ({ body: 'Hello.' }),
			...which,
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
		who: { ...may.moderators },
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
