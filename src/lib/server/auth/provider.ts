import type { Identity } from '../accounts/commands';

/** A cookie a provider wants set. `maxAge` in seconds; 0 clears it. */
export type SessionCookie = { name: string; value: string; maxAge: number };

/** One signing-in of one person, in one browser. `cookies` keep a long one alive. */
type Login = { identity: Identity; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/** What every provider of accounts can do; Clerk will be the second one. */
export interface Provider {
	/** Who these request headers speak for; null for nobody. `prolong`: this is a visit, and the answer can carry cookies. */
	identify(headers: Headers, prolong: boolean): Promise<Login | null>;
	/** When this login ends by itself; null when it has ended already. */
	loginEnd(loginId: string): Promise<Date | null>;
	/** Ends the session of these headers. */
	signOut(headers: Headers): Promise<SessionCookie[]>;
}
