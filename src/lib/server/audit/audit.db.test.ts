import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
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
