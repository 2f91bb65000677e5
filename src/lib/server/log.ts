import pino, { type Logger } from 'pino';
import { config } from './config';

let made: Logger | undefined;

/** Structured lines on standard error. Never give it message bodies, tokens, cookies or e-mail addresses. */
export function log(): Logger {
	return (made ??= pino(
		{ level: config().logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
		pino.destination(2)
	));
}
