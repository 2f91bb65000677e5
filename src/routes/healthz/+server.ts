/** The process answers; nothing is said about its database. */
export function GET() {
	return new Response('ok\n', { headers: { 'content-type': 'text/plain' } });
}
