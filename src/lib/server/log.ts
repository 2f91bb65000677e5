import pino, { type Logger } from 'pino';
import { config } from './config';

let made: Logger | undefined;

/** What of an error may be written down. The database's errors carry the statement and its values: people's words. */
function bare(error: unknown): object {
	if (!(error instanceof Error)) return { type: typeof error };
	const { name, code, sqlState, stack } = error as Error & { code?: unknown; sqlState?: unknown };
	const isFromDatabase = sqlState !== undefined;
	const where = stack?.split('\n').filter((line) => /^\s+at /.test(line));
	return { type: name, code, ...(isFromDatabase ? { sqlState } : { message: error.message }), where };
}

/** Structured lines on standard error. Never give it message bodies, tokens, cookies or e-mail addresses. */
export function log(): Logger {
	return (made ??= pino(
		{
			level: config().logLevel,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { err: bare }
		},
		pino.destination(2)
	));
}
