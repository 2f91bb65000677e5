import { sources, type Quality, type Source, type Told } from './engine';

/** What two devices say to each other through the server. `link` names the connection that is meant. */
export type Signal = {
	link: string;
	description?: RTCSessionDescriptionInit;
	candidates?: RTCIceCandidateInit[];
};

/** Candidates come in bursts; they are told together, in milliseconds. */
const GATHER = 60;
/** A way that is lost often comes back by itself; after this long another one is looked for. */
const RESTART_AFTER = 2500;
/** Slower answers than this, in seconds, or more loss than this, are heard. */
const SLOW = 0.4;
const LOSSY = 0.06;

/** A link that is younger than this is given time. */
const FRESH = 5000;

const kindOf = (source: Source) => (source === 'microphone' || source === 'screenSound' ? 'audio' : 'video');

/** How much of a picture is sent to each of so many others. */
function budget(source: Source, others: number): RTCRtpEncodingParameters {
	if (source === 'screen') return { maxBitrate: others > 3 ? 900_000 : 2_000_000, maxFramerate: 15 };
	if (others <= 1) return { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 };
	return others <= 3
		? { maxBitrate: 600_000, scaleResolutionDownBy: 1.5 }
		: { maxBitrate: 300_000, scaleResolutionDownBy: 2 };
}

/**
 * The connection of two devices. It has a lane for each source from the beginning, so that cameras and screens go on and off
 * without anything being agreed anew; only a lost way is. When both make an offer at once, the polite one takes its own back.
 */
export class Link {
	/** Whether the server has told that the other one is inside. */
	isListed = false;
	readonly begunAt = performance.now();
	/** This side has found a place at which it can be met. */
	hasPlace = false;
	readonly #pc: RTCPeerConnection;
	#isOffering = false;
	#isDeaf = false;
	#isBegun = false;
	#candidates: RTCIceCandidateInit[] = [];
	#gathering: ReturnType<typeof setTimeout> | undefined;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#work: Promise<unknown> = Promise.resolve();
	#others = 1;

	constructor(
		readonly id: string,
		private readonly device: string,
		private readonly isPolite: boolean,
		config: RTCConfiguration,
		private readonly tracks: ReadonlyMap<Source, MediaStreamTrack>,
		private readonly say: (signal: Signal) => void,
		private readonly told: Told
	) {
		const pc = new RTCPeerConnection(config);
		this.#pc = pc;
		pc.onnegotiationneeded = () => void this.#offer();
		pc.onicecandidate = ({ candidate }) => candidate?.candidate && this.#tellLater(candidate.toJSON());
		pc.onconnectionstatechange = () => this.#changed();
	}

	get isConnected(): boolean {
		return this.#pc.connectionState === 'connected';
	}

	/** It may still be on its way. */
	get isFresh(): boolean {
		return performance.now() - this.begunAt < FRESH;
	}

	/** This side begins. */
	begin(): void {
		for (const source of sources) this.#pc.addTransceiver(kindOf(source), { direction: 'sendrecv' });
		this.#open();
	}

	/** Takes what the other side said, one thing after the other. */
	hear(signal: Signal): void {
		this.#work = this.#work.then(() => this.#hear(signal)).catch(() => this.#retry());
	}

