import {
	ConnectionQuality,
	LogLevel,
	Room,
	RoomEvent,
	setLogLevel,
	Track,
	type LocalTrackPublication,
	type RemoteParticipant,
	type RemoteTrack
} from 'livekit-client';
import type { Engine, Source, Told } from './engine';
import { deviceOf } from './identity';
import type { Ticket } from './occupant';

/** A server that does not answer by then is not there, in milliseconds. */
const CONNECT_WITHIN = 3000;

const names: Record<Source, Track.Source> = {
	microphone: Track.Source.Microphone,
	screenSound: Track.Source.ScreenShareAudio,
	camera: Track.Source.Camera,
	screen: Track.Source.ScreenShare
};
const sourceOf = (name: Track.Source) => (Object.keys(names) as Source[]).find((source) => names[source] === name);

// What matters of it is said to the person; its own log would fill their console, with tokens in it.
setLogLevel(LogLevel.silent);

type LiveKitTicket = Extract<Ticket, { engine: 'livekit' }>;

/** Everybody sends to one place, which sends on what each of the others can see and hear. */
export class LiveKit implements Engine {
	#room: Room | undefined;
	readonly #tracks = new Map<Source, MediaStreamTrack>();
	readonly #sent = new Map<Source, LocalTrackPublication>();
	/** Publishing and taking back happen one after the other. */
	#work: Promise<unknown> = Promise.resolve();
	#isMuted = false;
	#isOver = false;

	constructor(private readonly told: Told) {}

	/** Goes to where the call is; when it moved, to the new place before the old one is left. Throws when nobody answers. */
	async connect({ url, token }: LiveKitTicket): Promise<void> {
		const room = new Room({ adaptiveStream: true, dynacast: true, stopLocalTrackOnUnpublish: false });
		const old = this.#room;
		this.#follow(room);
		const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), CONNECT_WITHIN));
		try {
			await Promise.race([room.connect(url, token), late]);
		} catch (error) {
			void room.disconnect();
			throw error;
		}
		if (this.#isOver) return void room.disconnect();
		this.#room = room;
		this.#sent.clear();
		this.told.connected(true);
		for (const source of this.#tracks.keys()) void this.#settle(source);
		await old?.disconnect(false);
	}

	send(source: Source, track: MediaStreamTrack | null): Promise<void> {
		if (track) this.#tracks.set(source, track);
		else this.#tracks.delete(source);
		return this.#settle(source);
	}

	mute(isMuted: boolean): void {
		this.#isMuted = isMuted;
		const sent = this.#sent.get('microphone');
		void (isMuted ? sent?.mute() : sent?.unmute());
	}

	meet(): void {}
	people(): void {}
	hear(): void {}

	end(): void {
		this.#isOver = true;
		void this.#room?.disconnect(false);
	}

	/** Brings what is sent in line with what is to be sent. */
	#settle(source: Source): Promise<void> {
		const done = this.#work.then(() => this.#publish(source));
		this.#work = done.catch(() => undefined);
		return done;
	}

	async #publish(source: Source): Promise<void> {
		const me = this.#room?.localParticipant;
		const track = this.#tracks.get(source);
		const sent = this.#sent.get(source);
		if (!me || sent?.track?.mediaStreamTrack === track) return;
		if (sent?.track) await me.unpublishTrack(sent.track.mediaStreamTrack, false);
		this.#sent.delete(source);
		if (!track) return;
		const isPicture = source === 'camera' || source === 'screen';
		const publication = await me.publishTrack(track, { source: names[source], simulcast: isPicture });
		this.#sent.set(source, publication);
		if (source === 'microphone' && this.#isMuted) await publication.mute();
	}

	#follow(room: Room): void {
		const isCurrent = () => !this.#isOver && (!this.#room || this.#room === room);
		room
			.on(RoomEvent.TrackSubscribed, (track, { source }, who) => this.#take(track, source, who))
			.on(RoomEvent.TrackUnsubscribed, (track, { source }, { identity }) => {
				if (isCurrent()) this.#drop(deviceOf(identity), source);
				track.detach();
			})
			.on(RoomEvent.ConnectionQualityChanged, (quality, { identity }) => {
				const isBad = quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost;
				if (isCurrent()) this.told.quality(deviceOf(identity), isBad ? 'poor' : 'good');
			})
			.on(RoomEvent.SignalReconnecting, () => isCurrent() && this.told.connected(false))
			.on(RoomEvent.Reconnecting, () => isCurrent() && this.told.connected(false))
			.on(RoomEvent.Reconnected, () => isCurrent() && this.told.connected(true))
			.on(RoomEvent.Disconnected, () => this.#room === room && !this.#isOver && this.told.lost());
	}

	#take(track: RemoteTrack, name: Track.Source, { identity }: RemoteParticipant): void {
		const source = sourceOf(name);
		const device = deviceOf(identity);
		if (source === 'microphone' || source === 'screenSound') this.told.sound(device, source, track.mediaStreamTrack);
		else if (source)
			this.told.picture(device, source, {
				show: (video) => {
					track.attach(video);
					return () => void track.detach(video);
				}
			});
	}

	#drop(device: string, name: Track.Source): void {
		const source = sourceOf(name);
		if (source === 'microphone' || source === 'screenSound') this.told.sound(device, source, null);
		else if (source) this.told.picture(device, source, null);
	}
}
