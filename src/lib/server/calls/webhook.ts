import { lasting } from '../lasting';
import { readHook } from './livekit';
import { arrived, departed } from './rooms';

/** What LiveKit tells is new for so long, in milliseconds; what is older was kept by somebody. */
const NEW_FOR = 5 * 60_000;

/** What was heard already, and when. */
const heard = lasting('livekit hooks', () => new Map<string, number>());

/** Whether this was not heard before. */
function isNew(id: string, at: number, now: number): boolean {
	for (const [old, since] of heard) {
		if (now - since <= 2 * NEW_FOR) break; // they are in the order in which they came
		heard.delete(old);
	}
	if (!id || heard.has(id) || Math.abs(now - at) > NEW_FOR) return false;
	heard.set(id, now);
	return true;
}

/** Acts on what LiveKit tells; answers whether it was believed. */
export async function hearHook(body: string, authorization: string): Promise<boolean> {
	const hook = await readHook(body, authorization).catch(() => undefined);
	if (!hook || !isNew(hook.id, Number(hook.createdAt) * 1000, Date.now())) return false;
	const room = hook.room?.name ?? '';
	const identity = hook.participant?.identity ?? '';
	if (hook.event === 'participant_joined') await arrived(room, identity);
	if (hook.event === 'participant_left' || hook.event === 'participant_connection_aborted') departed(room, identity);
	if (hook.event === 'room_finished') departed(room);
	return true;
}
