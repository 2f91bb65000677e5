import { auditActions, type AuditAction } from '$lib/audit/entry';
import { auditPage } from '$lib/server/audit/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import type { PageServerLoad } from './$types';

const isAction = (value: string | null): value is AuditAction => value !== null && Object.hasOwn(auditActions, value);

export const load: PageServerLoad = async ({ params, locals, url, depends }) => {
	depends('app:members');
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('audit.see');
	const [asked, from] = [url.searchParams.get('action'), url.searchParams.get('before') ?? ''];
	const action = isAction(asked) ? asked : undefined;
	// No id is longer; a larger number is behind every entry.
	const before = /^\d{1,19}$/.test(from) ? from : undefined;
	return { ...(await auditPage(db, access.community.id, { before, action })), action, before };
};
