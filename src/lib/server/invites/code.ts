import { randomBytes } from 'node:crypto';

/** An invite's code: 72 random bits in 12 characters that need no escaping in an address. */
export function newCode(): string {
	return randomBytes(9).toString('base64url');
}
