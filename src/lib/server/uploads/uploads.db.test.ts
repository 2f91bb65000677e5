import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { config } from '../config';
import { db } from '../db';
import { incomingOf, pathOf } from '../files/disk';
import { endPainter } from '../files/painting';
import { postMessage, removeMessage } from '../messages/commands';
import { messageAt, messagesBefore } from '../messages/queries';
import { arrive } from './arrival';
import { discardFile, displayName, expectFiles } from './commands';
import { attachmentFor } from './queries';
import { compareFiles, sweep } from './sweep';

const folder = mkdtempSync(join(tmpdir(), 'chatsphere-uploads-'));
process.env.DATA_DIR = folder;
freshWorld();
beforeAll(() => Object.assign(config(), { fileQuotaOf: { person: 1000, server: 1500 }, freeSpaceFloor: 0 }));
beforeEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => {
	endPainter();
	rmSync(folder, { recursive: true, force: true });
});

const lobby = (viewer = people.linus) => enterChannel(viewer, places.lobby);
const words = (size: number, name = 'note.txt') => ({ name, size, type: 'text/plain' });

/** Uploads a small file as somebody does, and answers its key. */
async function uploaded(viewer = people.linus, size = 10): Promise<string> {
	const [key] = await expectFiles(await lobby(viewer), [words(size)]);
	await writeFile(await incomingOf(key!), 'x'.repeat(size));
	await arrive(key!, 'sdk');
	return key!;
}
const usage = async () =>
	Object.fromEntries(
		(await db.selectFrom('fileUsage').selectAll().execute()).map(({ holder, holderId, bytes, files }) => [
			`${holder} ${holderId}`,
			[Number(bytes), files]
		])
	);
/** The same, reckoned from the files. */
async function counted() {
	const rows = await db
		.selectFrom('files')
		.where('deletedAt', 'is', null)
		.where('channelId', 'is not', null)
		.selectAll()
		.execute();
	const sums: Record<string, [number, number]> = {};
	for (const { ownerId, communityId, counted } of rows)
		for (const name of [`person ${ownerId}`, `server ${communityId}`]) {
			const [bytes, files] = sums[name] ?? [0, 0];
			sums[name] = [bytes + counted, files + 1];
		}
	return sums;
}
const expectCounted = async () => {
	const now = Object.fromEntries(Object.entries(await usage()).filter(([, [, files]]) => files !== 0));
	expect(now).toEqual(await counted());
};
const until = async (isSo: () => Promise<boolean>) => {
	while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};
const rows = async () =>
	Number(
		(
			await db
				.selectFrom('files')
				.select(({ fn }) => fn.countAll().as('n'))
				.executeTakeFirstOrThrow()
		).n
	);

test('what people may have is counted, for them and for their server, also when many ask at once', async () => {
	const access = await lobby();
	const tries = await Promise.allSettled(Array.from({ length: 20 }, () => expectFiles(access, [words(100)])));
	expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
	expect(await usage()).toMatchObject({ 'person 104': [1000, 10], 'server 201': [1000, 10] });
	await expect(expectFiles(access, [words(1)])).rejects.toThrow('Your files take all the room');
	await expect(expectFiles(await lobby(people.ada), [words(501)])).rejects.toThrow('The files of this server');
	await expectFiles(await lobby(people.ada), [words(500)]);
	await expectCounted();
});

test('only who may write in a channel uploads for it', async () => {
	await expect(expectFiles(await enterChannel(people.linus, places.news), [words(1)])).rejects.toMatchObject({
		status: 403
	});
	await expect(enterChannel(people.linus, places.staff)).rejects.toMatchObject({ status: 404 });
	expect(await expectFiles(await enterChannel(people.grace, places.news), [words(1)])).toHaveLength(1);
});

test('a line takes its files with it, or is not written, and its neighbours are', async () => {
	const access = await lobby();
	const [mine, hers] = [await uploaded(), await uploaded(people.ada)];
	const withMine = { files: [mine], alt: { [mine]: 'a note' } };
	const sent = await Promise.allSettled([
		postMessage(access, { body: 'first' }),
		postMessage(access, { body: 'with', ...withMine }),
		postMessage(access, { body: 'stolen', files: [hers] }),
		postMessage(access, { body: 'twice', ...withMine }),
		postMessage(access, { body: 'last' })
	]);
	// Which of the two that bring it comes first is nobody's promise.
	const outcome = sent.map(({ status }) => status[0]).join('');
	expect(['ffrrf', 'frrff']).toContain(outcome);
	const bringer = outcome[1] === 'f' ? 'with' : 'twice';
	const lines = await messagesBefore(db, places.lobby, 50);
	expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
	expect(lines.map(({ body, files }) => [body, files?.length]).sort()).toEqual([
		['first', undefined],
		['last', undefined],
		[bringer, 1]
	]);
	const taken = lines.find(({ body }) => body === bringer)!;
	expect((sent[bringer === 'with' ? 1 : 3] as PromiseFulfilledResult<unknown>).value).toEqual(taken);
	expect(taken.files![0]).toMatchObject({ key: mine, alt: 'a note', kind: 'file' });
});

