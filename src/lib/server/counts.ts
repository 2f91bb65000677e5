import { lasting } from './lasting';

/** What happened since this process began, as plain numbers: counting costs nothing, and `metrics` reads them when it is asked. */
export const counts = lasting('counts', () => ({
	/** Lines that were written. */
	posted: 0,
	/** Frames that were handed to a socket. */
	delivered: 0,
	/** Connections to the database that were taken, seconds that were waited for them, and how often in vain. */
	connections: 0,
	waited: 0,
	timeouts: 0,
	/** Files whose bytes all came, and how many bytes. */
	uploads: 0,
	uploadedBytes: 0
}));
