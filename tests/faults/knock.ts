import type { Person } from './people';
import type { Place } from './stage';

/** One request and its answer. `took` in milliseconds. */
export type Knock = { status: number; retryAfter: string | null; took: number; text: string };

/** Asks for a page or posts a form, as a script of ours would. No answer within half a minute counts as status 0. */
export async function knock(
	{ base }: Place,
	path: string,
	person?: Person,
	fields?: Record<string, string>
): Promise<Knock> {
	const began = performance.now();
	const took = () => performance.now() - began;
	const headers = new Headers({ accept: 'application/json', origin: base });
	if (person) headers.set('cookie', person.cookie);
	if (fields) headers.set('x-sveltekit-action', 'true');
	const signal = AbortSignal.timeout(30_000);
	try {
		const init = fields ? { method: 'POST', body: new URLSearchParams(fields) } : {};
		const response = await fetch(base + path, { ...init, headers, signal, redirect: 'manual' });
		const text = await response.text();
		return { status: response.status, retryAfter: response.headers.get('retry-after'), took: took(), text };
	} catch {
		return { status: 0, retryAfter: null, took: took(), text: '' };
	}
}
