import { testSpeaker } from '../calls/ring';
import { excerptOf } from '../messages/calls';
import type { Message, MessagePage } from '../messages/message';
import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import type { Unread } from '../unread/unread.svelte';
import { preferences, type Occasion } from './preferences.svelte';

/** Whoever looks at a line has read it by then, in whichever window or on whichever device, in milliseconds. */
const MOMENT = 1500;

/** What the notifier has to know of the window it works in. */
export type Surroundings = {
	viewerId: string;
	connection: Connection;
	unread: Unread;
	/** The channel this window shows; undefined for none. */
	channelId: () => string | undefined;
	isBlocked: (userId: string) => boolean;
	/** Do not disturb. */
	isQuiet: () => boolean;
	serverName: (communityId: string) => string | undefined;
	open: (path: string) => void;
};

type Advanced = Extract<ServerFrame, { type: 'channel.advanced' }>;
type Ringing = Extract<ServerFrame, { type: 'call.ringing' }>;
type Note = { title: string; body: string; icon: string | null; tag: string; path: string };

/** Holds a lock of the browser until it is told to let go, also when it has not got it yet. */
function hold(name: string, mode: LockMode, ongot?: () => void): () => void {
	const wish = new AbortController();
	let release: (() => void) | undefined;
	const held = () => {
		ongot?.();
		return new Promise<void>((resolve) => (release = resolve));
	};
	navigator.locks.request(name, { mode, signal: wish.signal }, held).catch(() => undefined);
	return () => (release ? release() : wish.abort());
}

const viewOf = (channelId: string) => `in view ${channelId}`;

/** Whether any window of this browser shows the channel just now. */
async function isInView(channelId: string): Promise<boolean> {
	const { held = [] } = await navigator.locks.query();
	return held.some(({ name }) => name === viewOf(channelId));
}

/** One line of a channel; undefined when it cannot be had. */
async function lineAt(channelId: string, seq: number): Promise<Message | undefined> {
	try {
		const answer = await fetch(`/api/channels/${channelId}/messages?around=${seq}&limit=1`);
		const { messages } = (await answer.json()) as MessagePage;
		return messages.find((message) => message.seq === seq && !message.deletedAt);
	} catch {
		return undefined;
	}
}

/** Tells of what happens elsewhere, by the system and by sound. One window of a browser does it for all of them. */
class Notifier {
	#stop: (() => void) | undefined;
	#isLeading = false;

	begin(around: Surroundings): void {
		preferences.begin();
		if (this.#stop || !('locks' in navigator)) return;
		const stops = [
			hold(`notifications ${around.viewerId}`, 'exclusive', () => (this.#isLeading = true)),
			this.#watchView(around),
			around.connection.on((frame) => this.#hear(frame, around))
		];
		this.#stop = () => stops.forEach((stop) => stop());
	}

	end(): void {
		this.#stop?.();
		this.#stop = undefined;
		this.#isLeading = false;
	}

	#watchView({ channelId }: Surroundings): () => void {
		let isVisible = $state(document.visibilityState === 'visible');
		const look = () => (isVisible = document.visibilityState === 'visible');
		document.addEventListener('visibilitychange', look);
		const stop = $effect.root(() => {
			$effect(() => {
				const id = isVisible ? channelId() : undefined;
				return id ? hold(viewOf(id), 'shared') : undefined;
			});
		});
		return () => {
			document.removeEventListener('visibilitychange', look);
			stop();
		};
	}

	#hear(frame: ServerFrame, around: Surroundings): void {
		if (frame.type === 'call.ringing') void this.#ring(frame, around);
		if (frame.type !== 'channel.advanced' || frame.preview?.authorId === around.viewerId) return;
		const { unread } = around;
		const called = frame.called?.filter((one) => unread.isCalled(one, frame.communityId ?? '')) ?? [];
		const occasion = frame.communityId === null ? 'direct' : called.length > 0 ? 'mention' : 'other';
		const seq = Math.max(...(called.length > 0 ? called.map((one) => one.seq) : [frame.seq]));
		setTimeout(() => void this.#tell(occasion, seq, frame, around), MOMENT);
	}

	/** Whether anything is to be told of this occasion, here and now. */
	#mayTell(occasion: Occasion, { isQuiet }: Surroundings): boolean {
		const { shows, sounds } = preferences.now[occasion];
		return this.#isLeading && (shows || sounds) && !isQuiet();
	}

	async #tell(occasion: Occasion, seq: number, frame: Advanced, around: Surroundings): Promise<void> {
		const { channelId, communityId } = frame;
		const { unread, viewerId, isBlocked, serverName } = around;
		const isOld = () => unread.marks(channelId).isMuted || unread.readTo(channelId) >= seq;
		if (!this.#mayTell(occasion, around) || isOld() || (await isInView(channelId))) return;
		const line = await lineAt(channelId, seq);
		if (!line || line.author.id === viewerId || isBlocked(line.author.id) || isOld()) return;
		const server = communityId === null ? undefined : serverName(communityId);
		this.#show(
			occasion,
			{
				title: server ? `${line.author.name} in ${server}` : line.author.name,
				body: excerptOf(line),
				icon: line.author.avatarUrl,
				tag: channelId,
				path: communityId === null ? `/direct/${line.author.id}` : `/servers/${communityId}/channels/${channelId}`
			},
			around
		);
	}

	async #ring({ channelId, from }: Ringing, around: Surroundings): Promise<void> {
		if (!this.#mayTell('call', around) || (await isInView(channelId))) return;
		const words = { title: from.name, body: 'is calling you', icon: from.avatarUrl };
		this.#show('call', { ...words, tag: channelId, path: `/direct/${from.id}` }, around);
	}

	#show(occasion: Occasion, { title, body, icon, tag, path }: Note, { open }: Surroundings): void {
		const { shows, sounds } = preferences.now[occasion];
		if (sounds) void testSpeaker('');
		if (!shows || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
		const note = new Notification(title, { body, tag, icon: icon ?? '/favicon.svg', silent: true });
		note.onclick = () => {
			window.focus();
			note.close();
			open(path);
		};
	}
}

export const notifier = new Notifier();
