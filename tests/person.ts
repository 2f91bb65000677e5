import { inject } from 'vitest';
import { elsewhere, post } from './http/wire';

export const PASSWORD = 'correct horse battery staple';

let made = 0;
/** A word no other test uses. */
export const unique = (word: string) => `${word}${process.pid}x${++made}x${Math.random().toString(36).slice(2, 8)}`;

type Fields = Record<string, string | File> | URLSearchParams | FormData;

/** Someone who visits the built app without scripts: keeps cookies, follows no redirect, posts plain forms from our own pages. */
export class Visitor {
	readonly cookies = new Map<string, string>();
	readonly base = inject('baseUrl');

	get cookie(): string {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	async request(path: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		if (!headers.has('accept')) headers.set('accept', 'text/html');
		if (this.cookie) headers.set('cookie', this.cookie);
		const response = await fetch(new URL(path, this.base), { redirect: 'manual', ...init, headers });
		this.keep(response.headers.getSetCookie());
		return response;
	}

	/** Takes cookies as a browser does. */
	keep(cookies: string[]): void {
		for (const header of cookies) {
			const [pair = '', ...attributes] = header.split('; ');
			const [name = '', value = ''] = pair.split(/=(.*)/s);
			if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
	}

	/** Opens a page, following redirects as a browser does. */
	async open(path: string): Promise<Response> {
		let response = await this.request(path);
		for (let hops = 0; hops < 5 && response.status >= 300 && response.status < 400; hops++)
			response = await this.request(new URL(response.headers.get('location')!, new URL(path, this.base)).href);
		return response;
	}

	/** Posts a form and shows the bare answer. */
	submit(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Response> {
		const isForm = fields instanceof URLSearchParams || fields instanceof FormData;
		const hasFile = !isForm && Object.values(fields).some((value) => value instanceof File);
		let body: BodyInit;
		if (isForm) body = fields;
		else if (hasFile) {
			body = new FormData();
			for (const [name, value] of Object.entries(fields)) body.append(name, value);
		} else body = new URLSearchParams(fields as Record<string, string>);
		return this.request(path, { method: 'POST', body, headers: { origin: this.base, ...headers } });
	}

	async json<T>(path: string): Promise<{ status: number; body: T }> {
		const response = await this.request(path, { headers: { accept: 'application/json' } });
		return { status: response.status, body: (await response.json()) as T };
	}
}

/** A visitor with an account, signed in. */
export class Person extends Visitor {
	constructor(
		readonly name: string,
		readonly email: string
	) {
		super();
	}
}

/** Signs somebody up through the form, from a place of their own: new accounts are counted by place. */
export async function newPerson(name: string): Promise<Person> {
	const person = new Person(name, `${unique(name.toLowerCase().replace(/\W/g, ''))}@example.org`);
	const fields = { name, email: person.email, password: PASSWORD };
	const answer = await post('/sign-up', fields, { from: elsewhere() });
	if (answer.status !== 303) throw new Error(`${name} could not sign up: ${answer.status}\n${answer.body}`);
	person.keep(answer.headers['set-cookie'] ?? []);
	return person;
}

export type Place = { id: string; path: string; channelId: string; channel: string; invite: string };

/** `owner` makes a server through the form; answers its addresses and its first invite. */
export async function newServer(owner: Person, name = unique('Observatory ')): Promise<Place> {
	const made = await owner.submit('/servers/new', { name });
	const channel = made.headers.get('location') ?? '';
	const [, id = '', channelId = ''] = /^\/servers\/(\d+)\/channels\/(\d+)$/.exec(channel) ?? [];
	const invites = await (await owner.open(`/servers/${id}/invites`)).text();
	const [, code = ''] = /\/invite\/([\w-]+)/.exec(invites) ?? [];
	if (!channelId || !code) throw new Error(`${name} could not be made: ${made.status} ${channel}`);
	return { id, path: `/servers/${id}`, channelId, channel, invite: `/invite/${code}` };
}

/** `person` joins by the server's first invite. */
export async function join(person: Person, place: Place): Promise<void> {
	const answer = await person.submit(`${place.invite}?/join`, {});
	if (answer.headers.get('location') !== place.path) throw new Error(`${person.name} could not join: ${answer.status}`);
}

/** Posts a message the way our scripts do, and answers the line it got. */
export async function say(person: Person, place: Place, body: string, nonce: string = crypto.randomUUID()) {
	const answer = await person.submit(`${place.channel}?/send`, { body, nonce });
	const [, seq] = /#m-(\d+)$/.exec(answer.headers.get('location') ?? '') ?? [];
	if (!seq) throw new Error(`${person.name} could not say it: ${answer.status} ${await answer.text()}`);
	return Number(seq);
}