	async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
		await this.#lane(source)?.sender.replaceTrack(track);
		await this.#tune(source);
	}

	/** Sends smaller pictures the more people there are. */
	async share(others: number): Promise<void> {
		if (others === this.#others) return;
		this.#others = others;
		await Promise.all([this.#tune('camera'), this.#tune('screen')]);
	}

	/** Looks for another way. */
	#restart(): void {
		if (this.#pc.signalingState !== 'closed') this.#pc.restartIce();
	}

	async measure(): Promise<void> {
		if (!this.isConnected) return;
		let quality: Quality = 'good';
		for (const [, one] of await this.#pc.getStats()) {
			if (one.type === 'candidate-pair' && one.nominated && one.currentRoundTripTime > SLOW) quality = 'poor';
			if (one.type === 'remote-inbound-rtp' && one.fractionLost > LOSSY) quality = 'poor';
		}
		if (this.isConnected) this.told.quality(this.device, quality);
	}

	end(): void {
		clearTimeout(this.#gathering);
		clearTimeout(this.#patience);
		this.#pc.onnegotiationneeded = this.#pc.onicecandidate = this.#pc.onconnectionstatechange = null;
		this.#pc.close();
	}

	#lane(source: Source): RTCRtpTransceiver | undefined {
		return this.#pc.getTransceivers()[sources.indexOf(source)];
	}

	/** The lanes are there: sends what there is, and tells what will come. */
	#open(): void {
		if (this.#isBegun) return;
		this.#isBegun = true;
		for (const source of sources) {
			const lane = this.#lane(source);
			if (!lane) continue;
			lane.direction = 'sendrecv';
			void this.send(source, this.tracks.get(source) ?? null).catch(() => undefined);
			const { track } = lane.receiver;
			if (source === 'camera' || source === 'screen')
				this.told.picture(this.device, source, {
					show: (video) => {
						video.srcObject = new MediaStream([track]);
						return () => (video.srcObject = null);
					}
				});
			else this.told.sound(this.device, source, track);
		}
	}

	async #tune(source: Source): Promise<void> {
		if (source !== 'camera' && source !== 'screen') return;
		const sender = this.#lane(source)?.sender;
		if (!sender?.track) return;
		const parameters = sender.getParameters();
		if (!parameters.encodings?.length) return;
		parameters.encodings = parameters.encodings.map((one) => ({ ...one, ...budget(source, this.#others) }));
		// Whoever cannot be told sends as much as it thinks right.
		await sender.setParameters(parameters).catch(() => undefined);
	}

	async #offer(): Promise<void> {
		try {
			this.#isOffering = true;
			await this.#pc.setLocalDescription();
			this.#sayDescription();
		} catch {
			this.#retry();
		} finally {
			this.#isOffering = false;
		}
	}

	async #hear({ description, candidates }: Signal): Promise<void> {
		if (this.#pc.signalingState === 'closed') return;
		if (description) {
			const isBusy = this.#isOffering || this.#pc.signalingState !== 'stable';
			const collides = description.type === 'offer' && isBusy;
			this.#isDeaf = collides && !this.isPolite;
			if (this.#isDeaf) return;
			await this.#pc.setRemoteDescription(description);
			this.#open();
			if (description.type === 'offer') {
				await this.#pc.setLocalDescription();
				this.#sayDescription();
			}
		}
		for (const candidate of candidates ?? [])
			await this.#pc.addIceCandidate(candidate).catch((error: unknown) => {
				if (!this.#isDeaf) throw error;
			});
	}

	#sayDescription(): void {
		const description = this.#pc.localDescription;
		if (description) this.say({ link: this.id, description: { type: description.type, sdp: description.sdp } });
	}

	#tellLater(candidate: RTCIceCandidateInit): void {
		this.hasPlace = true;
		this.#candidates.push(candidate);
		this.#gathering ??= setTimeout(() => {
			this.#gathering = undefined;
			this.say({ link: this.id, candidates: this.#candidates });
			this.#candidates = [];
		}, GATHER);
	}

	#changed(): void {
		const { connectionState: state } = this.#pc;
		clearTimeout(this.#patience);
		if (state === 'connected') this.told.quality(this.device, 'good');
		if (state === 'disconnected' || state === 'failed') this.told.quality(this.device, 'lost');
		if (state === 'disconnected') this.#patience = setTimeout(() => this.#restart(), RESTART_AFTER);
		if (state === 'failed') this.#restart();
	}

	#retry(): void {
		this.told.quality(this.device, 'lost');
		clearTimeout(this.#patience);
		this.#patience = setTimeout(() => this.#restart(), RESTART_AFTER);
	}
}
