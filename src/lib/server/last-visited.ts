import type { Cookies } from '@sveltejs/kit';
import { keepInBrowser } from './keep-in-browser';

const COOKIE = 'last-server';

/** The community this browser looked at last, if any; it may be gone by now. */
export function lastVisited(cookies: Cookies): string | undefined {
	return cookies.get(COOKIE);
}

/** Remembers, in this browser only, where "/" leads next time. */
export function rememberVisit(cookies: Cookies, communityId: string): void {
	if (cookies.get(COOKIE) !== communityId) keepInBrowser(cookies, COOKIE, communityId);
}
