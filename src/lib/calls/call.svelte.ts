import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import { toast } from '../ui/toasts.svelte';
import { openCamera, openMicrophone, openScreen, whyNot } from './devices.svelte';
import type { Engine, Picture, Quality, Source, Told } from './engine';
import type { Room } from './kept';
import { Levels } from './levels';
import type { CallEnd, Occupant, Ticket } from './occupant';
import { preferences } from './preferences.svelte';

/** The ticket comes within this, or not at all, in milliseconds. */
const TICKET_WITHIN = 5000;
/** What the server says about one's own camera counts when it had this long to hear of it. */
const HEARD_WITHIN = 1500;

/** Media that ended without a word are asked for anew after this, in milliseconds. */
const TOLD_WITHIN = 1500;

/** Somebody in the call, as the stage shows them. */
export type Person = Occupant & { isMe: boolean };
/** One's own sound among those that are listened to. */
const ME = 'me';

const unavailable = 'Calls are not available just now. Messages still work.';
const noRelay = 'Calls go through a relay here, and it does not answer just now. Messages still work.';

/** The call this window is in. Screens know only this, whatever carries the sound and the pictures. */
export class Call {
	isMuted = $state(false);
	isDeaf = $state(false);
	hasCamera = $state(false);
	isSharing = $state(false);
	/** There is no microphone to be heard with. */
	isVoiceless = $state(false);
	/** The key for talking is down. */
	isHeld = $state(false);
	/** It rings at the other one of a direct conversation; before that, it is to ring once we are inside. */
	isRinging = $state(false);
	isToRing = false;
	/** How loud one's own microphone is, from 0 to 1. */
	level = $state(0);
	/** When we were let in. */
	since = $state<number>();
	readonly pictures = new SvelteMap<string, Picture>();
	readonly sounds = new SvelteMap<string, MediaStreamTrack>();
	readonly qualities = new SvelteMap<string, Quality>();
	readonly talking = new SvelteSet<string>();
	/** Who was heard last. */
	lastTalker = $state<string>();

	readonly people: Person[] = $derived.by(() =>
		this.inside(this.room.channelId).map((one) =>
			one.device === this.device ? { ...one, ...this.#state, isMe: true } : { ...one, isMe: false }
		)
	);
	/** How well the worst of the links is. */
	readonly quality: Quality = $derived.by(() => {
		const others = this.people.filter(({ isMe }) => !isMe).map(({ device }) => this.qualities.get(device) ?? 'good');
		return others.find((one) => one === 'lost') ?? others.find((one) => one === 'poor') ?? 'good';
	});

	#engine: Engine | undefined;
	#own = new SvelteMap<Source, MediaStreamTrack>();
	#levels: Levels | undefined;
	#isOver = false;
	#saidAt = 0;
	#moves = 0;
	/** The other one of a direct conversation was here. */
	#wasTogether = false;
	#isMediaLost = $state(false);
	/** `joining` until we are inside; `waiting` while the socket or the way to the media is lost. */
	readonly state: 'joining' | 'in' | 'waiting' = $derived.by(() => {
		if (!this.since) return 'joining';
		return this.connection.state === 'live' && !this.#isMediaLost ? 'in' : 'waiting';
	});

	constructor(
		readonly room: Room,
		readonly device: string,
		private readonly connection: Connection,
		private readonly inside: (channelId: string) => Occupant[],
		/** It is over, for a reason if the person does not know it. */
		private readonly ended: (words?: string) => void
	) {}

	get #state() {
		const { isMuted, isDeaf, hasCamera, isSharing } = this;
		return { isMuted: isMuted || isDeaf || this.isVoiceless, isDeaf, hasCamera, isSharing };
	}

	/** Nobody hears one just now. */
	get isSilent(): boolean {
		return this.isMuted || this.isDeaf || (preferences.now.isPushToTalk && !this.isHeld);
	}

	get mayBeSeen(): boolean {
		return this.room.kind !== 'audio';
	}

