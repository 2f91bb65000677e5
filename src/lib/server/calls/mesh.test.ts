import { createHmac } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';

const settings: Record<string, string> = {
	DATABASE_URL: 'mysql://u:p@127.0.0.1:3306/chatsphere',
	AUTH_SECRET: 'x'.repeat(32)
};

/** The settings of a process are read once: each test has a process of its own, as far as they go. */
async function ticketWith(more: Record<string, string>, now?: number) {
	vi.resetModules();
	for (const [name, value] of Object.entries({ ...settings, ...more })) vi.stubEnv(name, value);
	const { meshTicket } = await import('./mesh');
	return meshTicket('101', now);
}
afterEach(() => vi.unstubAllEnvs());

test('P33: without settings browsers find each other by themselves', async () => {
	expect(await ticketWith({})).toEqual({ engine: 'mesh', iceServers: [], isRelayOnly: false, most: 8 });
});

test('T76: the words for a relay end by themselves, and the secret stays here', async () => {
	const secret = 'a secret of the relay';
	const now = Date.UTC(2026, 10, 23);
	const ticket = await ticketWith({ TURN_URL: 'turn:turn.example.org', TURN_SECRET: secret }, now);
	const username = `${now / 1000 + 6 * 3600}:101`;
	const credential = createHmac('sha1', secret).update(username).digest('base64');
	expect(ticket).toMatchObject({ iceServers: [{ urls: ['turn:turn.example.org'], username, credential }] });
	expect(JSON.stringify(ticket)).not.toContain(secret);
});

test('T75: who wants only the relay gets that, with what the settings name besides', async () => {
	const ticket = await ticketWith({
		...{ TURN_URL: 'turn:turn.example.org', TURN_SECRET: 'a secret of the relay' },
		...{ CALLS_RELAY_ONLY: 'true', ICE_SERVERS: '[{"urls":"stun:stun.example.org"}]' }
	});
	expect(ticket).toMatchObject({ isRelayOnly: true, iceServers: [{ urls: ['stun:stun.example.org'] }, {}] });
});
