import { lasting } from '../lasting';
import { publish } from './bus';

/** People who do not have a busy channel open need not hear of each line in it: once in this time is enough, in milliseconds. */
const GATHER = 1000;

type Waiting = { communityId: string; seq: number; isNews: boolean };
const waiting = lasting('advances', () => new Map<string, Waiting>());

function tell(channelId: string, { communityId, seq }: Waiting): void {
	publish(`head:${channelId}`, { type: 'channel.advanced', channelId, communityId, seq });
}

/** The channel has a new line: told at once, then at most once a second while more come. */
export function announce(channelId: string, communityId: string, seq: number): void {
	const known = waiting.get(channelId);
	if (known) {
		known.seq = Math.max(known.seq, seq);
		known.isNews = true;
		return;
	}
	const first: Waiting = { communityId, seq, isNews: false };
	waiting.set(channelId, first);
	tell(channelId, first);
	const later = () => {
		if (!first.isNews) return void waiting.delete(channelId);
		first.isNews = false;
		tell(channelId, first);
		setTimeout(later, GATHER).unref();
	};
	setTimeout(later, GATHER).unref();
}
