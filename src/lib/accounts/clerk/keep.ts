import { loadClerkJSScript } from '@clerk/shared/loadClerkJsScript';
import type { ClerkSettings } from './settings';

/**
 * Keeps somebody signed in while a page is open: Clerk's script gets a fresh token before the old one has run out, which is once
 * a minute. svelte-clerk's provider would load Clerk's components too, which these pages do not show.
 */
export async function keepSignedIn(settings: ClerkSettings): Promise<void> {
	try {
		await loadClerkJSScript(settings);
		const { Clerk } = window as unknown as { Clerk: { load(options: object): Promise<void> } };
		await Clerk.load({ ...settings, telemetry: false });
	} catch {
		// People stay for as long as their token does; the next page tries again.
	}
}
