import type { Cookies } from '@sveltejs/kit';
import type { Viewer } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import { createProfile } from '../accounts/commands';
import { viewerOf } from '../accounts/queries';
import { db } from '../db';
import { dismiss } from '../realtime/hub';
import { isPasswordToken, local, takeNewPassword } from './local';
import { mailPasswordLink, passwordLink } from './new-passwords';
import type { Keeper, Provider, SessionCookie } from './provider';

export { signInLocally, signUpLocally } from './local';
export { isPasswordToken, mailPasswordLink, passwordLink };

/** Chosen once, by configuration. Local accounts are the only provider so far. */
const provider: Provider = local;

/** Somebody who is signed in, and the login they came by. */
export type Visit = { viewer: Viewer; loginId: string; endsAt: Date; cookies: SessionCookie[] };

/**
 * Who asks, for pages and sockets alike; null for nobody. The first request of a new person makes their profile. A page view
 * prolongs a login; the opening of a socket, which a forgotten window does by itself, does not.
 */
export async function identify(headers: Headers, { prolong }: { prolong: boolean }): Promise<Visit | null> {
	if (!headers.get('cookie')) return null;
	const login = await provider.identify(headers, prolong);
	if (!login) return null;
	const { identity, ...rest } = login;
	const viewer = (await viewerOf(db, identity.provider, identity.providerId)) ?? (await createProfile(identity));
	return viewer && { viewer, ...rest };
}

/** What the provider can do about accounts by itself; undefined where another service keeps them. */
export function accountKeeper(): { name: string; keeper: Keeper } | undefined {
	const { name, keeper } = provider;
	return keeper && { name, keeper };
}

/** When a login ends by itself; null when it has ended already. */
export function loginEnd(loginId: string): Promise<Date | null> {
	return provider.loginEnd(loginId);
}

/** Ends the session these headers carry, and every socket that was opened by it. */
export async function signOut(headers: Headers, loginId: string | null): Promise<SessionCookie[]> {
	const cookies = await provider.signOut(headers);
	// The session is gone now: who opens a socket from here on is not let in, and these are all there are.
	if (loginId) dismiss(`login:${loginId}`, closeCodes.signedOut);
	return cookies;
}

/** Whether passwords are kept here, so that a forgotten one can be replaced here. */
export const hasPasswords = (): boolean => provider === local;

/** Takes a new password by the token of a link, and ends every session and socket of the account; false when the link is used up. */
export async function resetPassword(token: string, password: string): Promise<boolean> {
	const logins = await takeNewPassword(token, password);
	for (const id of logins ?? []) dismiss(`login:${id}`, closeCodes.signedOut);
	return logins !== null;
}

/** Hands a provider's cookies to the browser: for scripts out of reach, for this site only, and over TLS where there is TLS. */
export function setSessionCookies(jar: Cookies, cookies: SessionCookie[], url: URL): void {
	for (const { name, value, maxAge } of cookies)
		jar.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge });
}
