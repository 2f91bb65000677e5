import type { CallLine } from '../messages/message';

/** A call as its line in the conversation says it, to whoever called or to the other one. */
export function callWords({ outcome, hasCamera, seconds }: CallLine, isMine: boolean): string {
	const what = hasCamera ? 'ideo call' : 'oice call';
	if (outcome === 'missed' && !isMine) return `Missed v${what}`;
	if (outcome !== 'ended') return `V${what}, ${outcome === 'missed' ? 'not answered' : outcome}`;
	const minutes = Math.round(seconds / 60);
	return `V${what}, ${minutes < 1 ? 'less than a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`}`;
}
