import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { enterCommunity } from '../communities/access';
import { editCommunity } from '../communities/editing';
import { db } from '../db';
import { namesIn } from '../files/disk';
import { endPainter } from '../files/painting';
import { avatarFor } from '../files/queries';
import { storePicture } from '../files/store';
import { sweep } from '../uploads/sweep';
import { editProfile } from './editing';
import { aboutOf } from './queries';
import { skeletonOf } from './skeleton';

freshWorld();

let folder: string;
beforeAll(() => {
	process.env.DATA_DIR = folder = mkdtempSync(join(tmpdir(), 'chatsphere-profile-'));
});
afterAll(() => {
	endPainter();
	rmSync(folder, { recursive: true, force: true });
});

const { ada, linus, mallory, eve } = people;
const nothing = { pronouns: '', status: '', about: '' };
const as = (words: Partial<Parameters<typeof editProfile>[1]>) => ({
	...{ name: 'Linus', handle: 'linus' },
	...{ ...nothing, ...words }
});
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 10_000 });
const rowOf = (id: string) => db.selectFrom('users').where('id', '=', id).selectAll().executeTakeFirstOrThrow();

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const picture = () => new File([Buffer.from(dot, 'base64')], 'my secret name.png', { type: 'image/png' });
const drawn = async (ownerId: string) => (await storePicture(ownerId, picture()))!;

test('P40: a profile changes, for their servers, those they talk with and themself, and for nobody else', async () => {
	await talk('401', linus, mallory);
	const hears = {
		server: listenerTo(`community:${places.observatory}`),
		partner: listenerTo(`user:${mallory.id}`),
		self: listenerTo(`user:${linus.id}`),
		elsewhere: listenerTo(`community:${places.elsewhere}`),
		stranger: listenerTo(`user:${eve.id}`)
	};
	const about = { pronouns: 'he/him', status: 'Compiling', about: 'Ask me\nabout kernels.' };
	await editProfile(linus, as({ name: 'Linus T.', handle: 'torvalds', ...about }));
	expect(await rowOf(linus.id)).toMatchObject({
		...{ displayName: 'Linus T.', handle: 'torvalds', handleSkeleton: skeletonOf('torvalds') },
		...about
	});
	expect(await aboutOf(db, linus.id)).toEqual(about);
	const person = { id: linus.id, name: 'Linus T.', handle: 'torvalds', avatarUrl: null };
	for (const who of ['server', 'partner', 'self'] as const)
		expect([who, hears[who].heard]).toEqual([who, [{ type: 'person.changed', person }]]);
	expect([hears.elsewhere.heard, hears.stranger.heard]).toEqual([[], []]);
	for (const one of Object.values(hears)) one.stop();
});

test.each(['ada', 'grace'])('P40: the handle %s is somebody else’s, and nothing changes', async (handle) => {
	const before = await rowOf(linus.id);
	await expect(editProfile(linus, as({ name: 'Other', handle }))).rejects.toMatchObject({ field: 'handle' });
	expect(await rowOf(linus.id)).toEqual(before);
});

test('T24: a handle that looks like another one is refused; one that looks like one’s own is not', async () => {
	await editProfile(ada, { name: 'Ada', handle: 'modern', ...nothing });
	await expect(editProfile(linus, as({ handle: 'm0dern' }))).rejects.toMatchObject({ field: 'handle' });
	await editProfile(linus, as({ handle: 'linus.t' }));
	await editProfile(linus, as({ handle: '1inus.t' }));
	expect((await rowOf(linus.id)).handle).toBe('1inus.t');
});

test('of two who want one handle at once one gets it', async () => {
	const tries = [linus, eve].map((person) => editProfile(person, { name: person.name, handle: 'wanted', ...nothing }));
	const answers = await Promise.allSettled(tries);
	expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('P40: another picture takes the place of the first, whose bytes and row go at once', async () => {
	const first = await drawn(linus.id);
	await editProfile(linus, as({ avatarFile: first }));
	expect(await namesIn('files')).toContain(first);
	expect(await avatarFor(db, first)).toMatchObject({ type: 'image/webp' });
	const second = await drawn(linus.id);
	await editProfile(linus, as({ avatarFile: second }));
	await eventually(() => namesIn('files')).toEqual([second]);
	expect(await avatarFor(db, first)).toBeUndefined();
	await eventually(() => db.selectFrom('files').select(['key', 'dueAt']).execute()).toEqual([
		{ key: second, dueAt: null }
	]);
	await editProfile(linus, as({ name: 'Same picture' }));
	expect((await rowOf(linus.id)).avatarFile).toBe(second);
	await editProfile(linus, as({ avatarFile: null }));
	await eventually(() => namesIn('files')).toEqual([]);
});

test('a server’s replaced picture does not stay on the disk either', async () => {
	const access = await enterCommunity(ada, places.observatory);
	const edit = (iconFile: string | null) => editCommunity(access, { name: 'Observatory', description: '', iconFile });
	await edit(await drawn(ada.id));
	const second = await drawn(ada.id);
	await edit(second);
	await eventually(() => namesIn('files')).toEqual([second]);
	await edit(null);
	await eventually(() => namesIn('files')).toEqual([]);
});

test('a picture that nothing took is swept, one that somebody wears is not', async () => {
	const worn = await drawn(linus.id);
	await editProfile(linus, as({ avatarFile: worn }));
	const left = await drawn(linus.id);
	await sweep(new Date(Date.now() + 50 * 60_000));
	expect((await namesIn('files')).sort()).toEqual([worn, left].sort());
	await sweep(new Date(Date.now() + 70 * 60_000));
	expect(await namesIn('files')).toEqual([worn]);
	await editProfile(linus, as({ avatarFile: null }));
	await eventually(() => namesIn('files')).toEqual([]);
});
