import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { asList, lastStep, readDockerfile } from '../scripts/parts/dockerfile.js';
import { readContext } from '../scripts/parts/image.js';
import { root } from '../scripts/parts/settings.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

const healthcheck = z.strictObject({
	test: z.tuple([z.literal('CMD-SHELL'), z.string()]),
	interval: z.string().optional(),
	timeout: z.string(),
	retries: z.int(),
	start_period: z.string().optional()
});
/** What a service may say here. A word that Compose does not know, or puts elsewhere, does not pass. */
const service = z.strictObject({
	image: z.string(),
	build: z.literal('.').optional(),
	restart: z.literal('unless-stopped'),
	command: z.array(z.string()).optional(),
	depends_on: z
		.union([z.array(z.string()), z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))])
		.optional(),
	environment: z.record(z.string(), z.string()),
	ports: z.array(z.string().regex(/^(\d+):\1(\/udp)?$/)).optional(),
	volumes: z.array(z.string()).optional(),
	healthcheck: healthcheck.optional(),
	read_only: z.boolean().optional(),
	tmpfs: z.array(z.string()).optional(),
	cap_drop: z.array(z.string()).optional(),
	security_opt: z.array(z.string()).optional(),
	stop_grace_period: z.string().optional(),
	networks: z.strictObject({ default: z.strictObject({ aliases: z.array(z.string()) }) }).optional()
});
const compose = z
	.strictObject({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
	.parse(parse(read('compose.yaml')));
const { app, database, livekit, caddy } = compose.services as Record<string, z.infer<typeof service>>;

/** The settings that there are, by the table of the README. */
const settings = new Set(
	[...read('README.md').matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, names]) =>
		[...names!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!)
	)
);

test('the services are those that the app can use, and each is known by its version', () => {
	expect(Object.keys(compose.services).sort()).toEqual(['app', 'caddy', 'database', 'livekit']);
	expect(database!.image).toMatch(/^mysql:8\.\d$/);
	expect(livekit!.image.split(':v')[1]).toBe(/VERSION = '(.+)'/.exec(read('scripts/parts/livekit.js'))![1]);
	expect(caddy!.image).toMatch(/^caddy:2/);
});

test('the app is told only what it listens to, and all that it needs', () => {
	const config = read('src/lib/server/config.ts');
	for (const name of Object.keys(app!.environment)) {
		expect(config).toMatch(new RegExp(`^\\t${name}: `, 'm'));
		expect(settings).toContain(name);
	}
	expect(Object.keys(app!.environment)).toEqual(
		expect.arrayContaining(['ORIGIN', 'DATABASE_URL', 'AUTH_SECRET', 'ADDRESS_HEADER'])
	);
	// Only the proxy is let in from outside.
	expect(app!.ports).toBeUndefined();
	expect(database!.ports).toBeUndefined();
	expect([app!.read_only, app!.tmpfs, app!.cap_drop]).toEqual([true, ['/tmp'], ['ALL']]);
});

