import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { postMessage, removeMessage } from '../messages/commands';
import { auditPage } from './queries';
import { record } from './record';

freshWorld();

const entries = () => db.selectFrom('auditEntries').selectAll().execute();

test('T85: what was written down cannot be changed or taken away, also by this application', async () => {
	const access = await enterCommunity(people.ada, places.observatory);
	const target = { id: people.linus.id, name: 'Linus' };
	await db.transaction().execute((trx) => record(trx, access, { action: 'member.banned', target, reason: 'Shouting' }));
	await expect(sql`update audit_entries set reason = 'None'`.execute(db)).rejects.toThrow('for ever');
	await expect(sql`delete from audit_entries`.execute(db)).rejects.toThrow('for ever');
	expect(await entries()).toMatchObject([
		{ actorId: people.ada.id, action: 'member.banned', targetId: people.linus.id, reason: 'Shouting' }
	]);
});

test('an act that fails leaves no entry', async () => {
	const access = await enterCommunity(people.ada, places.observatory);
	const failing = db.transaction().execute(async (trx) => {
		await record(trx, access, { action: 'community.deleted' });
		throw new Error('the disk is full');
	});
	await expect(failing).rejects.toThrow('the disk is full');
	expect(await entries()).toEqual([]);
});

test('T85: a message that a moderator deletes is written down once, one’s own is not', async () => {
	const say = async (who = people.linus) =>
		(await postMessage(await enterChannel(who, places.lobby), { body: 'Words' })).seq;
	const remove = async (seq: number, who = people.grace) => removeMessage(await enterChannel(who, places.lobby), seq);
	await remove(await say(), people.linus);
	await expect(remove(await say(people.ada))).rejects.toMatchObject({ status: 403 });
	expect(await entries()).toEqual([]);
	const seq = await say();
	const answers = await Promise.allSettled([remove(seq), remove(seq, people.ada), remove(seq, people.alan)]);
	expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(await entries()).toMatchObject([
		{ action: 'message.removed', targetId: people.linus.id, targetName: 'Linus', detail: 'in #lobby' }
	]);
	expect(JSON.stringify(await entries()), 'never the words').not.toContain('Words');
});

test('the log is turned page by page, newest first, also of one kind, and of one place only', async () => {
	const access = await enterCommunity(people.ada, places.observatory);
	const elsewhere = await enterCommunity(people.mallory, places.elsewhere);
	await db.transaction().execute(async (trx) => {
		for (let i = 0; i < 120; i++)
			await record(trx, access, { action: i % 40 ? 'member.kicked' : 'member.banned', detail: String(i) });
		await record(trx, elsewhere, { action: 'member.banned', detail: 'elsewhere' });
	});
	const all: string[] = [];
	let before: string | undefined;
	for (;;) {
		const page = await auditPage(db, places.observatory, { before });
		all.push(...page.entries.map(({ detail }) => detail));
		if (!page.hasMore) break;
		before = page.entries.at(-1)!.id;
	}
	expect(all).toEqual(Array.from({ length: 120 }, (_, i) => String(119 - i)));
	const bans = await auditPage(db, places.observatory, { action: 'member.banned' });
	expect(bans.entries.map(({ detail, actor }) => [detail, actor.name])).toEqual([
		['80', 'Ada'],
		['40', 'Ada'],
		['0', 'Ada']
	]);
	expect(await auditPage(db, places.observatory, { before: '1' })).toEqual({ entries: [], hasMore: false });
});
