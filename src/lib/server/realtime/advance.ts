import type { Preview } from '$lib/direct/conversation';
import type { Called } from '$lib/realtime/protocol';
import { lasting } from '../lasting';
import { publish } from './bus';

/** People who do not have a busy channel open need not hear of each line in it: once in this time is enough, in milliseconds. */
const GATHER = 1000;

/** Where a channel stands, for those who do not have it open. `communityId` is null for a direct conversation. */
type News = { channelId: string; communityId: string | null; seq: number; called?: Called; preview?: Preview };
type Waiting = { communityId: string | null; seq: number; called: Map<number, Called>; isNews: boolean };
const waiting = lasting('advances', () => new Map<string, Waiting>());

function tell(channelId: string, { communityId, seq, called }: Waiting): void {
	const calls = [...called.values()];
	publish(`head:${channelId}`, {
		type: 'channel.advanced',
		...{ channelId, communityId, seq },
		...(calls.length > 0 && { called: calls })
	});
	called.clear();
}

/** The channel has a new line, or one of its lines calls others than before: told at once, then at most once a second while more come. Of a direct conversation each is told. */
export function announce({ channelId, communityId, seq, called, preview }: News): void {
	// Two people are soon told, and want to read what was said.
	if (communityId === null)
		return publish(`head:${channelId}`, {
			type: 'channel.advanced',
			...{ channelId, communityId, seq },
			...(preview && { preview })
		});
	const known = waiting.get(channelId);
	if (known) {
		known.seq = Math.max(known.seq, seq);
		// What a line calls is told whole: the latest change counts.
		if (called && called.rev > (known.called.get(called.seq)?.rev ?? 0)) known.called.set(called.seq, called);
		known.isNews = true;
		return;
	}
	const first: Waiting = { communityId, seq, called: new Map(called && [[called.seq, called]]), isNews: false };
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
