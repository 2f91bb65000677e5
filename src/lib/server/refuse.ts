import { error } from '@sveltejs/kit';

const refusals = {
	'bad-request': [400, 'That didn’t go through. Go back, reload the page and try again.'],
	'sign-in-required': [401, 'Please sign in first.'],
	'not-allowed': [403, 'Your role does not allow that.'],
	'foreign-origin': [403, 'That came from another site, so it was not done.'],
	'foreign-name': [421, 'Chatsphere is not reached under this name here. Set ORIGIN to the address people use.'],
	'not-found': [404, 'That is not here, or not for you.'], // outsiders get this too: nobody can probe
	'too-many': [429, 'Slow down a little, then try again.'],
	'calls-unavailable': [503, 'The server for calls does not answer just now. Please try again in a moment.'],
	'accounts-unavailable': [
		503,
		'The service that keeps the accounts does not answer just now. Please try again in a moment.'
	],
	unavailable: [503, 'The database does not answer just now. Please try again.']
} as const;

export type RefusalCode = keyof typeof refusals;

/** Stops whatever is happening, with a status for HTTP and a code for everyone. */
export function refuse(code: RefusalCode): never {
	const [status, message] = refusals[code];
	error(status, { code, message });
}
