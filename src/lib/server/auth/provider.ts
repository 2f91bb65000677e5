import type { Handle, RequestEvent } from '@sveltejs/kit';
import type { Identity } from '../accounts/commands';

export type { SessionAuthObject } from 'svelte-clerk/server';

/** A cookie a provider wants set. `maxAge` in seconds; 0 clears it. */
export type SessionCookie = { name: string; value: string; maxAge: number };

/** One signing-in of one person, in one browser. `cookies` keep a long one alive. */
export type Login = { identity: Identity; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/** What every provider of accounts can do. */
export interface Provider {
	/** What people look after there and not here. */
	readonly manages: { password: boolean; sessions: boolean };
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
