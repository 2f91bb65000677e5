import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { closeCodes, PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { raiseClerkStage, type ClerkStage } from '../clerk/stage';
import type { ClerkSession } from '../clerk/stand-in';

let stage: ClerkStage;
beforeAll(async () => {
	stage = await raiseClerkStage({}, ['--import', './tests/clerk/clock.mjs']);
});
afterAll(() => stage?.end());

const patience = { timeout: 40_000 };

/** A window that only listens: it sends no token after its first one. */
async function listening(session: ClerkSession) {
	const { clerk } = stage;
	const cookies = Object.entries(clerk.cookies(clerk.token(session)));
	const cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
	const socket = new WebSocket(`${clerk.origin.replace('http', 'ws')}/realtime`, {
		headers: { origin: clerk.origin, cookie }
	});
	const codes: number[] = [];
	socket.on('close', (code) => codes.push(code));
	await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
	socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION }));
	await new Promise((resolve) => socket.once('message', resolve));
	return { socket, codes };
}

const later = () => process.kill(stage.app.pid, 'SIGUSR2');
const timesAsked = ({ id }: ClerkSession) =>
	stage.clerk.asked.filter((asked) => asked === `GET /v1/sessions/${id}`).length;

test('T55: a window that only listens ends when Clerk says that its login has, and not because Clerk is down', async () => {
	const { clerk } = stage;
	const [stays, goes] = [clerk.addUser({ firstName: 'Ada' }), clerk.addUser({ firstName: 'Alan' })].map((user) =>
		clerk.open(user)
	) as [ClerkSession, ClerkSession];
	const [first, second, theirs] = [await listening(stays), await listening(stays), await listening(goes)];
	expect([timesAsked(stays), timesAsked(goes)], 'a login that was proved is not asked about').toEqual([0, 0]);

	// It ended at Clerk, which did not tell us.
	goes.status = 'removed';
	later();
	await vi.waitFor(() => expect(theirs.codes).toEqual([closeCodes.signedOut]), patience);
	await vi.waitFor(() => expect(timesAsked(stays)).toBe(1), patience);
	expect([first.codes, second.codes]).toEqual([[], []]);
	const [ended] = (
		await stage.database.query('select login_id from ended_logins where login_id = ?', [goes.id])
	)[0] as {
		login_id: string;
	}[];
	expect(ended, 'its token opens nothing from now on').toEqual({ login_id: goes.id });

	// Clerk does not answer: nobody is signed out by that, and it is asked again.
	clerk.mood = 'refuses';
	const before = timesAsked(stays);
	later();
	await vi.waitFor(() => expect(timesAsked(stays)).toBeGreaterThan(before), patience);
	clerk.mood = 'well';
	const during = timesAsked(stays);
	later();
	await vi.waitFor(() => expect(timesAsked(stays)).toBeGreaterThan(during), patience);
	expect([first.socket.readyState, second.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);

	stays.status = 'revoked';
	later();
	await vi.waitFor(
		() => expect([first.codes, second.codes]).toEqual([[closeCodes.signedOut], [closeCodes.signedOut]]),
		patience
	);
}, 180_000);
