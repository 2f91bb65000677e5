import { couldBeCode } from '$lib/invites/invite';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { qrCode } from '$lib/server/invites/qr';
import { inviteOf } from '$lib/server/invites/queries';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

/** An invite's address for cameras: a working invite of this server that the viewer may see. */
export const GET: RequestHandler = async ({ params, locals, url }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	const mine = access.may('invites.see-all') ? undefined : access.viewer.id;
	const invite = couldBeCode(params.code) && (await inviteOf(db, params.code, access.community.id, mine));
	if (!invite || !invite.works) refuse('not-found');
	return new Response(qrCode(`${url.origin}/invite/${params.code}`), {
		headers: {
			'content-type': 'image/svg+xml',
			'content-security-policy': "sandbox; default-src 'none'"
		}
	});
};
