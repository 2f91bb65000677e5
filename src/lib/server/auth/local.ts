import { createHmac, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { generateRandomString } from 'better-auth/crypto';
import { atMost } from '../at-most';
import { config } from '../config';
import { db } from '../db';
import { lasting } from '../lasting';
import { refuse } from '../refuse';
import type { Provider, SessionCookie } from './provider';

/** The least time an answer about an account takes, in milliseconds: longer than any of its ways, so none can be told apart. */
const STEADY = 300;

/** Each takes a core and 19 MiB for a while; a crowd at the door must not take the rest of the house with it. */
const twoAtATime = atMost(2);

function makeAuth() {
	const { origin, port, authSecret } = config();
	return betterAuth({
		secret: authSecret,
		baseURL: origin ?? `http://localhost:${port}`,
		telemetry: { enabled: false },
		logger: { disabled: true }, // its lines carry e-mail addresses
		database: { db, type: 'mysql', transaction: true },
		emailAndPassword: {
			enabled: true,
			autoSignIn: false, // then it answers a taken address like a free one
			minPasswordLength: 1,
			maxPasswordLength: 1000,
			password: {
				hash: (password) => twoAtATime(() => hash(password)),
				verify: (sent) => twoAtATime(() => verify(sent.hash, sent.password))
			}
		},
		user: { modelName: 'authUser' },
		session: { modelName: 'authSession' },
		account: { modelName: 'authAccount' },
		verification: { modelName: 'authVerification' },
		advanced: {
			cookiePrefix: 'chatsphere',
			useSecureCookies: origin?.startsWith('https:') ?? false,
			// One question for a session and its account instead of two, with every request.
			database: { joins: true }
		}
	});
}

/** Where another provider keeps the accounts, none of ours opens anything. */
const auth = () => (config().clerk ? refuse('not-found') : lasting('auth', makeAuth));

function sessionCookies(headers: Headers): SessionCookie[] {
	return headers.getSetCookie().flatMap((header) =>
		[...parseSetCookieHeader(header)].map(([name, cookie]) => ({
			name,
			value: cookie.value,
			maxAge: Number(cookie['max-age'] ?? 0)
		}))
	);
}

/** Answers no sooner than `STEADY` after it was asked. */
async function steadily<T>(work: () => Promise<T>): Promise<T> {
	const enough = new Promise((resolve) => setTimeout(resolve, STEADY));
	try {
		return await work();
	} finally {
		await enough;
	}
}

async function openSession(email: string, password: string, headers: Headers) {
	try {
		const answer = await auth().api.signInEmail({ body: { email, password }, headers, returnHeaders: true });
		const { id, name } = answer.response.user;
		return { cookies: sessionCookies(answer.headers), identity: { provider: 'local', providerId: id, name } };
	} catch (error) {
		if (isAPIError(error) && error.statusCode === 401) return null;
		throw error;
	}
}

/** A cookie that looks like a session and opens none: what a sign-up with somebody else's address gets. */
async function decoy(): Promise<SessionCookie[]> {
	const { sessionToken } = (await auth().$context).authCookies;
	const token = generateRandomString(32, 'a-z', 'A-Z', '0-9');
	const signature = createHmac('sha256', randomBytes(32)).update(token).digest('base64');
	return [{ name: sessionToken.name, value: `${token}.${signature}`, maxAge: sessionToken.attributes.maxAge ?? 0 }];
}

/** Opens a session for an address and its password; null when they do not belong together, whichever is wrong. */
export function signInLocally(email: string, password: string, headers: Headers) {
	return steadily(() => openSession(email, password, headers));
}

/**
 * Makes an account and opens its session. For an address that has one already the answer looks the same, takes as long, and
 * opens nothing, unless the password is that account's own.
 */
export function signUpLocally(fields: { name: string; email: string; password: string }, headers: Headers) {
	return steadily(async () => {
		await auth()
			.api.signUpEmail({ body: fields })
			.catch((error: unknown) => {
				// The same form twice at once: the other one made the account, and this one signs in to it.
				if (!isAPIError(error) || error.statusCode !== 422) throw error;
			});
		const session = await openSession(fields.email, fields.password, headers);
		return session ?? { cookies: await decoy(), identity: null };
	});
}

export const local: Provider = {
	manages: { password: false, sessions: false },
	async identify(headers, event) {
		const query = { disableRefresh: !event };
		const answer = await auth().api.getSession({ headers, query, returnHeaders: true });
		if (!answer.response) return null;
		const { user, session } = answer.response;
		const identity = { provider: 'local', providerId: user.id, name: user.name };
		return { identity, loginId: session.id, endsAt: session.expiresAt, cookies: sessionCookies(answer.headers) };
	},
	async loginEnd(loginId) {
		const row = await db.selectFrom('authSession').where('id', '=', loginId).select('expiresAt').executeTakeFirst();
		return row && row.expiresAt.getTime() > Date.now() ? row.expiresAt : null;
	},
	async signOut(headers) {
		const answer = await auth().api.signOut({ headers, returnHeaders: true });
		return sessionCookies(answer.headers);
	}
};
