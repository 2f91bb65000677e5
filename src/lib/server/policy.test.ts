import { expect, test } from 'vitest';
import { readConfig } from './config';
import { sourcesOf, widened } from './policy';

const kit =
	"default-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'none'; script-src 'self' 'nonce-abc'";
const policyOf = (settings: Record<string, string>, origin = 'https://chat.example.org') => {
	const enough = { DATABASE_URL: 'mysql://u:p@127.0.0.1:3306/chatsphere', AUTH_SECRET: 'x'.repeat(32) };
	const policy = widened(kit, origin, sourcesOf(readConfig({ ...enough, ...settings })));
	return Object.fromEntries(policy.split('; ').map((one) => one.split(/ (.*)/s).slice(0, 2)));
};
const livekit = { LIVEKIT_API_KEY: 'key', LIVEKIT_API_SECRET: 'secret' };
const token = Buffer.from(JSON.stringify({ apiKey: 'sk_live_x', appId: 'app1', regions: ['fra1'] })).toString('base64');

test('with no service pages reach their own address, and its socket', () => {
	expect(policyOf({})).toEqual({
		'default-src': "'self'",
		'connect-src': "'self' wss://chat.example.org",
		'img-src': "'self' data:",
		'frame-src': "'none'",
		'script-src': "'self' 'nonce-abc'"
	});
	expect(policyOf({}, 'http://localhost:3000')['connect-src']).toBe("'self' ws://localhost:3000");
});

test.each([
	['wss://live.example.org', 'wss://live.example.org https://live.example.org'],
	['http://127.0.0.1:7880', 'ws://127.0.0.1:7880 http://127.0.0.1:7880'],
	[
		'wss://own.livekit.cloud',
		'wss://own.livekit.cloud https://own.livekit.cloud wss://*.livekit.cloud https://*.livekit.cloud'
	]
])('LiveKit at %s is reached by its socket and its API', (url, hosts) => {
	expect(policyOf({ ...livekit, LIVEKIT_URL: url })['connect-src']).toBe(`'self' wss://chat.example.org ${hosts}`);
});

test('UploadThing takes files at one address and shows them at another', () => {
	expect(policyOf({ UPLOADTHING_TOKEN: token })).toMatchObject({
		'connect-src': "'self' wss://chat.example.org https://fra1.ingest.uploadthing.com https://app1.ufs.sh",
		'img-src': "'self' data: https://app1.ufs.sh",
		'frame-src': "'none'",
		'script-src': "'self' 'nonce-abc'"
	});
	const elsewhere = {
		UPLOADTHING_INGEST_URL: 'http://127.0.0.1:4000/in',
		UPLOADTHING_UFS_HOST: 'localhost:4000',
		UPLOADTHING_UFS_APP_ID_LOCATION: 'path'
	};
	expect(policyOf({ UPLOADTHING_TOKEN: token, ...elsewhere })['connect-src']).toBe(
		"'self' wss://chat.example.org http://127.0.0.1:4000 http://localhost:4000"
	);
});

test('what takes the place of nothing stands alone', () => {
	expect(widened("frame-src 'none'", 'https://a.example', [{ 'frame-src': ['https://b.example'] }])).toBe(
		'frame-src https://b.example'
	);
});
