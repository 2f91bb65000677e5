import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { clerkFolder } from '../../scripts/parts/clerk.js';
import { environment } from './environment';
import type { ClerkSession, ClerkUser, StandIn } from './stand-in';

/** A browser as Clerk knows it, by its cookie. */
type Client = { id: string; since: number; sessions: ClerkSession[]; signInFor?: ClerkUser | undefined };
const clients = new Map<string, Client>();

const now = () => Date.now();

function sessionJson(clerk: StandIn, session: ClerkSession): Record<string, unknown> {
	const user = clerk.users.get(session.userId)!;
	const { id, status } = session;
	return {
		...{ object: 'session', id, status, user: clerk.userJson(user), actor: null, tasks: null },
		...{ factor_verification_age: [0, -1], last_active_token: { object: 'token', jwt: clerk.token(session) } },
		public_user_data: { user_id: user.id, identifier: user.email, first_name: user.firstName, has_image: false },
		...{ expire_at: now() + 86_400_000, abandon_at: now() + 864_000_000, last_active_at: now() },
		...{ created_at: now(), updated_at: now() }
	};
}

function clientJson(clerk: StandIn, client: Client): Record<string, unknown> {
	const alive = client.sessions.filter(({ status }) => status === 'active');
	return {
		...{
			object: 'client',
			id: client.id,
			sign_in: begun(client),
			sign_up: null,
			captcha_bypass: true,
			cookie_expires_at: null
		},
		...{ sessions: alive.map((session) => sessionJson(clerk, session)), last_active_session_id: alive[0]?.id ?? null },
		...{ created_at: now(), updated_at: now() }
	};
}

const signIn = (identifier: string, status: string, session?: ClerkSession) => ({
	...{ object: 'sign_in', id: `sia_${randomUUID()}`, status, identifier, created_session_id: session?.id ?? null },
	...{ supported_identifiers: ['email_address'], supported_first_factors: [{ strategy: 'password' }] },
	...{ first_factor_verification: null, second_factor_verification: null, user_data: null }
});

const begun = ({ signInFor }: Client) => signInFor && signIn(signInFor.email, 'needs_first_factor');

const signUp = (user: ClerkUser, session: ClerkSession) => ({
	...{ object: 'sign_up', id: `sua_${randomUUID()}`, status: 'complete', created_session_id: session.id },
	...{ created_user_id: user.id, email_address: user.email, first_name: user.firstName, has_password: true },
	...{ required_fields: ['email_address', 'password'], optional_fields: [], missing_fields: [], unverified_fields: [] },
	verifications: { email_address: null, phone_number: null, web3_wallet: null, external_account: null }
});

const wrong = (code: string, message: string) => ({ errors: [{ code, message, long_message: message, meta: {} }] });

const incorrect = wrong('form_password_incorrect', 'Password is incorrect.');

/** Clerk's Frontend API under the proxy path, and the two scripts it hands out. */
export async function frontend(clerk: StandIn, url: URL, request: IncomingMessage, response: ServerResponse) {
	const path = url.pathname.replace('/__clerk', '');
	if (path.startsWith('/npm/')) return script(path, response);

	const cookie = /(?:^|; )__client=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
	const client = clients.get(cookie ?? '') ?? {
		id: `client_${randomUUID().replaceAll('-', '')}`,
		since: 0,
		sessions: []
	};
	clients.set(client.id, client);
	const alive = () => client.sessions.find(({ status }) => status === 'active');
	const cookies = () => [
		`__client=${client.id}; Path=/__clerk; HttpOnly; SameSite=Lax`,
		`__client_uat=${alive() ? client.since : 0}; Path=/; SameSite=Lax`
	];
	const say = (answer: unknown, status = 200) => {
		response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': cookies() });
		response.end(JSON.stringify(answer));
	};
	const tell = (answer: unknown) => say({ response: answer, client: clientJson(clerk, client) });
	const enter = (user: ClerkUser) => {
		const session = clerk.open(user);
		client.sessions.push(session);
		client.since = Math.floor(now() / 1000);
		return session;
	};

	if (path === '/v1/client/handshake') {
		const session = alive();
		const given = [
			...cookies(),
			`__session=${session ? clerk.token(session) : ''}; Path=/${session ? '' : '; Max-Age=0'}`
		];
		const back = new URL(url.searchParams.get('redirect_url')!);
		back.searchParams.set('__clerk_handshake', clerk.sign({ handshake: given }));
		return response.writeHead(307, { location: back.href, 'set-cookie': cookies() }).end();
	}
	if (path === '/v1/environment') return say(environment);
	const fields = new URLSearchParams(await text(request));
	const method = url.searchParams.get('_method') ?? request.method;
	const user = [...clerk.users.values()].find(({ email }) => email === fields.get('identifier'));
	if (path === '/v1/client/sign_ins') {
		if (!user) return say(wrong('form_identifier_not_found', 'Couldn’t find your account.'), 422);
		const password = fields.get('password');
		if (password === user.password) return tell(signIn(user.email, 'complete', enter(user)));
		if (password) return say(incorrect, 422);
		client.signInFor = user;
		return tell(signIn(user.email, 'needs_first_factor'));
	}
	if (path.endsWith('/attempt_first_factor')) {
		const someone = client.signInFor!;
		if (fields.get('password') !== someone.password) return say(incorrect, 422);
		client.signInFor = undefined;
		return tell(signIn(someone.email, 'complete', enter(someone)));
	}
	if (path === '/v1/client/sign_ups') {
		const about = { email: fields.get('email_address')!, password: fields.get('password')! };
		const made = clerk.addUser({ ...about, firstName: fields.get('first_name'), lastName: fields.get('last_name') });
		return tell(signUp(made, enter(made)));
	}
	const session = client.sessions.find(({ id }) => path.includes(id));
	if (session?.status === 'active' && path.endsWith('/tokens'))
		return say({ object: 'token', jwt: clerk.token(session) });
	if (session && path.endsWith('/touch')) return tell(sessionJson(clerk, session));
	if (path.endsWith('/remove') || (path === '/v1/client/sessions' && method === 'DELETE')) {
		for (const one of session ? [session] : client.sessions) one.status = 'removed';
		return tell(session ? { ...sessionJson(clerk, session), status: 'removed' } : clientJson(clerk, client));
	}
	if (path === '/v1/client') return say({ response: clientJson(clerk, client), client: null });
	say(wrong('resource_not_found', `The stand-in does not know ${method} ${path}.`), 404);
}

/** Clerk's own scripts, as it serves them. */
async function script(path: string, response: ServerResponse) {
	const name = path.includes('/clerk-js@') ? 'clerk-js' : 'ui';
	try {
		const code = await readFile(join(clerkFolder(name), 'dist', basename(path)));
		response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
	} catch {
		response.writeHead(404).end();
	}
}
