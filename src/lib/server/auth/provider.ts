import type { Identity } from '../accounts/commands';

/** A cookie a provider wants set. `maxAge` in seconds; 0 clears it. */
export type SessionCookie = { name: string; value: string; maxAge: number };

/** What every provider of accounts can do; Clerk will be the second one. */
export interface Provider {
	/** Who these request headers speak for; null for nobody. `cookies` keeps a long session alive. */
	identify(headers: Headers): Promise<{ identity: Identity; cookies: SessionCookie[] } | null>;
	/** Ends the session of these headers. */
	signOut(headers: Headers): Promise<SessionCookie[]>;
}