test('one upload sent from two windows at once is in one message', async () => {
	const access = await lobby();
	const key = await uploaded();
	const sent = await Promise.allSettled(
		Array.from({ length: 8 }, (_, i) => postMessage(access, { body: `m${i}`, files: [key] }))
	);
	expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(await messagesBefore(db, places.lobby, 50)).toHaveLength(1);
});

test('a repeated sending answers with the message and its file', async () => {
	const access = await lobby();
	const key = await uploaded();
	const draft = { body: '', nonce: 'n', files: [key] };
	const first = await postMessage(access, draft);
	expect(await postMessage(access, draft)).toEqual(first);
});

test('who reads the channel has the file, until nobody has it', async () => {
	const key = await uploaded();
	const seen = async () =>
		(
			await Promise.all(
				Object.values(people).map(async ({ id, name }) => ((await attachmentFor(db, key, id)) ? name : []))
			)
		).flat();
	expect(await seen()).toEqual(['Linus']);
	const { seq } = await postMessage(await lobby(), { body: '', files: [key] });
	expect(await seen()).toEqual(['Ada', 'Alan', 'Grace', 'Linus']);
	await db.updateTable('channels').set({ isPrivate: true }).where('id', '=', places.lobby).execute();
	expect(await seen()).toEqual(['Ada', 'Alan']);
	await db.insertInto('channelGrants').values({ channelId: places.lobby, grantee: 'user:104' }).execute();
	expect(await seen()).toEqual(['Ada', 'Alan', 'Linus']);
	await removeMessage(await lobby(), seq);
	expect(await seen()).toEqual([]);
	expect((await messageAt(db, places.lobby, seq))!.files).toBeUndefined();
	await until(async () => (await rows()) === 0);
	expect(await readdir(join(folder, 'files'))).toEqual([]);
	await expectCounted();
});

test('the two of a direct conversation have its files, and nobody else', async () => {
	await talk('399', people.ada, people.linus);
	const access = await enterChannel(people.linus, '399');
	const [key] = await expectFiles(access, [words(5)]);
	await writeFile(await incomingOf(key!), 'hello');
	await arrive(key!, 'sdk');
	await postMessage(access, { body: '', files: [key!] });
	expect(await attachmentFor(db, key!, people.ada.id)).toBeDefined();
	expect(await attachmentFor(db, key!, people.mallory.id)).toBeUndefined();
	expect(await usage()).toEqual({ 'person 104': [5, 1] });
});

test('the sweep takes what nobody finished, sent, or needs, and nothing else', async () => {
	const access = await lobby();
	const [sent, unsent] = [await uploaded(), await uploaded()];
	await postMessage(access, { body: '', files: [sent] });
	const [begun] = await expectFiles(access, [words(20)]);
	await writeFile(await incomingOf(begun!), 'half');
	for (const path of [await pathOf('o'.repeat(26)), await incomingOf('p'.repeat(26))]) {
		await writeFile(path, 'nobody’s');
		utimesSync(path, new Date(0), new Date(0));
	}
	await writeFile(await pathOf('y'.repeat(26)), 'perhaps about to be somebody’s');
	expect(await compareFiles()).toMatchObject({
		files: 2,
		rowsWithoutBytes: [],
		bytesWithoutRows: ['o'.repeat(26), 'y'.repeat(26)]
	});

	await sweep();
	expect((await readdir(join(folder, 'files'))).sort()).toEqual([sent, unsent, 'y'.repeat(26)].sort());
	expect(await readdir(join(folder, 'incoming'))).toEqual([begun]);
	await sweep(new Date(Date.now() + 2 * 3600_000));
	expect(await readdir(join(folder, 'incoming'))).toEqual([]);
	await Promise.all([1, 2].map(() => sweep(new Date(Date.now() + 25 * 3600_000))));
	expect((await readdir(join(folder, 'files'))).sort()).toEqual([sent, 'y'.repeat(26)].sort());
	expect(await rows()).toBe(1);
	await expectCounted();
	await expect(postMessage(access, { body: '', files: [unsent] })).rejects.toThrow('not there any more');
});

test('bytes of a message whose deletion was cut short are swept', async () => {
	const key = await uploaded();
	await postMessage(await lobby(), { body: '', files: [key] });
	await db
		.updateTable('files')
		.set({ deletedAt: new Date(), dueAt: new Date(0) })
		.where('key', '=', key)
		.execute();
	await sweep();
	expect([await readdir(join(folder, 'files')), await rows()]).toEqual([[], 0]);
});

test('only the owner takes an upload back, and only before it is sent', async () => {
	const [key, sent] = [await uploaded(), await uploaded()];
	await postMessage(await lobby(), { body: '', files: [sent] });
	for (const [who, which] of [
		[people.ada, key],
		[people.linus, sent]
	] as const)
		await expect(discardFile(who, which)).rejects.toMatchObject({ status: 404 });
	await discardFile(people.linus, key);
	await until(async () => (await rows()) === 1);
	await expectCounted();
});

test.each([
	['a.txt', 'a.txt'],
	['../../etc/passwd', 'passwd'],
	['..', '..'],
	['a/', 'file'],
	['CON', 'CON'],
	['\0\u202e\u200b', 'file'],
	['e\u0301'.repeat(300), 'é'.repeat(200)]
])('the name %j is shown as %j', (given, shown) => expect(displayName(given)).toBe(shown));