test('every secret comes from the environment, is needed, and is explained', () => {
	const explained = new Set([...read('deploy/.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name!));
	const text = read('compose.yaml');
	const used = new Set([...text.matchAll(/\$\{(\w+)(:\?)?\}/g)].map(([, name]) => name!));
	expect(used).toEqual(explained);
	expect([...text.matchAll(/\$\{\w+\}/g)], 'without :? an empty one would be taken').toEqual([]);
	for (const name of used) expect(read('docs/operating.md')).toContain(`\`${name}\``);
	for (const [, name] of read('deploy/Caddyfile').matchAll(/\{\$(\w+)\}/g))
		expect(Object.keys(caddy!.environment)).toContain(name);
});

test('what stands in one place is what another place means', () => {
	for (const { volumes = [], depends_on = [] } of Object.values(compose.services)) {
		for (const volume of volumes) {
			const [from = ''] = volume.split(':');
			if (from.startsWith('.')) expect(existsSync(join(root, from)), from).toBe(true);
			else expect(Object.keys(compose.volumes)).toContain(from);
		}
		const others = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
		for (const other of others) expect(Object.keys(compose.services)).toContain(other);
	}
	const last = readDockerfile().at(-1)!;
	const port = lastStep(last, 'EXPOSE').args[0];
	expect(lastStep(last, 'ENV').args).toContain(`PORT=${port}`);
	expect(read('deploy/Caddyfile')).toContain(`reverse_proxy app:${port}`);
	expect(app!.volumes).toEqual([`data:${lastStep(last, 'VOLUME').args[0]}`]);
	expect(lastStep(last, 'ENV').args).toContain(`DATA_DIR=${lastStep(last, 'VOLUME').args[0]}`);
	const url = new URL(app!.environment.DATABASE_URL!.replace(/\$\{.+?\}/, 'password'));
	expect([url.hostname, url.username, url.pathname]).toEqual([
		'database',
		database!.environment.MYSQL_USER,
		`/${database!.environment.MYSQL_DATABASE}`
	]);
});

test('LiveKit tells the app who comes and goes, under a key that both know', () => {
	const { LIVEKIT_API_KEY, LIVEKIT_API_SECRET } = app!.environment;
	const config = parse(livekit!.environment.LIVEKIT_CONFIG!) as Record<string, never> & {
		port: number;
		keys: Record<string, string>;
		rtc: { tcp_port: number; udp_port: number };
		webhook: { api_key: string; urls: string[] };
		room: unknown;
	};
	expect(config.keys).toEqual({ [LIVEKIT_API_KEY!]: LIVEKIT_API_SECRET });
	expect(config.webhook.api_key).toBe(LIVEKIT_API_KEY);
	const hook = new URL(config.webhook.urls[0]!);
	expect([hook.hostname, hook.port]).toEqual(['app', '3000']);
	expect(existsSync(join(root, 'src/routes', hook.pathname, '+server.ts'))).toBe(true);
	expect(config.room).toEqual({ auto_create: false });
	expect(livekit!.ports).toEqual([`${config.rtc.tcp_port}:7881`, `${config.rtc.udp_port}:7882/udp`]);
	expect(read('deploy/Caddyfile')).toContain(`reverse_proxy livekit:${config.port}`);
	expect(caddy!.networks!.default.aliases).toEqual([app!.environment.LIVEKIT_URL!.replace('wss://', '')]);
});

test('the image has stages for building and for packages, a plain user, and commands without a shell', () => {
	const stages = readDockerfile();
	expect(stages.map(({ name }) => name)).toEqual(['build', 'packages', '']);
	expect(new Set(stages.map(({ from }) => from)).size).toBe(1);
	const last = stages.at(-1)!;
	expect(asList(lastStep(last, 'CMD').rest)).toEqual(['node', 'server.js']);
	expect(asList(lastStep(last, 'HEALTHCHECK').rest)).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
	expect(lastStep(last, 'USER').args).toEqual(['node']);
	// The packages are asked for before the sources come, so that a change of these does not bring them all anew.
	const steps = stages[0]!.steps.map(({ word, rest }) => `${word} ${rest}`);
	expect(steps.findIndex((step) => step.startsWith('RUN npm ci'))).toBeLessThan(steps.indexOf('COPY src ./src'));
	expect(() => readDockerfile('FROM node AS build\nADD https://example.org/x /x')).toThrow('ADD');
});

test('no secret and no data is sent to who builds the image', () => {
	const isSent = readContext();
	for (const path of [
		'.env',
		'.data/secrets.json',
		'deploy/.env.example',
		'.git/config',
		'node_modules/vite/package.json',
		'build/index.js',
		'src/lib/server/log.test.ts',
		'tests/compose.test.ts'
	])
		expect(isSent(path), path).toBe(false);
	for (const path of [
		'package.json',
		'package-lock.json',
		'.npmrc',
		'server.js',
		'src/app.html',
		'src/lib/server/log.ts',
		'migrations/2026-11-22-1_accounts.ts',
		'static/favicon.svg'
	])
		expect(isSent(path), path).toBe(true);
});
