import type { CallLine } from './message';

/** What became of a call, in few words. */
export function callWords({ outcome, hasCamera }: CallLine): string {
	const what = hasCamera ? 'video call' : 'call';
	if (outcome === 'missed') return `Missed ${what}`;
	return outcome === 'declined' ? `Declined ${what}` : hasCamera ? 'Video call' : 'Call';
}
