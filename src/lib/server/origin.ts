import { config } from './config';

const ownNames = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * The origin that pages of this installation have, for a request with this Host header; null when it came under a name that
 * is not ours. Without ORIGIN only this machine may come, under any of its own names; a page of another site that made its
 * name point here is turned away.
 */
export function expectedOrigin(host: string | undefined): string | null {
	const { origin } = config();
	if (origin) return origin;
	return host && ownNames.test(host) ? `http://${host.toLowerCase()}` : null;
}
