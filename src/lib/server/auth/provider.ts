import type { Handle, RequestEvent } from '@sveltejs/kit';
import type { Identity } from '../accounts/commands';

export type { SessionAuthObject } from 'svelte-clerk/server';

/** A cookie a provider wants set. `maxAge` in seconds; 0 clears it. */
export type SessionCookie = { name: string; value: string; maxAge: number };

/** One signing-in of one person, in one browser. `cookies` keep a long one alive. */
export type Login = { identity: Identity; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/** A login as its owner is shown it. `usedAt` is as exact as the provider keeps it. */
type KeptLogin = { id: string; userAgent: string | null; startedAt: Date; usedAt: Date };

/** What can be done about accounts that are kept in this app; people of another provider go to its own pages for that. */
export interface Keeper {
	emailOf(providerId: string): Promise<string>;
	isPassword(providerId: string, password: string): Promise<boolean>;
	/** Puts another password in place and ends every login but this one; answers the ids of those that ended. */
	changePassword(providerId: string, password: string, loginId: string): Promise<string[]>;
	/** The logins that have not ended, the latest first. */
	logins(providerId: string): Promise<KeptLogin[]>;
	/** Ends one of a person's logins, or all but one; answers the ids of those that ended. */
	endLogins(providerId: string, which: { only: string } | { allBut: string }): Promise<string[]>;
}

/** What every provider of accounts can do. */
export interface Provider {
	/** Sees a visit before anybody is identified, and may answer it with a way round. */
	readonly meet?: Handle;
	/** Who these request headers speak for; null for nobody. `event`: this is a visit, and the answer can carry cookies. */
	identify(headers: Headers, event?: RequestEvent): Promise<Login | null>;
	/** All that is known of somebody who comes for the first time. */
	introduce?(identity: Identity): Promise<Identity>;
	/** When this login ends by itself; null when it has ended already. */
	loginEnd(loginId: string): Promise<Date | null>;
	/** Ends the session of these headers. */
	signOut(headers: Headers, loginId: string | null): Promise<SessionCookie[]>;
}
