import { readdirSync, readFileSync } from 'node:fs';
import { join as under } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { root } from '../../scripts/parts/settings.js';
import { join, newServer, say, type Person, type Place } from '../person';
import { addressOf, everythingAsked } from './matrix/routes';
import { OwnApp } from './own-app';

const canary = (what: string) => `canary${what}${crypto.randomUUID().replaceAll('-', '')}`;
const secrets = {
	AUTH_SECRET: canary('auth'),
	LIVEKIT_API_SECRET: canary('livekit'),
	TURN_SECRET: canary('turn'),
	uploads: `sk_live_${canary('uploads')}`
};

let own: OwnApp;
let ada: Person, linus: Person;
let place: Place;
beforeAll(async () => {
	const { uploads, ...rest } = secrets;
	const token = JSON.stringify({ apiKey: uploads, appId: 'app123', regions: ['fra1'] });
	own = await OwnApp.start({
		...rest,
		LIVEKIT_URL: 'ws://127.0.0.1:1',
		LIVEKIT_API_KEY: 'key',
		TURN_URL: 'turn:127.0.0.1:1',
		UPLOADTHING_TOKEN: Buffer.from(token).toString('base64')
	});
	ada = await own.person('Ada');
	linus = await own.person('Linus');
	place = await newServer(ada, 'Observatory');
	await join(linus, place);
	await say(ada, place, 'First light.');
	await say(linus, place, 'Second light.');
}, 120_000);
afterAll(() => own?.end());

/** Every page, its data and every endpoint, as one of the people here or as nobody, each as text. */
async function everything(person: Person): Promise<Map<string, string>> {
	const [row] = (await own.database.query('select id from users where display_name = ?', ['Linus']))[0] as {
		id: string;
	}[];
	const code = place.invite.split('/')[2]!;
	const values = {
		communityId: place.id,
		channelId: place.channelId,
		code,
		userId: String(row!.id),
		key: '0'.repeat(26)
	};
	const told = new Map<string, string>();
	for (const asked of everythingAsked()) {
		const [kind, route = ''] = asked.split(' ');
		if (kind !== 'page' && kind !== 'GET') continue;
		const path = addressOf(route, values);
		for (const address of kind === 'page' ? [path, `${path.replace(/\/$/, '')}/__data.json`] : [path]) {
			const answer = await person.request(address);
			told.set(address, JSON.stringify([...answer.headers]) + (await answer.text()));
		}
	}
	return told;
}

/** What the socket says while somebody opens a channel and a line is written. */
async function frames(person: Person): Promise<string> {
	const socket = new WebSocket(`${own.app.base.replace('http', 'ws')}/realtime`, {
		headers: { cookie: person.cookie, origin: own.origin }
	});
	const heard: string[] = [];
	await new Promise<void>((resolve, reject) => {
		socket.on('error', reject);
		socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION })));
		socket.on('message', (data) => {
			heard.push(String(data));
			const { type } = JSON.parse(String(data)) as { type: string };
			if (type === 'ready') socket.send(JSON.stringify({ type: 'open', channelId: place.channelId }));
			if (type === 'opened') void say(ada, place, 'Third light.');
			if (type === 'message.created') resolve();
		});
	});
	socket.terminate();
	return heard.join('\n');
}

/** What of a person nobody is told: not even themselves, but for their own address where they may be asked for it. */
async function privateOf(person: Person): Promise<string[]> {
	const [rows] = await own.database.query(
		`select auth_user.id, auth_session.id as session, token, password from auth_user
			join auth_session on auth_session.user_id = auth_user.id
			join auth_account on auth_account.user_id = auth_user.id where email = ?`,
		[person.email]
	);
	return [...(rows as Record<string, string>[]).flatMap((row) => Object.values(row)), person.email];
}

test(
	'T53: no secret of the settings, and nothing private of anybody, is in what anybody gets',
	{ timeout: 120_000 },
	async () => {
		const settings = [
			...Object.values(secrets),
			own.databaseName,
			Buffer.from(secrets.uploads).toString('base64').slice(8, 40)
		];
		const others = await privateOf(ada);
		expect(others.length).toBeGreaterThan(4);
		let seen = 0;
		for (const person of [ada, linus, own.stranger()]) {
			const told = await everything(person);
			if (person.cookie) told.set('the socket', await frames(person));
			for (const [address, text] of told) {
				if (text.includes('light.')) seen++;
				for (const secret of [...settings, ...(person === ada ? [] : others)])
					expect([address, secret, text.includes(secret)]).toEqual([address, secret, false]);
			}
		}
		expect(seen, 'answers with words in them').toBeGreaterThan(4);
	}
);

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => under(entry.parentPath, entry.name));
}

test('T53: what browsers load has nothing of the server: no settings, no statements, no sources', () => {
	const files = filesUnder(under(root, 'build/client'));
	const scripts = files.filter((file) => file.endsWith('.js'));
	expect(scripts.length).toBeGreaterThan(20);
	expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
	const names =
		/AUTH_SECRET|DATABASE_URL|LIVEKIT_API|TURN_SECRET|UPLOADTHING_TOKEN|auth_session|auth_user|argon2|insert into|process\.env\.[A-Z]+_/;
	for (const script of scripts)
		expect([script, names.exec(readFileSync(script, 'utf8'))?.[0]]).toEqual([script, undefined]);
});

/** The names of the parts of everything that is told to whom it is told, from Kit's packed data. */
function namesIn(text: string): string[] {
	const { nodes = [] } = JSON.parse(text) as { nodes?: ({ data?: unknown[] } | null)[] };
	return nodes.flatMap((node) => (node?.data ?? []).flatMap((part) => (isRecord(part) ? Object.keys(part) : [])));
}
const isRecord = (part: unknown): part is object => typeof part === 'object' && part !== null && !Array.isArray(part);

test('T53: pages are told these things by name, and nothing else', { timeout: 120_000 }, async () => {
	const told = await everything(ada);
	const data = [...told].filter(([address]) => address.endsWith('__data.json'));
	const names = data.flatMap(([, text]) => namesIn(text.slice(text.indexOf(']{') + 1)));
	const known = [...new Set(names)].filter((name) => !/^\d+$/.test(name)).sort();
	expect(known.length).toBeGreaterThan(40);
	// One’s own address and logins on the pages of the account, and the empty fields of forms.
	const own = ['email', 'logins', 'password'];
	const isPrivate = (name: string) => /e-?mail|password|token|secret|hash|session|provider|login/i.test(name);
	expect(known.filter(isPrivate)).toEqual(own);
	expect(known).toMatchSnapshot();
});
