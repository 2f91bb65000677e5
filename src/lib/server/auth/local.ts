import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, randomBytes } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { generateRandomString } from 'better-auth/crypto';
import { config } from '../config';
import { db } from '../db';
import { lasting } from '../lasting';
import { refuse } from '../refuse';
import { steadily } from '../steadily';
import { isStillPassword } from './local-keeper';
import { fitsPassword, hashPassword } from './passwords';
import type { Provider, SessionCookie } from './provider';

/** How long a link for a new password works, in seconds. */
const LINK_LIFETIME = 30 * 60;

/** What better-auth comes by on its way: the token it makes for whoever asks for a new password, the hash that a password fitted. */
const asking = new AsyncLocalStorage<{ token?: string; hash?: string }>();
const note = (found: { token?: string; hash?: string }) => void Object.assign(asking.getStore() ?? {}, found);

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
				hash: hashPassword,
				verify: async (sent) => {
					const fits = await fitsPassword(sent);
					if (fits) note({ hash: sent.hash });
					return fits;
				}
			},
			resetPasswordTokenExpiresIn: LINK_LIFETIME,
			revokeSessionsOnPasswordReset: true,
			sendResetPassword: async ({ token }) => note({ token })
		},
		user: { modelName: 'authUser' },
		session: { modelName: 'authSession' },
		account: { modelName: 'authAccount' },
		// Whoever reads the database learns no link that works.
		verification: { modelName: 'authVerification', storeIdentifier: 'hashed' },
		advanced: {
			// Such a name says: set by this host alone, over TLS. The library has only a weaker word for it.
			cookiePrefix: origin?.startsWith('https:') ? '__Host-chatsphere' : 'chatsphere',
			useSecureCookies: false,
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

async function openSession(email: string, password: string, headers: Headers) {
	try {
		const found: { hash?: string } = {};
		const sign = () => auth().api.signInEmail({ body: { email, password }, headers, returnHeaders: true });
		const answer = await asking.run(found, sign);
		const { token, user } = answer.response;
		const { id, name } = user;
		// Whoever changes the password ends the sessions there are: this one may have come between.
		if (!(await isStillPassword(id, found.hash))) {
			await db.deleteFrom('authSession').where('token', '=', token).execute();
			return null;
		}
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

/** A token that lets its holder choose a new password for this address, once; null when nobody has an account with it. */
export async function makePasswordToken(email: string): Promise<string | null> {
	const store: { token?: string } = {};
	await asking.run(store, () => auth().api.requestPasswordReset({ body: { email } }));
	return store.token ?? null;
}

/** The account a token is for; undefined when it was used or has run out. */
async function holderOf(token: string): Promise<string | undefined> {
	const { internalAdapter } = await auth().$context;
	const found = await internalAdapter.findVerificationValue(`reset-password:${token}`);
	return found && found.expiresAt.getTime() > Date.now() ? found.value : undefined;
}

/** Whether a new password can still be chosen by this token. */
export const isPasswordToken = async (token: string): Promise<boolean> => (await holderOf(token)) !== undefined;

/**
 * Takes the new password, ends every login of the account and every other link for it; answers whose it is. Null when the token
 * was used, by somebody in the same moment maybe, or has run out.
 */
export async function takeNewPassword(token: string, newPassword: string): Promise<string | null> {
	const userId = await holderOf(token);
	if (!userId) return null;
	try {
		await auth().api.resetPassword({ body: { token, newPassword } });
	} catch (error) {
		if (isAPIError(error) && error.statusCode === 400) return null;
		throw error;
	}
	// Sessions once more: the library ends them before it writes the password.
	await db.deleteFrom('authSession').where('userId', '=', userId).execute();
	await db.deleteFrom('authVerification').where('value', '=', userId).execute();
	return userId;
}

export const local: Provider = {
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
