import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { postMessage } from '../messages/commands';
import { seersOf } from '../channels/queries';
import { dismiss, listeners, revoke, revokeChannel, settled } from './hub';

freshWorld();

const channel = `channel:${places.lobby}`;
const isChannel = (topic: string) => topic === channel;
const leave = () => db.deleteFrom('members').where('userId', '=', people.linus.id).execute();

test('who loses access is deaf before it is committed, and nobody else is', async () => {
	const [lost, kept] = [listenerTo(`user:${people.linus.id}`, channel), listenerTo(`user:${people.ada.id}`, channel)];
	const ada = await enterChannel(people.ada, places.lobby);
	await revoke(people.linus.id, isChannel, async () => {
		await postMessage(ada, { body: 'while it is being committed' });
		await leave();
	});
	await postMessage(ada, { body: 'afterwards' });
	expect(lost.heard).toEqual([]);
	expect(kept.types()).toEqual(['message.created', 'message.created']);
	lost.stop();
	kept.stop();
});

test('a question that was asked before the commit is asked again after it', async () => {
	let answers = 0;
	let asked!: () => void;
	const isAsked = new Promise<void>((resolve) => (asked = resolve));
	const ask = async () => {
		answers += 1;
		const may = await enterChannel(people.linus, places.lobby).then(
			() => true,
			() => false
		);
		asked();
		// The first answer is on its way when the revocation begins.
		if (answers === 1) await begun;
		return may;
	};
	const question = settled(people.linus.id, ask, (may) => may);
	let begin!: () => void;
	const begun = new Promise<void>((resolve) => (begin = resolve));
	await isAsked;
	const removal = revoke(people.linus.id, isChannel, async () => {
		begin();
		await leave();
	});
	expect(await question).toBe(false);
	expect(answers).toBe(2);
	await removal;
});

test('a question that waited for one revocation waits for the next that began meanwhile', async () => {
	const { lobby: id, observatory: communityId } = places;
	const gates = [0, 1].map(() => {
		let open!: () => void;
		const opened = new Promise<void>((resolve) => (open = resolve));
		return { open, opened };
	});
	const everybody = revokeChannel(
		{ id, communityId },
		() => gates[0]!.opened,
		(ids) => seersOf(db, id, ids)
	);
	let answers = 0;
	const ask = async () => {
		answers += 1;
		return (await seersOf(db, id, [people.linus.id])).size > 0;
	};
	const question = settled(people.linus.id, ask, (may) => may);
	const removal = revoke(people.linus.id, isChannel, async () => {
		await gates[1]!.opened;
		await leave();
	});
	gates[0]!.open();
	await new Promise(setImmediate);
	expect(answers, 'asked before the second one was committed').toBe(0);
	gates[1]!.open();
	expect(await question).toBe(false);
	await Promise.all([everybody, removal]);
});

test('who may hear a channel is not asked while somebody is being removed', async () => {
	const { lobby: id, observatory: communityId } = places;
	let open!: () => void;
	const opened = new Promise<void>((resolve) => (open = resolve));
	const linus = listenerTo(`user:${people.linus.id}`, `community:${communityId}`);
	const told: unknown[] = [];
	Object.assign(linus.listener, { reconsider: (...args: unknown[]) => told.push(args) });
	const removal = revoke(people.linus.id, isChannel, async () => {
		await opened;
		await leave();
	});
	const asked: string[][] = [];
	const seers = (ids: string[]) => {
		asked.push(ids);
		return seersOf(db, id, ids);
	};
	const change = revokeChannel({ id, communityId }, async () => undefined, seers);
	await new Promise(setImmediate);
	expect(asked).toEqual([]);
	open();
	await Promise.all([removal, change]);
	expect(told).toEqual([[id, undefined]]);
	linus.stop();
});

test('a revocation that fails leaves everything as it was, and says so', async () => {
	let refreshed = 0;
	const linus = listenerTo(`user:${people.linus.id}`, channel);
	Object.assign(linus.listener, { refresh: async () => void (refreshed += 1) });
	await expect(
		revoke(people.linus.id, isChannel, async () => {
			throw new Error('the disk is full');
		})
	).rejects.toThrow('the disk is full');
	expect(refreshed).toBe(1);
	linus.stop();
});

test('two revocations of one person wait for each other', async () => {
	const order: string[] = [];
	const step = (name: string) => async () => {
		order.push(`${name} begins`);
		await leave();
		order.push(`${name} ends`);
	};
	await Promise.all(['a', 'b', 'c'].map((name) => revoke(people.linus.id, isChannel, step(name))));
	expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a dismissed listener hears nothing more, at once', () => {
	const [gone, other] = [listenerTo('login:1', channel), listenerTo('login:2', channel)];
	dismiss('login:1', 4401);
	expect([gone.closed, other.closed]).toEqual([[4401], []]);
	expect(listeners(channel)).toEqual(new Set([other.listener]));
	other.stop();
});

test('a channel that is made private goes deaf first, then is heard by those who may see it', async () => {
	const community = `community:${places.observatory}`;
	const [linus, grace] = [people.linus, people.grace].map(({ id }) =>
		listenerTo(`user:${id}`, community, channel, `head:${places.lobby}`)
	);
	const ada = await enterChannel(people.ada, places.lobby);
	const hide = async () => {
		await postMessage(ada, { body: 'while it is being committed' });
		await db.updateTable('channels').set({ isPrivate: true }).where('id', '=', places.lobby).execute();
		await db.insertInto('channelGrants').values({ channelId: places.lobby, grantee: 'role:moderator' }).execute();
	};
	const seers = (ids: string[]) => seersOf(db, places.lobby, ids);
	await revokeChannel({ id: places.lobby, communityId: places.observatory }, hide, seers);
	await postMessage(ada, { body: 'afterwards' });
	expect([linus!.types(), grace!.types()]).toEqual([[], ['message.created']]);
	expect(
		await seersOf(
			db,
			places.lobby,
			Object.values(people).map(({ id }) => id)
		)
	).toEqual(new Map([people.ada, people.alan, people.grace].map(({ id }) => [id, true])));

	await db
		.insertInto('channelGrants')
		.values({ channelId: places.lobby, grantee: `user:${people.linus.id}` })
		.execute();
	expect(await seersOf(db, places.lobby, [people.linus.id, people.eve.id])).toEqual(new Map([[people.linus.id, true]]));
	for (const listener of [linus, grace]) listener!.stop();
});
