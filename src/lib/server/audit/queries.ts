import type { AuditAction, AuditEntry } from '$lib/audit/entry';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

const AUDIT_PAGE = 50;

/** One page of what was done in a community, newest first: what came before entry `before`, of one kind if asked. */
export async function auditPage(
	db: Db,
	communityId: string,
	{ before, action }: { before?: string; action?: AuditAction } = {}
): Promise<{ entries: AuditEntry[]; hasMore: boolean }> {
	const rows = await db
		.selectFrom('auditEntries')
		.innerJoin('users', 'users.id', 'auditEntries.actorId')
		.where('auditEntries.communityId', '=', communityId)
		.$if(action !== undefined, (query) => query.where('auditEntries.action', '=', action!))
		.$if(before !== undefined, (query) => query.where('auditEntries.id', '<', before!))
		.orderBy('auditEntries.id', 'desc')
		.limit(AUDIT_PAGE + 1)
		.select([
			'auditEntries.id',
			'auditEntries.action',
			'auditEntries.targetName',
			'auditEntries.detail',
			'auditEntries.reason',
			'auditEntries.createdAt',
			'users.id as actorId',
			'users.displayName as actorName',
			'users.avatarFile'
		])
		.execute();
	const entries = rows.slice(0, AUDIT_PAGE).map(({ actorId, actorName, avatarFile, createdAt, ...rest }) => ({
		...rest,
		actor: { id: actorId, name: actorName, avatarUrl: fileUrl(avatarFile) },
		at: createdAt.toISOString()
	}));
	return { entries, hasMore: rows.length > AUDIT_PAGE };
}
