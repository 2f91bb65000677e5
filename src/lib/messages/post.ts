import { deserialize } from '$app/forms';
import type { Message } from './message';

/** What became of a form that was posted in the background. `again` says whether trying again may help. */
export type Posted = { message: Message } | { problem: string; again: boolean };

const offline = { problem: 'No connection just now.', again: true };

/** Posts one of the channel page's forms the way the page would, and waits for the answer. */
export async function post(address: string, fields: Record<string, string>): Promise<Posted> {
	const body = new URLSearchParams(fields);
	const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	const response = await fetch(address, { method: 'POST', body, headers }).catch(() => null);
	if (!response) return offline;
	const result = await response
		.text()
		.then(deserialize)
		.catch(() => null);
	const again = response.status >= 500 || response.status === 429;
	if (!result) return { ...offline, again };
	if (result.type === 'success') return { message: result.data?.message as Message };
	if (result.type === 'redirect')
		return { problem: 'You were signed out. Sign in again in another tab.', again: false };
	if (result.type === 'error') return { problem: result.error.message, again };
	// What is refused before the form is read is no form's answer, and has no type.
	if (result.type !== 'failure') return { problem: (result as { message?: string }).message ?? offline.problem, again };
	const [form] = Object.values(result.data ?? {}) as { errors?: Record<string, string[]> }[];
	const [problem] = Object.values(form?.errors ?? {}).flat();
	return { problem: problem ?? 'That could not be sent.', again: result.status === 429 };
}
