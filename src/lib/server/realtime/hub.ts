import type { ServerFrame } from '$lib/realtime/protocol';
import { lasting } from '../lasting';

/** One open socket, as the hub knows it: whose it is, how to tell it something, how to make it listen anew. */
export type Listener = { readonly viewerId: string; hear(frame: string): void; refresh(): Promise<void> };

const rooms = lasting('hub rooms', () => new Map<string, Set<Listener>>());
const heardIn = lasting('hub topics', () => new Map<Listener, Set<string>>());

/** From now on `listener` hears what is published to `topic` (`channel:ID`, `community:ID`, `user:ID`). */
export function listen(listener: Listener, topic: string): void {
	if (!rooms.has(topic)) rooms.set(topic, new Set());
	rooms.get(topic)!.add(listener);
	if (!heardIn.has(listener)) heardIn.set(listener, new Set());
	heardIn.get(listener)!.add(topic);
}

/** `listener` stops hearing `topic`; every topic without one. */
export function deafen(listener: Listener, topic?: string): void {
	const topics = heardIn.get(listener);
	for (const leaving of topic === undefined ? [...(topics ?? [])] : [topic]) {
		const room = rooms.get(leaving);
		room?.delete(listener);
		if (room?.size === 0) rooms.delete(leaving);
		topics?.delete(leaving);
	}
	if (topics?.size === 0) heardIn.delete(listener);
}

/** Tells everyone who listens to `topic`. The last line of a command; nobody else publishes. */
export function publish(topic: string, frame: ServerFrame): void {
	const room = rooms.get(topic);
	if (!room) return;
	const text = JSON.stringify(frame);
	for (const listener of room) listener.hear(text);
}

/** Decides anew what this person's open sockets hear: something about what they may see has changed. */
export async function refresh(userId: string): Promise<void> {
	await Promise.all([...(rooms.get(`user:${userId}`) ?? [])].map((listener) => listener.refresh()));
}
