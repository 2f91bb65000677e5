import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Life } from '../../scripts/parts/life.js';
import { frontend } from './frontend';
import { newKey, pemOf, signed } from './tokens';

export type ClerkUser = {
	id: string;
	email: string;
	password: string;
	firstName: string | null;
	lastName: string | null;
	username: string | null;
	isVerified: boolean;
	updatedAt: number;
};
export type ClerkSession = { id: string; userId: string; status: 'active' | 'revoked' | 'removed' };

const publishableKey = `pk_live_${Buffer.from('clerk.example.org$').toString('base64')}`;
const idOf = (kind: string) => `${kind}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

/**
 * A stand-in for Clerk, which is a paid cloud service: it speaks the parts of its Frontend API that clerk-js uses to sign people
 * up and in, and of its Backend API that we use, with keys made on the spot. It stands in front of the app, as Clerk does under
 * a proxy path of our own address.
 */
export class StandIn {
	readonly #key = newKey();
	readonly users = new Map<string, ClerkUser>();
	readonly sessions = new Map<string, ClerkSession>();
	/** What was asked of the Backend API, answered or not. */
	readonly asked: string[] = [];
	/** How long its tokens live, in seconds. */
	tokenLife = 60;
	/** How Clerk feels. */
	mood: 'well' | 'refuses' | 'hangs' = 'well';
	readonly secretKey = `sk_live_${randomBytes(20).toString('hex')}`;
	readonly hookSecret = `whsec_${randomBytes(24).toString('base64')}`;
	/** Where the app listens, once it does. */
	appPort = 0;

	private constructor(readonly origin: string) {}

	static async open(life: Life): Promise<StandIn> {
		const server = createServer((request, response) => standIn.#answer(request, response));
		server.on('upgrade', (request, socket, head) => standIn.#pipe(request, socket, head));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const standIn = new StandIn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		life.later(() => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(resolve));
		});
		return standIn;
	}

	/** What whoever runs the app would copy from Clerk's dashboard. */
	get settings(): Record<string, string> {
		return {
			ORIGIN: this.origin,
			PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey,
			CLERK_SECRET_KEY: this.secretKey,
			CLERK_JWT_KEY: this.pem.replaceAll('\n', '\\n'),
			CLERK_WEBHOOK_SIGNING_SECRET: this.hookSecret,
			PUBLIC_CLERK_PROXY_URL: '/__clerk',
			PUBLIC_CLERK_API_URL: this.origin
		};
	}

	get pem(): string {
		return pemOf(this.#key.publicKey);
	}

	addUser(about: Partial<ClerkUser> = {}): ClerkUser {
		const user: ClerkUser = {
			...{ id: idOf('user'), email: `${idOf('somebody')}@example.org`, password: 'correct horse battery staple' },
			...{ firstName: null, lastName: null, username: null, isVerified: true, updatedAt: Date.now() },
			...about
		};
		this.users.set(user.id, user);
		return user;
	}

	open(user: ClerkUser): ClerkSession {
		const session: ClerkSession = { id: idOf('sess'), userId: user.id, status: 'active' };
		this.sessions.set(session.id, session);
		return session;
	}

	/** What a session token of Clerk says. */
	claims({ id, userId }: ClerkSession, changes: Record<string, unknown> = {}): Record<string, unknown> {
		const now = Math.floor(Date.now() / 1000);
		const times = { iat: now, nbf: now - 10, exp: now + this.tokenLife };
		return {
			v: 2,
			iss: 'https://clerk.example.org',
			sub: userId,
			sid: id,
			sts: 'active',
			azp: this.origin,
			...times,
			...changes
		};
	}

	token(session: ClerkSession, changes: Record<string, unknown> = {}): string {
		return signed(this.claims(session, changes), this.#key.privateKey);
	}

	sign(claims: Record<string, unknown>): string {
		return signed(claims, this.#key.privateKey);
	}

	/** The cookies of a browser that Clerk signed in: it sets each under two names. */
	cookies(token: string): Record<string, string> {
		const since = String(Math.floor(Date.now() / 1000) - 30);
		const suffix = createHash('sha1').update(publishableKey).digest('base64url').slice(0, 8);
		const names = ['', `_${suffix}`].map((end) => [`__session${end}`, `__client_uat${end}`] as const);
		return Object.fromEntries(
			names.flatMap(([session, uat]) => [
				[session, token],
				[uat, since]
			])
		);
	}

	/** A person as Clerk's APIs and messages have them. */
	userJson(user: ClerkUser): Record<string, unknown> {
		const email = {
			...{ id: `idn_${user.id}`, object: 'email_address', email_address: user.email, linked_to: [] },
			verification: { status: user.isVerified ? 'verified' : 'unverified', strategy: 'email_code' }
		};
		return {
			...{ id: user.id, object: 'user', first_name: user.firstName, last_name: user.lastName, username: user.username },
			...{ primary_email_address_id: email.id, email_addresses: [email], has_image: false, image_url: '' },
			...{ phone_numbers: [], web3_wallets: [], external_accounts: [], enterprise_accounts: [], passkeys: [] },
			...{ organization_memberships: [], public_metadata: {}, unsafe_metadata: {}, password_enabled: true },
			...{ created_at: user.updatedAt, updated_at: user.updatedAt, last_sign_in_at: null }
		};
	}

	/** A message of Clerk as its sender signs it: these bytes, under this name, at this time. */
	hook(type: string, data: unknown, { id = idOf('msg'), at = Date.now(), secret = this.hookSecret } = {}) {
		const body = JSON.stringify({ type, data, object: 'event', timestamp: at, instance_id: 'ins_test' });
		const seconds = String(Math.floor(at / 1000));
		const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
		const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
		const headers = { 'svix-id': id, 'svix-timestamp': seconds, 'svix-signature': `v1,${signature}` };
		return { body, headers: { 'content-type': 'application/json', ...headers } as Record<string, string> };
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? '/', this.origin);
		const isFrontend = url.pathname.startsWith('/__clerk/');
		const isBackend = url.pathname.startsWith('/v1/');
		if (!isFrontend && !isBackend) return this.#pass(request, response);
		if (isBackend) this.asked.push(`${request.method} ${url.pathname}`);
		if (this.mood === 'hangs') return;
		if (this.mood === 'refuses') return void response.writeHead(503).end();
		if (isFrontend) void frontend(this, url, request, response);
		else this.#backend(url, request, response);
	}

	#backend({ pathname }: URL, request: IncomingMessage, response: ServerResponse): void {
		const say = (status: number, body: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (request.headers.authorization !== `Bearer ${this.secretKey}`) return void say(401, { errors: [] });
		const [, kind, id = '', deed] = /^\/v1\/(users|sessions)\/(\w+)(?:\/(\w+))?$/.exec(pathname) ?? [];
		const user = kind === 'users' ? this.users.get(id) : undefined;
		const session = kind === 'sessions' ? this.sessions.get(id) : undefined;
		if (session && deed === 'revoke') session.status = 'revoked';
		if (user) return void say(200, this.userJson(user));
		if (session) return void say(200, { object: 'session', ...session, user_id: session.userId });
		say(404, { errors: [{ code: 'resource_not_found', message: 'not found' }] });
	}

	#pass(request: IncomingMessage, response: ServerResponse): void {
		const { method, url: path, headers } = request;
		const passed = ask({ port: this.appPort, host: '127.0.0.1', method, path, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		passed.on('error', () => response.destroy());
		request.pipe(passed);
	}

	#pipe({ url: path, headers }: IncomingMessage, socket: Duplex, head: Buffer): void {
		const passed = ask({ port: this.appPort, host: '127.0.0.1', path, headers });
		const say = (answer: IncomingMessage, status: string) => {
			const lines = answer.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : [`${name}: ${all[index + 1]}`]));
			socket.write(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`);
		};
		passed.on('upgrade', (answer, behind, first) => {
			say(answer, '101 Switching Protocols');
			socket.write(first);
			behind.write(head);
			behind.pipe(socket).pipe(behind);
			for (const one of [behind, socket]) one.on('error', () => (behind.destroy(), socket.destroy()));
		});
		passed.on('response', (answer) => {
			say(answer, `${answer.statusCode} ${answer.statusMessage}`);
			answer.pipe(socket);
		});
		passed.on('error', () => socket.destroy());
		passed.end();
	}
}
