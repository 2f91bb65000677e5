import { createHmac, timingSafeEqual } from 'node:crypto';
import { config } from '../config';

/** The credentials of whoever keeps the files: those of the service, or our own for the endpoint of this app. */
export function credentials(): { apiKey: string; appId: string; isOurs: boolean } {
	const { uploadThingToken, authSecret } = config();
	if (!uploadThingToken) {
		// Every instance of an installation makes the same one, and nobody else can.
		const secret = createHmac('sha256', authSecret).update('uploads').digest('hex');
		return { apiKey: `sk_live_${secret}`, appId: 'chatsphere', isOurs: true };
	}
	const { apiKey, appId } = JSON.parse(Buffer.from(uploadThingToken, 'base64').toString());
	return { apiKey, appId, isOurs: false };
}

/** The token as the SDK reads it. */
export function token(): string {
	const { uploadThingToken } = config();
	const { apiKey, appId } = credentials();
	return uploadThingToken ?? Buffer.from(JSON.stringify({ apiKey, appId, regions: ['here'] })).toString('base64');
}

/** A signature as the SDK makes and expects it. */
export function sign(payload: string): string {
	return `hmac-sha256=${createHmac('sha256', credentials().apiKey).update(payload).digest('hex')}`;
}

/** Whether two secrets are the same, told in the same time either way. */
export function isSame(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}
