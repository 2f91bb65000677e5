import { db } from '../db';
import { lasting } from '../lasting';

/** How often each channel's room got another name, as far as it was asked for. */
const epochs = lasting('call epochs', () => new Map<string, number>());

const nameOf = (channelId: string, epoch: number) => `${channelId}.${epoch}`;

/** The channel a room of ours belongs to; undefined for rooms of others. */
export function channelOfRoom(room: string): string | undefined {
	return /^([1-9]\d{0,19})\.\d{1,10}$/.exec(room)?.[1];
}

/** The room of a channel as it was asked for last; ask `loadRoom` before. */
export function roomNow(channelId: string): string {
	return nameOf(channelId, epochs.get(channelId) ?? 0);
}

/** The room of a channel: its name is kept, for people are in it while we start anew. */
export async function loadRoom(channelId: string): Promise<string> {
	if (!epochs.has(channelId)) {
		const row = await db.selectFrom('callRooms').where('channelId', '=', channelId).select('epoch').executeTakeFirst();
		if (!epochs.has(channelId)) epochs.set(channelId, row?.epoch ?? 0);
	}
	return roomNow(channelId);
}

/** Gives the channel's room another name, at once: no token that was given so far opens what is said from here on. */
export function renameRoom(channelId: string): void {
	epochs.set(channelId, (epochs.get(channelId) ?? 0) + 1);
}

/** Writes the name down, for whoever comes after us. */
export async function keepName(channelId: string): Promise<void> {
	const epoch = epochs.get(channelId) ?? 0;
	await db.replaceInto('callRooms').values({ channelId, epoch }).execute();
}
