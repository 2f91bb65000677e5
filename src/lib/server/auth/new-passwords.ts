import { config } from '../config';
import { db } from '../db';
import { sendMail } from '../mail';
import { makePasswordToken } from './local';

/** The address under which people get here: never that of a request, which whoever sends it chooses. */
const linkFor = (token: string) =>
	`${config().origin ?? `http://localhost:${config().port}`}/reset-password/${encodeURIComponent(token)}`;

const words = (link: string) => `Somebody asked for a new password for your Chatsphere account.

Choose one here. The link works once, for 30 minutes:
${link}

If that was not you, there is nothing to do: your password is as it was.
`;

/** Mails a link to whoever has an account with this address. The answer is the same, and takes as long, when nobody has. */
export async function mailPasswordLink(email: string): Promise<void> {
	const token = await makePasswordToken(email);
	// Not waited for: how long a mail takes would tell that there is an account.
	if (token) void sendMail(email, 'A new password for Chatsphere', words(linkFor(token)));
}

/** A link for whoever runs the server to hand on; null when nobody has this handle or address. */
export async function passwordLink(handleOrEmail: string): Promise<string | null> {
	const asked = handleOrEmail.trim().toLowerCase().replace(/^@/, '');
	const email = asked.includes('@') ? asked : await emailOf(asked);
	const token = email && (await makePasswordToken(email));
	return token ? linkFor(token) : null;
}

async function emailOf(handle: string): Promise<string | undefined> {
	if (!/^[\x20-\x7e]+$/.test(handle)) return undefined;
	const row = await db
		.selectFrom('users')
		.innerJoin('identities', (join) =>
			join.onRef('identities.userId', '=', 'users.id').on('identities.provider', '=', 'local')
		)
		.innerJoin('authUser', 'authUser.id', 'identities.providerId')
		.where('users.handle', '=', handle)
		.where('users.deletedAt', 'is', null)
		.select('authUser.email')
		.executeTakeFirst();
	return row?.email;
}
