import { expect, test } from 'vitest';
import { parseSearch } from '$lib/search/query';
import type { FileKind } from '$lib/uploads/file';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { newKey } from '../files/disk';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { messageAt } from '../messages/queries';
import { indexEverything } from './indexing';
import { foundBy } from './queries';

freshWorld();

/** Says something with a file of each kind, which need no bytes to be found. */
async function say(channelId: string, body: string, kinds: FileKind[], who = people.ada) {
	const rows = kinds.map((kind) => ({
		...{ key: newKey(), ownerId: who.id, channelId, communityId: places.observatory },
		...{ name: `${body || 'alone'}.${kind}`, type: 'text/plain', size: 1, counted: 0, kind },
		...{ state: 'stored' as const, store: 'disk' as const, width: null, height: null, createdAt: new Date() }
	}));
	if (rows.length > 0) await db.insertInto('files').values(rows).execute();
	return postMessage(await enterChannel(who, channelId), { body, files: rows.map(({ key }) => key) });
}

async function find(who: { id: string }, words: string) {
	await indexEverything();
	const { found } = await foundBy(db, who.id, { line: parseSearch(words) });
	return found.map(({ seq, files }) => [seq, ...files.map(({ name }) => name)]);
}

test('each kind of file is found by its own name, all of them as files, and nothing else', async () => {
	await say(places.lobby, 'words', []);
	await say(places.lobby, 'boats', ['image', 'audio']);
	await say(places.lobby, '', ['video']);
	await say(places.news, 'paper', ['file']);
	const boats = [2, 'boats.image', 'boats.audio'];
	expect(await find(people.linus, 'has:file')).toEqual([[1, 'paper.file'], [3, 'alone.video'], boats]);
	expect(await find(people.linus, 'has:images')).toEqual([boats]);
	expect(await find(people.linus, 'has:audio boats')).toEqual([boats]);
	expect(await find(people.linus, 'has:audio has:image')).toEqual([boats]);
	expect(await find(people.linus, 'has:video')).toEqual([[3, 'alone.video']]);
	expect(await find(people.linus, 'has:video boats')).toEqual([]);
	expect(await find(people.linus, 'has:link')).toEqual([]);
	expect(await find(people.mallory, 'has:file'), 'outsiders find nothing').toEqual([]);
});

test('files stay found after an edit, and go with their message, from the index too', async () => {
	const { seq } = await say(places.lobby, 'boats', ['image']);
	expect(await find(people.linus, 'has:image')).toHaveLength(1);
	const access = await enterChannel(people.ada, places.lobby);
	await editMessage(access, { seq, body: 'ships' });
	expect(await find(people.linus, 'has:image ships')).toEqual([[seq, 'boats.image']]);
	await removeMessage(access, seq);
	expect(await find(people.linus, 'has:image')).toEqual([]);
	const left = await db.selectFrom('searchTerms').where('term', 'like', '+%').select('term').execute();
	expect(left).toEqual([]);
});

test('where words are missing an answer shows what is answered by its files', async () => {
	const { seq } = await say(places.lobby, '', ['file', 'audio']);
	const access = await enterChannel(people.linus, places.lobby);
	const answer = await postMessage(access, { body: 'Thank you', replyTo: seq });
	expect(answer.replyTo?.excerpt).toBe('alone.file and 1 more');
	await removeMessage(await enterChannel(people.ada, places.lobby), seq);
	const now = await messageAt(db, places.lobby, answer.seq);
	expect(now?.replyTo).toMatchObject({ excerpt: '', isDeleted: true });
});
