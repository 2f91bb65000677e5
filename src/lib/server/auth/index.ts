import type { Cookies, Handle, RequestEvent } from '@sveltejs/kit';
import type { Viewer } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import { createProfile, type Identity } from '../accounts/commands';
import { isErased, takeOver } from '../accounts/linking';
import { viewerOf } from '../accounts/queries';
import { config } from '../config';
import { db } from '../db';
import { lasting } from '../lasting';
import { dismiss } from '../realtime/hub';
import { isPasswordToken, local, takeNewPassword } from './local';
import { keeper } from './local-keeper';
import { mailPasswordLink, passwordLink } from './new-passwords';
import type { Keeper, Provider, SessionCookie } from './provider';

export { signInLocally, signUpLocally } from './local';
export { isPasswordToken, mailPasswordLink, passwordLink };

/** Chosen once, by configuration; never both. Without Clerk nothing of it is loaded. */
const provider = (): Promise<Provider> =>
	lasting('provider', async () => (config().clerk ? (await import('./clerk')).clerk : local));

/** Somebody who is signed in, and the login they came by. */
export type Visit = { viewer: Viewer; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/** Lets the provider see a visit first: it may lead the browser round to itself and back. */
export const meetVisitor: Handle = async (input) => {
	const { meet } = await provider();
	return meet ? meet(input) : input.resolve(input.event);
};

/** Makes the profile of somebody who comes for the first time; null for one who was erased. */
async function welcome(identity: Identity): Promise<Viewer | null> {
	if (await isErased(db, identity)) return null;
	const whole = (await (await provider()).introduce?.(identity)) ?? identity;
	if (await takeOver(whole)) return (await viewerOf(db, whole.provider, whole.providerId)) ?? null;
	return createProfile(whole, whole.handle);
}

/**
 * Who asks, for pages and sockets alike; null for nobody. The first request of a new person makes their profile. A visit of a
 * page prolongs a login; the opening of a socket, which a forgotten window does by itself, comes without an event and does not.
 */
export async function identify(headers: Headers, event?: RequestEvent): Promise<Visit | null> {
	if (!headers.get('cookie')) return null;
	const login = await (await provider()).identify(headers, event);
	if (!login) return null;
	const { identity, ...rest } = login;
	const viewer = (await viewerOf(db, identity.provider, identity.providerId)) ?? (await welcome(identity));
	return viewer && { viewer, ...rest };
}

/** What the provider can do about accounts by itself; undefined where another service keeps them. */
export function accountKeeper(): { name: string; keeper: Keeper } | undefined {
	return config().clerk ? undefined : { name: 'local', keeper };
}

/** When a login ends by itself; null when it has ended already. */
export async function loginEnd(loginId: string): Promise<Date | null> {
	return (await provider()).loginEnd(loginId);
}

/** Ends the session these headers carry, and every socket that was opened by it. */
export async function signOut(headers: Headers, loginId: string | null): Promise<SessionCookie[]> {
	const cookies = await (await provider()).signOut(headers, loginId);
	// The session is gone now: who opens a socket from here on is not let in, and these are all there are.
	if (loginId) dismiss(`login:${loginId}`, closeCodes.signedOut);
	return cookies;
}

/** Whether passwords are kept here, so that a forgotten one can be replaced here. */
export const hasPasswords = (): boolean => config().clerk === null;

/** Takes a new password by the token of a link, and ends every session and socket of the account; false when the link is used up. */
export async function resetPassword(token: string, password: string): Promise<boolean> {
	const holder = await takeNewPassword(token, password);
	if (holder === null) return false;
	const viewer = await viewerOf(db, 'local', holder);
	if (viewer) dismiss(`user:${viewer.id}`, closeCodes.signedOut);
	return true;
}

/** Acts on what the provider of accounts tells by itself; answers whether it was believed. */
export async function hearProvider(request: Request): Promise<boolean> {
	return (await import('./clerk-hooks')).hearClerk(request);
}

/** Hands a provider's cookies to the browser: for scripts out of reach, for this site only, and over TLS where there is TLS. */
export function setSessionCookies(jar: Cookies, cookies: SessionCookie[], url: URL): void {
	for (const { name, value, maxAge } of cookies)
		jar.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge });
}
