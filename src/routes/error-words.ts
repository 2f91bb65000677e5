import type { ComponentProps } from 'svelte';
import type EmptyState from '$lib/ui/EmptyState.svelte';

type Words = {
	kind: NonNullable<ComponentProps<typeof EmptyState>['kind']>;
	title: string;
	text: string;
	/** Whether another account may be let in. */
	isForOthers?: true;
};

const words = {
	lost: {
		kind: 'lost',
		title: 'Nothing in orbit here',
		text: 'The page may have moved, or the link lost a letter on the way.'
	},
	private: {
		kind: 'closed',
		title: 'This one’s private',
		text: 'It is open to others, not to this account. If you think you should be in there, ask whoever runs it.',
		isForOthers: true
	},
	signIn: {
		kind: 'closed',
		title: 'Please sign in first',
		text: 'This page is for people who have signed in. It will still be there.'
	},
	tooMuch: {
		kind: 'empty',
		title: 'Slow down a little',
		text: 'That was a lot at once. Wait a minute, then try again.'
	},
	resting: {
		kind: 'offline',
		title: 'Back in a moment',
		text: 'The server can’t reach its data just now. Wait a moment, then try again.'
	},
	broken: {
		kind: 'offline',
		title: 'Something broke on our side',
		text: 'It’s logged. Wait a moment, then try again.'
	},
	refused: {
		kind: 'lost',
		title: 'That didn’t go through',
		text: 'Go back, reload the page and try again.'
	}
} as const satisfies Record<string, Words>;

/** What an error page says. It depends on the status; only refused doors, which hide nothing, speak for themselves. */
export function wordsFor(status: number, error: App.Error | null): Words {
	if (error?.code?.startsWith('foreign-')) return { ...words.refused, text: error.message };
	if (error?.code === 'unavailable') return words.resting;
	if (status === 404 || status === 410) return words.lost;
	if (status === 403) return words.private;
	if (status === 401) return words.signIn;
	if (status === 429) return words.tooMuch;
	if (status === 503) return words.resting;
	return status >= 500 ? words.broken : words.refused;
}
