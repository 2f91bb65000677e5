import type { SubmitFunction } from '@sveltejs/kit';
import { goto } from '$app/navigation';

export type FormErrors = Record<string, string[] | undefined>;

/** A plain form that is posted in the background: whether it is under way, and what is wrong with it. */
export class Posting {
	isBusy = $state(false);
	/** By field, as the server said it. */
	errors = $state.raw<FormErrors>({});
	/** What is wrong with none of the fields. */
	problem = $state('');

	/** `done` is told where the page would have gone; `failed`, that nothing was done. */
	constructor(
		private readonly done: (location: string) => unknown,
		private readonly failed: (problem: string) => void = () => undefined
	) {}

	readonly submit: SubmitFunction = ({ cancel }) => {
		if (this.isBusy) return cancel();
		this.isBusy = true;
		return async ({ result }) => {
			this.isBusy = false;
			[this.errors, this.problem] = [{}, ''];
			// Signed out in another window: there is nothing to be done here before signing in.
			if (result.type === 'redirect' && result.location.startsWith('/sign-in')) return goto(result.location);
			if (result.type === 'redirect') return void this.done(result.location);
			if (result.type === 'failure') {
				const { errors = {} } = (result.data?.form ?? {}) as { errors?: FormErrors };
				this.errors = errors;
				const [first] = Object.values(errors).flat();
				return this.failed(first ?? 'That didn’t go through.');
			}
			if (result.type !== 'error') return;
			// Without a status nothing came back at all.
			this.problem = result.status ? result.error.message : 'No connection just now. Please try again.';
			this.failed(this.problem);
		};
	};
}
