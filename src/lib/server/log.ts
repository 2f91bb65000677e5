import pino, { type Logger } from 'pino';
import { config } from './config';
import { standardError } from './standard-error';

/** What is never written down, should somebody hand it to the log all the same: here, and one step further in. */
const keptOut = [
	...['password', 'token', 'secret', 'cookie', 'set-cookie', 'authorization', 'ticket', 'session'],
	...['body', 'words', 'text', 'draft', 'topic', 'reason', 'email', 'headers', 'url', 'address', 'ip']
];
/** A message of an error says what is wrong in its first words; the rest may be whatever was read. */
const LONGEST = 300;
/** No word of ours is as long as a token, in characters. */
const LIKE_A_SECRET = 32;

/** The message of an error without what looks like a secret or an address, and without a piece of what was parsed. */
function bareMessage({ message, name }: Error): string {
	const short = message.slice(0, LONGEST).split('\n')[0]!;
	const quoted = name === 'SyntaxError' ? short.search(/["']/) : -1;
	const words = (quoted === -1 ? short : `${short.slice(0, quoted)}…`).split(' ');
	return words.map((word) => (word.includes('@') || word.length >= LIKE_A_SECRET ? '…' : word)).join(' ');
}

/** Where an error came from, without its message, whose lines may look like anything. */
function placesOf({ stack = '', message }: Error): string[] {
	const at = stack.indexOf(message);
	const rest = at === -1 ? stack : stack.slice(at + message.length);
	return rest.split('\n').filter((line) => /^\s+at /.test(line));
}

/** What of an error may be written down. The database's errors carry the statement and its values: people's words. */
function bare(error: unknown): object {
	if (!(error instanceof Error)) return { type: typeof error };
	const { name, code, sqlState } = error as Error & { code?: unknown; sqlState?: unknown };
	const isFromDatabase = sqlState !== undefined;
	return {
		type: name,
		code,
		...(isFromDatabase ? { sqlState } : { message: bareMessage(error) }),
		where: placesOf(error)
	};
}

let made: Logger | undefined;

/** Structured lines on standard error. Never give it message bodies, tokens, cookies or e-mail addresses. */
export function log(): Logger {
	return (made ??= pino(
		{
			level: config().logLevel,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { err: bare },
			redact: { paths: keptOut.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[kept out]' }
		},
		standardError()
	));
}
