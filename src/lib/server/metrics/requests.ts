import { isHttpError, isRedirect, type Handle } from '@sveltejs/kit';
import { lasting } from '../lasting';

type Watch = (route: string, status: number, seconds: number) => void;

/** Who wants to know of requests; nobody, unless figures are served. */
export const requests = lasting('requests watched', () => ({ watch: undefined as Watch | undefined }));

const statusOf = (error: unknown) => (isHttpError(error) || isRedirect(error) ? error.status : 500);

/** Tells how long each request took, by its route: an address would name people and places. */
export const measure: Handle = async ({ event, resolve }) => {
	const { watch } = requests;
	if (!watch) return resolve(event);
	const began = performance.now();
	const tell = (status: number) => watch(event.route.id ?? 'none', status, (performance.now() - began) / 1000);
	try {
		const response = await resolve(event);
		tell(response.status);
		return response;
	} catch (error) {
		tell(statusOf(error));
		throw error;
	}
};
