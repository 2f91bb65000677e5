import type { Transaction } from 'kysely';
import type { AuditAction } from '$lib/audit/entry';
import { newId } from '../db/id';
import type { Schema } from '../db/schema';

/** An access object is one. */
type Doer = { viewer: { id: string }; community: { id: string } };
type Act = { action: AuditAction; target?: { id: string | null; name: string }; detail?: string; reason?: string };

/** Writes down who did what, in the transaction that does it: neither is ever there without the other. */
export async function record(
	trx: Transaction<Schema>,
	{ viewer, community }: Doer,
	{ action, target, detail = '', reason = '' }: Act
): Promise<void> {
	await trx
		.insertInto('auditEntries')
		.values({
			communityId: community.id,
			id: await newId(),
			actorId: viewer.id,
			action,
			targetId: target?.id ?? null,
			targetName: target?.name ?? '',
			detail,
			reason,
			createdAt: new Date()
		})
		.execute();
}
