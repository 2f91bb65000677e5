/** Everybody who may stand at a door of the server Home. */
export const actors = [
	'anonymous',
	'expired',
	'signedOut',
	'stranger',
	'kicked',
	'banned',
	'left',
	'guest',
	'granted',
	'moderator',
	'admin',
	'owner'
] as const;
export type Actor = (typeof actors)[number];

/** Nobody is signed in: no cookie, one whose time is over, one of a login that was ended. The last two belong to members. */
export const nobody: readonly Actor[] = ['anonymous', 'expired', 'signedOut'];
/** Signed in, but not, or no longer, in Home. */
const outsiders: readonly Actor[] = ['stranger', 'kicked', 'banned', 'left'];
/** Members who hold no office; `granted` is named by the private channel. */
const guests: readonly Actor[] = ['guest', 'granted'];

/** `ok` is done or shown; `sign-in` leads there; `elsewhere` leads to where it was not asked for. The others are statuses. */
export type Answer = 'ok' | 'sign-in' | 'elsewhere' | '400' | '401' | '403' | '404';
/** What each actor is answered; those not named are answered `ok`. `sign-in` is 401 where no page is asked for. */
export type Policy = Partial<Record<Actor, Answer>>;

const answer = (whom: readonly Actor[], what: Answer): Policy => Object.fromEntries(whom.map((who) => [who, what]));

const everybody: Policy = {};
const signedIn: Policy = answer(nobody, 'sign-in');
const members: Policy = { ...signedIn, ...answer(outsiders, '404') };
const moderators: Policy = { ...members, ...answer(guests, '403') };
const admins: Policy = { ...moderators, moderator: '403' };
const owner: Policy = { ...admins, admin: '403' };
/** Of those who are inside, nobody: not even the owner. */
const noMember: Policy = { ...owner, owner: '403' };
/** Who sees the private channel: admins, and the one it names. A moderator does not. */
const seers: Policy = { ...members, guest: '404', moderator: '404' };
/** Who manages the private channel: those of them who hold an office. */
const keepers: Policy = { ...seers, granted: '403' };
/** It is not there, not even for the owner. */
const none: Policy = { ...members, ...answer([...guests, 'moderator', 'admin', 'owner'], '404') };

/** The usual answers, named by the least of those who may. */
export const may = { everybody, signedIn, members, moderators, admins, owner, noMember, seers, keepers, none };
