import type { Cookies } from '@sveltejs/kit';
import type { Viewer } from '$lib/accounts/account';
import { createProfile } from '../accounts/commands';
import { viewerOf } from '../accounts/queries';
import { db } from '../db';
import { local } from './local';
import type { Provider, SessionCookie } from './provider';

export { signInLocally, signUpLocally } from './local';

/** Chosen once, by configuration. Local accounts are the only provider so far. */
const provider: Provider = local;

/** Who asks, for pages and sockets alike; null for nobody. The first request of a new person makes their profile. */
export async function identify(headers: Headers): Promise<{ viewer: Viewer; cookies: SessionCookie[] } | null> {
	if (!headers.get('cookie')) return null;
	const found = await provider.identify(headers);
	if (!found) return null;
	const { identity, cookies } = found;
	const viewer = (await viewerOf(db, identity.provider, identity.providerId)) ?? (await createProfile(identity));
	return { viewer, cookies };
}

/** Ends the session these headers carry. */
export function signOut(headers: Headers): Promise<SessionCookie[]> {
	return provider.signOut(headers);
}

/** Hands a provider's cookies to the browser: for scripts out of reach, for this site only, and over TLS where there is TLS. */
export function setSessionCookies(jar: Cookies, cookies: SessionCookie[], url: URL): void {
	for (const { name, value, maxAge } of cookies)
		jar.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge });
}
