// What mysql2 and Node call a database that is away, frozen, full of guests, or about to end.
const away = new Set([
	'PROTOCOL_CONNECTION_LOST',
	'PROTOCOL_SEQUENCE_TIMEOUT',
	'ECONNREFUSED',
	'ECONNRESET',
	'ETIMEDOUT',
	'EPIPE',
	'ENOENT',
	'ENOTFOUND',
	'ER_CON_COUNT_ERROR',
	'ER_SERVER_SHUTDOWN',
	'ER_NORMAL_SHUTDOWN',
	'ER_CONNECTION_KILLED',
	'ER_TOO_MANY_USER_CONNECTIONS',
	'ER_LOCK_WAIT_TIMEOUT',
	'ER_LOCK_DEADLOCK'
]);

/** Whether the database, and not the request, is the reason for `error`: worth trying again in a moment. */
export function isUnavailable(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { code } = error as Error & { code?: string };
	return (
		(code !== undefined && away.has(code)) ||
		/^Queue limit reached|in closed state$/.test(error.message) ||
		isUnavailable(error.cause)
	);
}

/** What is wrong with the database that was named, for whoever starts the app; undefined when it is something else. */
export function whyNoDatabase(error: unknown): string | undefined {
	const { code = '' } = error as { code?: string };
	if (/^ER_(?:DB)?ACCESS_DENIED/.test(code)) return 'DATABASE_URL names a user whom the database does not let in.';
	if (code === 'ER_BAD_DB_ERROR') return 'DATABASE_URL names a database that is not there.';
	return isUnavailable(error) ? 'DATABASE_URL names a database that does not answer.' : undefined;
}

/** Whether the database gave no answer in time; it may have done what it was asked, or do it later. */
export function hasHung(error: unknown): boolean {
	const { code } = error as { code?: string };
	return code === 'PROTOCOL_SEQUENCE_TIMEOUT' || code === 'ETIMEDOUT';
}
