import type { RequestEvent } from '@sveltejs/kit';
import { config, type Config } from '../config';

/** What browsers of people who are signed in need to stay so; null where accounts are kept here. */
export function clerkSettings() {
	const { clerk } = config();
	return clerk && { publishableKey: clerk.publishableKey, proxyUrl: clerk.proxyForBrowsers };
}

/** What the sign-in and sign-up pages need where Clerk has the forms; null where they are ours. */
export function clerkDoor({ locals }: RequestEvent) {
	const settings = clerkSettings();
	const mustSignOut = !locals.viewer && !!locals.auth?.().sessionId;
	return settings && { settings, mustSignOut };
}

/** Where Clerk's parts come from and whom they ask, for the policy of pages. Nothing, without Clerk. */
export function clerkSources({ clerk }: Config) {
	if (!clerk) return {};
	const api = new URL(clerk.proxyUrl ?? clerk.frontendApi).origin;
	const outside = api === clerk.origin ? [] : [api];
	// Its check against robots is Cloudflare's.
	const challenge = 'https://challenges.cloudflare.com';
	return {
		'script-src': [...outside, challenge],
		'connect-src': outside,
		'img-src': ['https://img.clerk.com'],
		'frame-src': [challenge],
		'worker-src': ['blob:'],
		// Its components bring their styles as elements, by the nonce of the page.
		'style-src': ["'nonce'"]
	};
}
