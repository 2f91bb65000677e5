import type { SubmitFunction } from '@sveltejs/kit';
import { toast } from './ui/toasts.svelte';

type Trouble = { status?: number; error: unknown };

/** What is said where a form got no answer, or one that is about the server: trying again may help. */
export function troubleIn({ error }: Trouble): string {
	// What a browser throws says nothing to people: nothing came back at all.
	if (error instanceof Error) return 'No connection just now. Please try again.';
	return (error as App.Error | undefined)?.message ?? 'That didn’t go through. Please try again.';
}

/** For plain forms: what was typed stays, where Kit would show the page for errors instead. */
export const keepTyped: SubmitFunction =
	() =>
	async ({ result, update }) => {
		if (result.type === 'error') toast(troubleIn(result));
		else await update({ reset: false });
	};
