import { isReady } from '$lib/server/door';

/** The database answers and has this version's shape: requests may come. */
export async function GET() {
	const ready = await isReady();
	return new Response(ready ? 'ready\n' : 'not ready\n', {
		status: ready ? 200 : 503,
		headers: { 'content-type': 'text/plain' }
	});
}
