import type { ServerFrame } from '$lib/realtime/protocol';
import { deafenWholly, listen, type Listener } from '$lib/server/realtime/hub';

/** Someone who only listens, straight at the hub, and what they heard. */
export function listenerTo(...topics: string[]) {
	const heard: ServerFrame[] = [];
	const closed: number[] = [];
	const listener: Listener = {
		userId: topics.find((topic) => topic.startsWith('user:'))?.slice('user:'.length) ?? '',
		topics: new Set(),
		// A short frame has a head of two bytes, a longer one of four.
		hear: (frame) => void heard.push(JSON.parse(frame.subarray(frame[1]! < 126 ? 2 : 4).toString())),
		know: () => undefined,
		refresh: async () => undefined,
		reconsider: (channelId, mayWrite) => {
			for (const topic of [`head:${channelId}`, `channel:${channelId}`])
				if (mayWrite !== undefined) listen(listener, topic);
		},
		dismiss: (code) => void closed.push(code)
	};
	for (const topic of topics) listen(listener, topic);
	return { listener, heard, closed, types: () => heard.map(({ type }) => type), stop: () => deafenWholly(listener) };
}
