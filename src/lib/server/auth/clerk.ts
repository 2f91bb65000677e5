import type { RequestEvent } from '@sveltejs/kit';
import { withClerkHandler } from 'svelte-clerk/server';
import { closeCodes } from '$lib/realtime/protocol';
import type { Identity } from '../accounts/commands';
import { config } from '../config';
import { db } from '../db';
import { lasting } from '../lasting';
import { log } from '../log';
import { dismiss } from '../realtime/hub';
import { refuse } from '../refuse';
import { askForPerson, called, clerk as api, endSession, isSessionAlive } from './clerk-api';
import { CLERK, endLogin, hasEnded, learnNow, standingOf } from './clerk-people';
import type { Login, Provider, SessionAuthObject } from './provider';

/** How long a socket lives on by a login that was proved, in milliseconds; then Clerk is asked whether it goes on. */
const TERM = 10 * 60_000;
/** The same when Clerk does not answer: nobody is signed out because it is down. */
const SHORT_TERM = 60_000;
/** How often somebody is asked for whose name Clerk did not tell yet. */
const ASK_AGAIN = 60_000;

/** Until when each login counts as proved. */
const terms = lasting('clerk terms', () => new Map<string, number>());
const asked = lasting('clerk asked', () => new Map<string, Promise<Date | null>>());
const nameless = lasting('clerk nameless', () => new Map<string, number>());

function prove(loginId: string, term: number): Date {
	const now = Date.now();
	terms.delete(loginId); // so that they lie in the order in which they were proved
	terms.set(loginId, now + term);
	for (const [old, end] of terms) {
		if (end > now) break;
		terms.delete(old);
	}
	return new Date(now + term);
}

/** What a token must say besides being signed: made by this Clerk, for pages of this address. The library asks neither of all. */
function isOurs({ iss, azp }: { iss?: unknown; azp?: unknown }): boolean {
	const { frontendApi, proxyUrl, origin } = config().clerk!;
	return (iss === frontendApi || iss === proxyUrl) && azp === origin;
}

/** The same for pages and sockets: a session token that is good at Clerk, and ended nowhere. */
async function loginOf(auth: SessionAuthObject): Promise<Login | null> {
	if (!auth.isAuthenticated || !isOurs(auth.sessionClaims)) return null;
	const { userId, sessionId, sessionClaims } = auth;
	const { isOver, isKnown } = await standingOf(userId, sessionId);
	if (isOver) return null;
	const told = called(sessionClaims as Record<string, string | undefined>);
	if (!isKnown && !told.name) catchUp(userId);
	const identity = { provider: CLERK, providerId: userId, ...told };
	return { identity, loginId: sessionId, endsAt: prove(sessionId, TERM), cookies: [] };
}

/** Asks again for a person whom Clerk did not tell of, while they go on. */
function catchUp(id: string): void {
	const now = Date.now();
	const since = nameless.get(id);
	if (since !== undefined && now - since < ASK_AGAIN) return;
	nameless.set(id, now);
	if (since === undefined) return; // at first the making of their profile asks
	askForPerson(id)
		.then(learnNow)
		.then(() => nameless.delete(id))
		.catch((error: unknown) => complain(error, 'Clerk did not tell who somebody is'));
}

/** Clerk's errors carry the whole request; only what went wrong is worth a line. */
const complain = (error: unknown, what: string) =>
	log().warn({ reason: error instanceof Error ? error.message : 'unknown' }, what);

const strictly = () => {
	const { publishableKey, secretKey, jwtKey, proxyUrl, origin } = config().clerk!;
	return { publishableKey, secretKey, jwtKey, proxyUrl, authorizedParties: [origin] };
};

async function authOf(headers: Headers, event?: RequestEvent): Promise<SessionAuthObject | null> {
	if (event?.locals.auth) return event.locals.auth();
	const request = new Request(`${config().clerk!.origin}/realtime`, { headers });
	const state = await api().authenticateRequest(request, { ...strictly(), acceptsToken: 'session_token' });
	return state.isAuthenticated ? state.toAuth() : null;
}

async function askWhetherItGoesOn(loginId: string): Promise<Date | null> {
	const isAlive = await isSessionAlive(loginId);
	if (isAlive === false) {
		await endLogin(db, loginId);
		return null;
	}
	return prove(loginId, isAlive ? TERM : SHORT_TERM);
}

export const clerk: Provider = {
	meet: (input) => lasting('clerk handler', () => withClerkHandler(strictly()))(input),
	async identify(headers, event) {
		const auth = await authOf(headers, event);
		return auth && loginOf(auth);
	},
	async introduce(identity: Identity) {
		const isLinking = config().linkAccounts === 'verified-email';
		if (identity.name && !isLinking) return identity;
		const told = await askForPerson(identity.providerId).catch((error: unknown) => {
			complain(error, 'Clerk did not tell who somebody is');
			// A profile made now would stand in the way of the one that is theirs already.
			return isLinking ? refuse('accounts-unavailable') : null;
		});
		if (!told) return identity;
		await learnNow(told);
		return { ...identity, name: told.name || identity.name, handle: told.handle, email: told.email };
	},
	async loginEnd(loginId) {
		if (await hasEnded(loginId)) return null;
		const end = terms.get(loginId) ?? 0;
		if (end > Date.now()) return new Date(end);
		const asking = asked.get(loginId) ?? askWhetherItGoesOn(loginId).finally(() => asked.delete(loginId));
		asked.set(loginId, asking);
		return asking;
	},
	async signOut(headers, loginId) {
		if (loginId) {
			await endLogin(db, loginId);
			dismiss(`login:${loginId}`, closeCodes.signedOut); // before Clerk is asked, which may take its time
			await endSession(loginId).catch((error: unknown) => complain(error, 'a session could not be ended at Clerk'));
		}
		const names = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.split('=')[0]!.trim());
		const its = names.filter((name) => /^__session(?:_[\w-]{1,40})?$/.test(name));
		return its.map((name) => ({ name, value: '', maxAge: 0 }));
	}
};
