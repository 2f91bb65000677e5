import type { Cookies } from '@sveltejs/kit';
import { config } from './config';

const COOKIE = 'last-server';

/** The community this browser looked at last, if any; it may be gone by now. */
export function lastVisited(cookies: Cookies): string | undefined {
	return cookies.get(COOKIE);
}

/** Remembers, in this browser only, where "/" leads next time. */
export function rememberVisit(cookies: Cookies, communityId: string): void {
	if (cookies.get(COOKIE) !== communityId)
		cookies.set(COOKIE, communityId, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: config().origin?.startsWith('https:') ?? false,
			maxAge: 365 * 86_400
		});
}
