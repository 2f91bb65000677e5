import type { Viewer } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import { providerIdOf } from '../accounts/queries';
import { db } from '../db';
import { dismiss } from '../realtime/hub';
import { accountKeeper } from './index';
import type { Keeper } from './provider';

/** The sockets of logins that ended go at once. Whoever opens another one is asked for a login and has none. */
function dismissAll(loginIds: string[]): void {
	for (const id of loginIds) dismiss(`login:${id}`, closeCodes.signedOut);
}

/** The viewer's own account, as far as this app keeps it. */
class OwnAccount {
	constructor(
		private readonly keeper: Keeper,
		private readonly providerId: string
	) {}

	email(): Promise<string> {
		return this.keeper.emailOf(this.providerId);
	}

	isPassword(password: string): Promise<boolean> {
		return this.keeper.isPassword(this.providerId, password);
	}

	/** Puts another password in place and ends every login but this one. */
	async changePassword(password: string, loginId: string): Promise<void> {
		dismissAll(await this.keeper.changePassword(this.providerId, password, loginId));
	}

	logins() {
		return this.keeper.logins(this.providerId);
	}

	/** Ends one login, or all but one; answers how many ended. */
	async endLogins(which: { only: string } | { allBut: string }): Promise<number> {
		const ended = await this.keeper.endLogins(this.providerId, which);
		dismissAll(ended);
		return ended.length;
	}
}
export type { OwnAccount };

/** The viewer's own account; null where another service keeps it. */
export async function ownAccount(viewer: Viewer): Promise<OwnAccount | null> {
	const kept = accountKeeper();
	if (!kept) return null;
	const providerId = await providerIdOf(db, kept.name, viewer.id);
	return providerId === undefined ? null : new OwnAccount(kept.keeper, providerId);
}
