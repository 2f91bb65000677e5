import type { Viewer } from '$lib/accounts/account';
import type { Lifted } from '$lib/lifted';
import type { Look } from '$lib/look';
import type { Theme } from '$lib/theme';

declare global {
	namespace App {
		interface Error {
			code?: string;
			message: string;
			id?: string;
		}
		interface Locals {
			/** Who asks; null for someone who has not signed in. */
			viewer: Viewer | null;
			/** Which of their logins this request came by. */
			loginId: string | null;
			theme: Theme;
			look: Look;
			/** What Clerk's token says, where Clerk keeps the accounts. */
			auth?: () => import('$lib/server/auth/provider').SessionAuthObject;
			/** Set when the database, and not the request, was the reason for a failure. */
			isUnavailable?: true;
		}
		interface PageState {
			/** A page shown as a dialog over this one. */
			lifted?: Lifted;
		}
		namespace Superforms {
			type Message = { tone: 'good' | 'info' | 'warn' | 'bad'; text: string };
		}
	}

	/** The one door from plain Node (server.js, the Vite plugin) into the bundled app; made by init() in hooks.server.ts. */
	var chatsphere: typeof import('$lib/server/door').door | undefined;
}

export {};
