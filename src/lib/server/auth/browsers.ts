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

/** Where Clerk's parts come from and whom they ask, by directive of a content security policy. Nothing, without Clerk. */
export function clerkSources(
	clerk: Config['clerk']
): Record<'script' | 'connect' | 'image' | 'frame' | 'worker', string[]> {
	if (!clerk) return { script: [], connect: [], image: [], frame: [], worker: [] };
	const api = new URL(clerk.proxyUrl ?? clerk.frontendApi).origin;
	const outside = api === clerk.origin ? [] : [api];
	// Its check against robots is Cloudflare's.
	const challenge = 'https://challenges.cloudflare.com';
	return {
		script: [...outside, challenge],
		connect: outside,
		image: ['https://img.clerk.com'],
		frame: [challenge],
		worker: ['blob:']
	};
}
