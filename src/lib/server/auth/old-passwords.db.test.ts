import { beforeEach, expect, test, vi } from 'vitest';
import { closeCodes } from '$lib/realtime/protocol';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld } from '../../../../tests/world';
import { db } from '../db';
import { identify, resetPassword } from './index';
import { makePasswordToken, signInLocally, signUpLocally } from './local';
import { keeper } from './local-keeper';

/** Where a sign-in stops whose password was just found to fit. */
const gate = vi.hoisted(() => ({ isReached: () => {}, opened: Promise.resolve() }));
vi.mock('./passwords', async (original) => {
	const real = await original<typeof import('./passwords')>();
	const fitsPassword: typeof real.fitsPassword = async (sent) => {
		const fits = await real.fitsPassword(sent);
		gate.isReached();
		await gate.opened;
		return fits;
	};
	return { ...real, fitsPassword };
});

freshWorld();

const EMAIL = 'hedy@example.org';
const [OLD, NEW] = ['correct horse', 'another horse'];
let accountId: string, loginId: string, viewerId: string;

beforeEach(async () => {
	Object.assign(gate, { isReached: () => {}, opened: Promise.resolve() });
	const { cookies, identity } = await signUpLocally({ name: 'Hedy', email: EMAIL, password: OLD }, new Headers());
	const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
	const visit = await identify(new Headers({ cookie }));
	[accountId, loginId, viewerId] = [identity!.providerId, visit!.loginId, visit!.viewer.id];
});

const signIn = (password: string) => signInLocally(EMAIL, password, new Headers());
const renew = async () => resetPassword((await makePasswordToken(EMAIL))!, NEW);
async function sessions(): Promise<string[]> {
	return (await db.selectFrom('authSession').select('id').execute()).map(({ id }) => id);
}

/** Somebody signs in with the old password; `meanwhile` runs after it was found to fit, and before they are in. */
async function overtaken(meanwhile: () => Promise<unknown>) {
	const reached = new Promise<void>((resolve) => (gate.isReached = resolve));
	let open = () => {};
	gate.opened = new Promise<void>((resolve) => (open = resolve));
	const signing = signIn(OLD);
	await reached;
	await meanwhile();
	open();
	return signing;
}

test('T59: a sign-in that a reset overtakes opens nothing, and leaves no session', async () => {
	expect(await overtaken(async () => expect(await renew()).toBe(true))).toBeNull();
	expect(await sessions()).toEqual([]);
	expect((await signIn(NEW))?.identity.providerId).toBe(accountId);
	expect(await sessions()).toHaveLength(1);
});

test('nor does one that a change in the settings overtakes; the login that changed it stays', async () => {
	expect(await overtaken(() => keeper.changePassword(accountId, NEW, loginId))).toBeNull();
	expect(await sessions()).toEqual([loginId]);
});

test('one that nothing overtakes is in', async () => {
	expect(await overtaken(async () => undefined)).not.toBeNull();
	expect(await sessions()).toHaveLength(2);
});

test('T59: however sign-ins and a reset fall together, nothing that began with the old password is left', async () => {
	const tries = Array.from({ length: 6 }, () => signIn(OLD));
	expect((await Promise.all([renew(), ...tries]))[0]).toBe(true);
	expect(await sessions()).toEqual([]);
});

test('T55: a reset ends every window of the account, whichever login it came by', async () => {
	const [hers, another] = [listenerTo(`user:${viewerId}`, 'login:of a moment ago'), listenerTo('user:101')];
	await renew();
	expect([hers.closed, another.closed]).toEqual([[closeCodes.signedOut], []]);
	another.stop();
});
