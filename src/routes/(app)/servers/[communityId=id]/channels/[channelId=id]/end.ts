import { goto } from '$app/navigation';
import { navigating } from '$app/state';
import type { Channel } from '$lib/channels/channel';
import type { Connection } from '$lib/realtime/connection.svelte';
import { toast } from '$lib/ui/toasts.svelte';

/** Whoever lost the whole server is told so right after its channels are gone, in milliseconds at most. */
const MOMENT = 250;

/** When the channel that is being read is gone, leads to where the others are and says so. Answers how to stop waiting for it. */
export function awaitEnd(connection: Connection, { id, name, communityId }: Channel): () => void {
	let moment: ReturnType<typeof setTimeout> | undefined;
	const stop = connection.on((frame) => {
		// Not only this channel: that is told in other words, by whoever knows why.
		if (frame.type === 'community.left' && frame.communityId === communityId) {
			stop();
			clearTimeout(moment);
		}
		if (frame.type === 'channel.changed' && frame.channel.id === id) {
			name = frame.channel.name;
			clearTimeout(moment); // hidden and shown again at once
		}
		if (frame.type !== 'gone' || frame.channelId !== id) return;
		clearTimeout(moment);
		moment = setTimeout(() => {
			if (navigating.to) return; // whoever deleted it is on the way out already
			toast(`#${name} is not available to you any more.`);
			void goto(`/servers/${communityId}`);
		}, MOMENT);
	});
	return () => {
		stop();
		clearTimeout(moment);
	};
}
