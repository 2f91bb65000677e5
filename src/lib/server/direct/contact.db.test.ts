import { describe, expect, test } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { editMessage, postMessage } from '../messages/commands';
import { pin } from '../messages/pinning';
import { react } from '../messages/reacting';
import { enterConversation, enterDirect } from './access';
import { block } from './commands';
import { startDirect } from './starting';

freshWorld();

const { ada, linus, mallory } = people;

const say = async (from: Viewer, to: Viewer, body = 'Hello') => startDirect(await enterDirect(from, to.id), { body });
const inServer = async (from: Viewer, draft: { body: string; replyTo?: number }) =>
	postMessage(await enterChannel(from, places.lobby), draft);
/** Whether that line calls somebody, so that they are told. */
const isCalled = async (who: Viewer, seq: number) => {
	const found = await db
		.selectFrom('mentions')
		.where('channelId', '=', places.lobby)
		.where('userId', '=', who.id)
		.where('seq', '=', seq)
		.where('isQuiet', '=', 0)
		.select('seq')
		.executeTakeFirst();
	return !!found;
};

/** Ways to reach somebody. Line 1 of the conversation is the one's own, line 2 the other's; line 1 of the server is the other's. */
const paths: Record<string, (from: Viewer, to: Viewer) => Promise<boolean>> = {
	'beginning a conversation': async (from, to) => !!(await say(from, to)),
	'writing in one': async (from, to) =>
		!!(await postMessage(await enterConversation(from, to.id), { body: 'Me again' })),
	'editing in one': async (from, to) =>
		!!(await editMessage(await enterConversation(from, to.id), { seq: 1, body: 'Other words' })),
	'reacting in one': async (from, to) =>
		!!(await react(await enterConversation(from, to.id), { seq: 2, emoji: '🎉', isGiven: true })),
	'pinning in one': async (from, to) => !!(await pin(await enterConversation(from, to.id), 2)),
	'calling in a server': async (from, to) => isCalled(to, (await inServer(from, { body: `@${to.handle}` })).seq),
	'answering in a server': async (from, to) => isCalled(to, (await inServer(from, { body: 'So?', replyTo: 1 })).seq),
	'reacting in a server': async (from) =>
		!!(await react(await enterChannel(from, places.lobby), { seq: 1, emoji: '🎉', isGiven: true }))
};

const refusalOf = (error: { status?: number }) => error.status ?? Promise.reject(error as Error);

describe.each(Object.entries(paths))('T17: %s', (name, reach) => {
	const isBeginning = name.startsWith('beginning');
	const haveTalked = async () => {
		await inServer(ada, { body: 'In the server' });
		if (isBeginning) return;
		await say(linus, ada, 'line 1');
		await say(ada, linus, 'line 2');
	};
	const isServer = name.endsWith('a server');
	/** In a server nobody is told that they are blocked by a call or an answer: it is written and calls nobody. */
	const refused = isServer && !name.startsWith('reacting') ? false : 403;

	test('a stranger does not get that far', async () => {
		await haveTalked();
		expect(await reach(mallory, ada).catch(refusalOf)).toBe(404);
	});

	test('somebody of the same server does', async () => {
		await haveTalked();
		expect(await reach(linus, ada)).toBe(true);
	});

	test('neither who is blocked nor who blocks does', async () => {
		await haveTalked();
		await block(await enterDirect(ada, linus.id));
		const before = await traces();
		expect(await reach(linus, ada).catch(refusalOf)).toBe(refused);
		if (refused) expect(await traces()).toEqual(before);
		// The other way round, on the other one's lines.
		await db.deleteFrom('blocks').execute();
		await block(await enterDirect(linus, ada.id));
		expect(await reach(linus, ada).catch(refusalOf)).toBe(refused);
	});
});

const traces = async () => [
	await db.selectFrom('channels').orderBy('id').selectAll().execute(),
	await db.selectFrom('messages').orderBy('channelId').orderBy('seq').selectAll().execute(),
	await db.selectFrom('reactions').selectAll().execute(),
	await db.selectFrom('pins').selectAll().execute()
];
