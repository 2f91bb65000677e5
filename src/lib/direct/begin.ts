import { deserialize } from '$app/forms';

/** Makes the conversation of a page, `/direct/ID`, before anything is said in it; answers its channel. */
export async function begin(path: string): Promise<string> {
	const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	const answer = await fetch(`${path}?/begin`, { method: 'POST', body: new URLSearchParams(), headers });
	const result = deserialize<{ channelId: string }, never>(await answer.text());
	if (result.type !== 'success' || !result.data) throw new Error('The conversation was not begun.');
	return result.data.channelId;
}
