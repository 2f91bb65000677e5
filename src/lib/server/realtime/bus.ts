import type { ServerFrame } from '$lib/realtime/protocol';
import { deliver } from './hub';

/**
 * Tells everyone who listens to `topic`, wherever they are connected. The last line of a command. There is one instance, so
 * delivering here is all; with several, this is where the others get their hint.
 */
export function publish(topic: string, frame: ServerFrame, isFleeting = false): void {
	deliver(topic, frame, isFleeting);
}
