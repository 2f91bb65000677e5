import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/parts/settings.js';
import { join, newServer, PASSWORD, say, type Person, type Place } from '../person';
import { addressOf, everythingAsked } from './matrix/routes';
import { OwnApp } from './own-app';
import { sendFiles, upload } from './uploading';

const settings = {
	AUTH_SECRET: 'canary-of-the-secret-that-signs-cookies',
	LIVEKIT_URL: 'ws://127.0.0.1:1',
	LIVEKIT_API_KEY: 'canary-key',
	LIVEKIT_API_SECRET: 'canary-of-the-secret-for-calls-long-enough',
	LOG_LEVEL: 'debug'
};
const words = 'canary-of-a-message-that-nobody-else-may-read';
const password = 'canary-of-a-password-that-is-long';

let own: OwnApp;
let ada: Person, linus: Person;
let place: Place;
beforeAll(async () => {
	own = await OwnApp.start(settings);
	ada = await own.person('Ada', 'canary-of-an-address@example.org', password);
	linus = await own.person('Linus');
	place = await newServer(ada, 'Observatory');
	await join(linus, place);
}, 120_000);
afterAll(() => own?.end());

/** What people do on a day, and what goes wrong with it. */
async function aDay(): Promise<string[]> {
	const kept: string[] = [];
	const other = own.stranger('Ada', ada.email);
	await other.submit('/sign-in', { email: ada.email, password: `${password}-mistyped` });
	await other.submit('/sign-in', { email: ada.email, password });
	kept.push(other.cookie.split('=')[1]!, ada.cookie.split('=')[1]!);
	await own.stranger().submit('/sign-up', { name: '', email: ada.email, password });
	const seq = String(await say(ada, place, words));
	await ada.submit(`${place.channel}?/edit`, { seq, body: `${words} again` });
	await linus.submit(`${place.channel}?/react`, { seq, emoji: '👋', on: 'true' });
	await linus.submit(`${place.channel}?/send`, { body: words.repeat(200) });
	await linus.open(`${place.path}/search?q=${words}`);
	await linus.open(`/invite/${words.slice(0, 12)}`);
	const [file] = await upload(ada, place.channelId, [new File([words], `${words}.txt`)]);
	await sendFiles(ada, place, [file!.key], { body: words });
	await ada.open(`/files/${file!.key}`);
	await linus.submit(`${place.channel}?/send`, { body: words }, { origin: 'https://evil.example' });
	await ada.request(`/api/calls/${place.channelId}`, {
		method: 'POST',
		body: JSON.stringify({ words }),
		headers: { origin: own.origin, 'content-type': 'application/json' }
	});
	await other.submit('/sign-out', {});
	return kept.map((token) => decodeURIComponent(token).split('.')[0]!);
}

/** Words of a stack, of a statement, of a place on the disk. */
const inside =
	/\bat (?:file:|async |[\w.<>]+ \()|node_modules|\.[jt]s:\d|ER_|sqlState|(?<!<)select \w+[.,]|insert into |Error: |own_[0-9a-f]{6}/;
const tracesIn = (text: string) => inside.exec(text)?.[0] ?? (text.includes(root) ? root : undefined);

test('T80, T81: nothing that broke is explained to strangers, and nothing anybody said is in the log', async () => {
	const tokens = await aDay();
	const tables = ['messages', 'members', 'communities', 'channels', 'users', 'invites', 'auth_user'];
	const broken: unknown[] = [];
	for (const table of tables) {
		await own.database.query(`alter table ${table} rename to ${table}_away`);
		const code = place.invite.split('/')[2]!;
		const values = { communityId: place.id, channelId: place.channelId, code, userId: '1', key: '0'.repeat(26) };
		for (const asked of everythingAsked()) {
			const [kind, route = ''] = asked.split(' ');
			if (kind !== 'page' && kind !== 'GET') continue;
			const path = addressOf(route, values);
			for (const accept of ['text/html', 'application/json']) {
				const address = accept === 'text/html' || kind === 'GET' ? path : `${path.replace(/\/$/, '')}/__data.json`;
				const answer = await ada.request(address, { headers: { accept } });
				const body = await answer.text();
				if (answer.status >= 500) broken.push(route);
				expect([address, answer.status, tracesIn(body)]).toEqual([address, answer.status, undefined]);
				expect(answer.headers.get('x-frame-options')).toBe('DENY');
				expect(answer.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'|^sandbox/);
			}
		}
		const wrong = [
			await ada.submit(`${place.channel}?/send`, { body: words, nonce: crypto.randomUUID() }),
			await ada.submit('/sign-in', { email: ada.email, password }),
			await own.stranger().submit('/sign-up', { name: 'Eve', email: `canary-of-eve-${table}@example.org`, password }),
			await linus.submit(`${place.invite}?/join`, {})
		];
		for (const answer of wrong) expect(tracesIn(await answer.text())).toBeUndefined();
		await own.database.query(`alter table ${table}_away rename to ${table}`);
	}
	expect(new Set(broken).size, 'pages that broke').toBeGreaterThan(10);

	const { said } = own.app;
	expect(said.length, 'all that was said is here').toBeLessThan(1_900_000);
	expect(said).toContain('something broke');
	for (const canary of ['canary-of', 'canary-key', PASSWORD, linus.email, words, ...tokens])
		expect(said.includes(canary), canary).toBe(false);
}, 180_000);

const hidden = [
	...['/.env', '/.env.example', '/.env.local', '/.git/config', '/.git/HEAD', '/.gitignore', '/.npmrc', '/.svelte-kit/'],
	...['/package.json', '/package-lock.json', '/server.js', '/svelte.config.js', '/vite.config.ts', '/node_modules/ws/'],
	...[
		'/build/index.js',
		'/build/handler.js',
		'/src/hooks.server.ts',
		'/migrations/',
		'/.data/',
		'/.vite/manifest.json'
	],
	...['/_app/version.json.map', '/_app/manifest.json', '/@fs/etc/passwd', '/@vite/client', '/__inspect/', '/@id/x'],
	...['/metrics', '/debug', '/debug/pprof', '/status', '/env', '/config', '/admin', '/phpinfo.php', '/actuator/env'],
	...[
		'/api/auth/ok',
		'/api/auth/session',
		'/api/auth/sign-in/email',
		'/graphql',
		'/trace',
		'/server-status',
		'/backup.sql'
	],
	...['/..%2f.env', '/%2e%2e/%2e%2e/etc/passwd', '/files/..%2f..%2fpackage.json', '/_app/..%2f..%2fserver%2findex.js']
];

test('T81: what is behind the pages is not there, and no script comes with its source', async () => {
	for (const path of hidden) {
		const { status } = await ada.request(path);
		expect([path, [400, 404].includes(status)]).toEqual([path, true]);
	}
	const html = await (await ada.open(place.channel)).text();
	const scripts = [...new Set(html.match(/_app\/immutable\/[\w./-]+\.(?:js|css)/g))];
	expect(scripts.length).toBeGreaterThan(3);
	for (const script of scripts) {
		expect(await (await ada.request(`/${script}`)).text(), script).not.toMatch(/sourceMappingURL/);
		expect([script, (await ada.request(`/${script}.map`)).status]).toEqual([script, 404]);
	}
});
