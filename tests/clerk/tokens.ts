import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key made on the spot, as Clerk makes one for each installation. */
export const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

type Claims = Record<string, unknown>;
const encode = (part: object | string) =>
	Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

function join(header: object, claims: Claims, sign: (text: string) => string): string {
	const text = `${encode({ typ: 'JWT', kid: 'ins_test', ...header })}.${encode(claims)}`;
	return `${text}.${sign(text)}`;
}

export const signed = (claims: Claims, key: KeyObject): string =>
	join({ alg: 'RS256' }, claims, (text) => createSign('RSA-SHA256').update(text).sign(key, 'base64url'));

/** Signed by nobody. */
export const unsigned = (claims: Claims): string => join({ alg: 'none' }, claims, () => '');

/** Signed with the public key as if it were a shared secret. */
export const confused = (claims: Claims, pem: string): string =>
	join({ alg: 'HS256' }, claims, (text) => createHmac('sha256', pem).update(text).digest('base64url'));