	/** Joins, with what there is: who has no microphone listens. */
	async join(wishes: { isMuted: boolean; hasCamera: boolean }): Promise<void> {
		this.isMuted = wishes.isMuted;
		const [ticket] = await Promise.all([this.#askForTicket(), this.#openMicrophone()]);
		if (this.#isOver) return;
		if (typeof ticket === 'string') return this.#end(ticket);
		try {
			this.#engine = await this.#begin(ticket);
		} catch {
			return this.#end(unavailable);
		}
		if (this.#isOver) return void this.#engine.end();
		for (const [source, track] of this.#own) void this.#engine.send(source, track);
		this.#quiet();
		if (wishes.hasCamera && this.mayBeSeen) await this.turnCamera(true);
		this.#say('call.join');
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'ready') this.#say('call.join');
		if (!('channelId' in frame) || frame.channelId !== this.room.channelId || this.#isOver) return;
		if ('device' in frame && frame.device !== this.device) return;
		if (frame.type === 'call.joined') this.#joined(frame.occupants);
		else if (frame.type === 'call.occupants') this.#told(frame.occupants);
		else if (frame.type === 'call.signal') this.#engine?.hear(frame.from, frame.data);
		else if (frame.type === 'call.ended') this.#refused(frame.why);
		else if (frame.type === 'call.moved') void this.#move();
		else if (frame.type === 'call.muted' && !this.isMuted) {
			this.mute(true);
			toast('A moderator muted you.');
		} else if (frame.type === 'gone') this.#refused('gone');
		else if (frame.type === 'refused' && !this.since && frame.code !== 'unavailable') this.#refused('gone');
	}

	/** Goes out, with words when it was not the person who wanted to. */
	leave(words?: string): void {
		this.connection.say({ type: 'call.leave', channelId: this.room.channelId });
		this.#end(words);
	}

	mute(isMuted: boolean): void {
		// Whoever wants to be heard wants to hear.
		if (!isMuted) this.isDeaf = false;
		this.isMuted = isMuted;
		preferences.set({ beginsMuted: isMuted });
		if (!isMuted && this.isVoiceless) void this.#openMicrophone().then(() => this.#changed());
		this.#changed();
	}

	deafen(isDeaf: boolean): void {
		this.isDeaf = isDeaf;
		this.#changed();
	}

	/** Push to talk. */
	hold(isHeld: boolean): void {
		this.isHeld = isHeld;
		this.#quiet();
	}

	async turnCamera(isOn: boolean): Promise<void> {
		if (isOn === this.hasCamera || !this.mayBeSeen) return;
		if (!isOn) this.#drop('camera');
		else {
			const track = await openCamera().catch((error: unknown) => void toast(whyNot('camera', error)));
			if (!track || this.#isOver) return track?.stop();
			this.#use('camera', track);
			track.onended = () => {
				toast('Your camera is gone, so it is off.');
				void this.turnCamera(false);
			};
		}
		this.hasCamera = isOn;
		this.#changed();
	}

	async share(isOn: boolean): Promise<void> {
		if (isOn === this.isSharing || !this.mayBeSeen) return;
		if (isOn) {
			const shown = await openScreen().catch(() => void toast('Your screen could not be shared.'));
			if (!shown || this.#isOver) return;
			this.#use('screen', shown.picture);
			if (shown.sound) this.#use('screenSound', shown.sound);
			shown.picture.onended = () => void this.share(false);
		} else {
			this.#drop('screen');
			this.#drop('screenSound');
		}
		this.isSharing = isOn;
		this.#changed();
	}

	/** Another device, or another way of listening to it, was chosen. */
	async reopen(source: 'microphone' | 'camera'): Promise<void> {
		if (source === 'microphone') await this.#openMicrophone();
		else if (this.hasCamera) {
			const track = await openCamera().catch((error: unknown) => void toast(whyNot('camera', error)));
			if (track) this.#use('camera', track);
		}
	}

	/** What somebody shows; one's own as it is sent. */
	picture(device: string, source: 'camera' | 'screen'): Picture | undefined {
		if (device !== this.device) return this.pictures.get(`${device} ${source}`);
		const track = this.#own.get(source);
		return (
			track && {
				show: (video) => {
					video.srcObject = new MediaStream([track]);
					return () => (video.srcObject = null);
				}
			}
		);
	}

	isTalking(device: string): boolean {
		return this.talking.has(device === this.device ? ME : device);
	}

	async #askForTicket(): Promise<Ticket | string> {
		try {
			const answer = await fetch(`/api/calls/${this.room.channelId}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', accept: 'application/json' },
				body: JSON.stringify({ device: this.device }),
				signal: AbortSignal.timeout(TICKET_WITHIN)
			});
			if (answer.ok) return (await answer.json()) as Ticket;
			const { message } = (await answer.json()) as { message?: string };
			return message ?? unavailable;
		} catch {
			return unavailable;
		}
	}

	async #begin(ticket: Ticket): Promise<Engine> {
		const told: Told = {
			sound: (device, source, track) => this.#sound(device, source, track),
			picture: (device, source, picture) => {
				if (picture) this.pictures.set(`${device} ${source}`, picture);
				else this.pictures.delete(`${device} ${source}`);
			},
			quality: (device, quality) => this.qualities.set(device, quality),
			unreachable: () => this.leave(noRelay),
			connected: (isConnected) => (this.#isMediaLost = !isConnected),
			lost: () => {
				this.#isMediaLost = true;
				// Whoever was put out is told so in a moment, or has been told to move; everybody else asks.
				const moves = this.#moves;
				setTimeout(() => !this.#isOver && moves === this.#moves && void this.#move(), TOLD_WITHIN);
			}
		};
		if (ticket.engine === 'mesh') {
			const { Mesh } = await import('./mesh');
			const signal = (to: string, data: string) =>
				this.connection.say({ type: 'call.signal', channelId: this.room.channelId, to, data });
			return new Mesh(ticket, this.device, signal, told);
		}
		const { LiveKit } = await import('./livekit');
		const engine = new LiveKit(told);
		await engine.connect(ticket);
		return engine;
	}

	/** The call goes on in another place, for which another ticket is needed. */
	async #move(): Promise<void> {
		this.#moves += 1;
		const ticket = await this.#askForTicket();
		if (this.#isOver) return;
		if (typeof ticket === 'string' || ticket.engine === 'mesh') return this.leave(unavailable);
		const { LiveKit } = await import('./livekit');
		if (!(this.#engine instanceof LiveKit)) return;
		await this.#engine.connect(ticket).catch(() => this.leave(unavailable));
	}

	#joined(others: Occupant[]): void {
		this.since ??= Date.now();
		this.#engine?.meet(others);
		if (!this.isToRing) return;
		this.isToRing = false;
		this.isRinging = others.length === 0;
		if (this.isRinging)
			this.connection.say({ type: 'call.ring', channelId: this.room.channelId, hasCamera: this.hasCamera });
	}

	#told(everybody: Occupant[]): void {
		const me = everybody.find(({ device }) => device === this.device);
		// Heard before the server has heard us again: who is inside is told with `call.joined`.
		if (!me) return;
		this.#engine?.people(everybody.filter((one) => one !== me));
		if (everybody.length > 1) {
			this.isRinging = false;
			this.#wasTogether = true;
		} else if (this.#wasTogether && this.room.kind === 'direct') {
			return this.leave(`${this.room.name} left, so the call is over.`);
		}
		if (performance.now() - this.#saidAt < HEARD_WITHIN) return;
		// The server does not let everything be: with many people there is no room for pictures.
		if (this.hasCamera && !me.hasCamera) {
			toast('There is no room for more pictures in this call, so your camera is off.');
			void this.turnCamera(false);
		}
		if (this.isSharing && !me.isSharing) {
			toast('There is no room for more pictures in this call, so you don’t share your screen.');
			void this.share(false);
		}
	}

	#refused(why: CallEnd): void {
		void import('./words').then(({ endWords }) => this.#end(endWords[why]));
	}

	#say(type: 'call.join' | 'call.state'): void {
		const { channelId } = this.room;
		this.#saidAt = performance.now();
		if (!this.#engine) return;
		if (type === 'call.state') this.connection.say({ type, channelId, ...this.#state });
		else this.connection.say({ type, channelId, device: this.device, ...this.#state });
	}

	#changed(): void {
		this.#quiet();
		if (this.since) this.#say('call.state');
	}

	/** The microphone is as silent as it should be. */
	#quiet(): void {
		const track = this.#own.get('microphone');
		if (track) track.enabled = !this.isSilent;
		this.#engine?.mute(this.isSilent);
	}

	async #openMicrophone(): Promise<void> {
		try {
			const track = await openMicrophone();
			if (this.#isOver) return track.stop();
			this.isVoiceless = false;
			this.#use('microphone', track);
			this.#ears().watch(ME, track);
			track.onended = () => void this.#lostMicrophone();
		} catch (error) {
			this.isVoiceless = true;
			toast(`${whyNot('microphone', error)} You can listen.`);
		}
		this.#quiet();
	}

	async #lostMicrophone(): Promise<void> {
		this.#drop('microphone');
		await this.#openMicrophone();
		if (!this.isVoiceless) toast('Your microphone is gone. The default one is used instead.');
		this.#changed();
	}

	#use(source: Source, track: MediaStreamTrack): void {
		this.#drop(source, true);
		this.#own.set(source, track);
		void this.#engine?.send(source, track);
	}

	/** Nothing is sent any more, or in a moment something else. */
	#drop(source: Source, isReplaced = false): void {
		const track = this.#own.get(source);
		if (!track) return;
		track.onended = null;
		track.stop();
		this.#own.delete(source);
		if (!isReplaced) void this.#engine?.send(source, null);
	}

	#sound(device: string, source: 'microphone' | 'screenSound', track: MediaStreamTrack | null): void {
		const name = `${device} ${source}`;
		if (track) this.sounds.set(name, track);
		else this.sounds.delete(name);
		if (source !== 'microphone') return;
		if (track) this.#ears().watch(device, track);
		else this.#levels?.forget(device);
	}

	#ears(): Levels {
		return (this.#levels ??= new Levels((name, isTalking, level) => {
			if (name === ME) this.level = level;
			const isHeard = isTalking && !(name === ME && this.isSilent);
			if (isHeard === this.talking.has(name)) return;
			if (!isHeard) return void this.talking.delete(name);
			this.talking.add(name);
			if (name !== ME) this.lastTalker = name;
		}));
	}

	#end(words: string | undefined): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#engine?.end();
		this.#levels?.end();
		for (const source of [...this.#own.keys()]) this.#drop(source, true);
		this.ended(words);
	}
}
