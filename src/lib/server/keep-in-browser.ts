import type { Cookies } from '@sveltejs/kit';
import { config } from './config';

/** Keeps what somebody wants of this browser for a year, out of scripts' sight unless they go by it, too (`isForScripts`). */
export function keepInBrowser(cookies: Cookies, name: string, value: string, isForScripts = false): void {
	cookies.set(name, value, {
		path: '/',
		httpOnly: !isForScripts,
		sameSite: 'lax',
		secure: config().origin?.startsWith('https:') ?? false,
		maxAge: 365 * 86_400
	});
}
