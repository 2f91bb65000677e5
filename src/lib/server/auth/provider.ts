import type { Transaction } from 'kysely';
import type { Identity } from '../accounts/commands';
import type { Schema } from '../db/schema';

/** A cookie a provider wants set. `maxAge` in seconds; 0 clears it. */
export type SessionCookie = { name: string; value: string; maxAge: number };

/** One signing-in of one person, in one browser. `cookies` keep a long one alive. */
type Login = { identity: Identity; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/** A login as its owner is shown it. `usedAt` is as exact as the provider keeps it. */
type KeptLogin = { id: string; userAgent: string | null; startedAt: Date; usedAt: Date };

/** What a provider can do that keeps the accounts in this app; people of another one go to its own pages for that. */
export interface Keeper {
	emailOf(providerId: string): Promise<string>;
	isPassword(providerId: string, password: string): Promise<boolean>;
	/** Puts another password in place and ends every login but this one; answers the ids of those that ended. */
	changePassword(providerId: string, password: string, loginId: string): Promise<string[]>;
	/** The logins that have not ended, the latest first. */
	logins(providerId: string): Promise<KeptLogin[]>;
	/** Ends one of a person's logins, or all but one; answers the ids of those that ended. */
	endLogins(providerId: string, which: { only: string } | { allBut: string }): Promise<string[]>;
	/** Takes away everything that is kept of a person, as part of what ends their account. */
	erase(trx: Transaction<Schema>, providerId: string): Promise<void>;
}

/** What every provider of accounts can do; Clerk will be the second one. */
export interface Provider {
	/** As identities name it. */
	readonly name: string;
	readonly keeper?: Keeper;
	/** Who these request headers speak for; null for nobody. `prolong`: this is a visit, and the answer can carry cookies. */
	identify(headers: Headers, prolong: boolean): Promise<Login | null>;
	/** When this login ends by itself; null when it has ended already. */
	loginEnd(loginId: string): Promise<Date | null>;
	/** Ends the session of these headers. */
	signOut(headers: Headers): Promise<SessionCookie[]>;
}
