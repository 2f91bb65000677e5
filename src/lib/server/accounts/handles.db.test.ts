import { expect, test } from 'vitest';
import { handle as handleShape } from '$lib/accounts/forms';
import { up } from '../../../../migrations/2026-11-22-8_handle_skeleton';
import { freshWorld } from '../../../../tests/world';
import { db } from '../db';
import { createProfile } from './commands';
import { isHandleTaken } from './queries';
import { skeletonOf } from './skeleton';

freshWorld();

let made = 0;
const someone = (name: string) => ({ provider: 'local', providerId: `p${++made}`, name });

test('T24: thirty handles that look like somebody’s are refused', async () => {
	await createProfile(someone('William Morris'), 'will.morris10');
	const inPlainLetters = [
		...['will.morris10', 'wi1l.morris10', 'wil1.morris10', 'w1ll.morris10', 'wlll.morris10', 'wiii.morris10'],
		...['vvill.morris10', 'will.rnorris10', 'will.m0rris10', 'will.morris1o', 'will.morrislo', 'will.morrisi0'],
		...['will_morris10', 'will..morris10', 'will._morris10', 'will.morr1s10', 'will.morrls10', 'vviii_rn0rr1sio'],
		...['WILL.MORRIS10', ' will.morris10 ']
	];
	const inOthers = [
		...['wіll.morris10', 'will.mоrris10', 'ｗｉｌｌ.morris10', '𝐰ill.morris10', 'wıll.morris10', 'will․morris10'],
		...['will.morris１０', 'wi\u200Bll.morris10', 'wíll.morris10', 'will.morri\u0455' + '10']
	];
	expect(inPlainLetters.length + inOthers.length).toBe(30);
	for (const wanted of inPlainLetters) {
		const { data } = handleShape.safeParse(wanted);
		expect([wanted, await isHandleTaken(db, data!)]).toEqual([wanted, true]);
	}
	for (const wanted of inOthers) expect([wanted, handleShape.safeParse(wanted).success]).toEqual([wanted, false]);
	for (const free of ['will.norris10', 'willmorris10', 'will.morris11'])
		expect([free, await isHandleTaken(db, free)]).toEqual([free, false]);
});

test('a look-alike that comes at the same moment gets another handle', async () => {
	const wanted = ['modern', 'rnodern', 'm0dern', 'modem'];
	const profiles = await Promise.all(wanted.map((handle) => createProfile(someone('Modern'), handle)));
	const skeletons = profiles.map((profile) => skeletonOf(profile!.handle));
	expect(new Set(skeletons).size).toBe(wanted.length);
});

test('the migration draws the skeletons of handles that are there as the app does; of two alike the first keeps its', async () => {
	const handles = ['ada_lovelace', 'm1w0', 'a._.b', 'iil1', 'rn.vv', 'plain'];
	const row = (handle: string, index: number) => ({
		...{ id: String(900 + index), handle, displayName: handle, avatarFile: null, createdAt: new Date() }
	});
	await db
		.insertInto('users')
		.values([...handles, 'plaln'].map(row))
		.execute();
	await up(db as never);
	const rows = await db
		.selectFrom('users')
		.where('id', '>=', '900')
		.orderBy('id')
		.select(['handle', 'handleSkeleton'])
		.execute();
	expect(rows).toEqual([
		...handles.map((handle) => ({ handle, handleSkeleton: skeletonOf(handle) })),
		{ handle: 'plaln', handleSkeleton: null }
	]);
});
