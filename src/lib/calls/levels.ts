/** How often it is listened, in milliseconds: a ring must follow a voice within 100. */
const LISTEN_EVERY = 40;
/** From here on it is a voice, as a level from 0 to 1. */
const VOICE = 0.3;
/** Pauses between words are part of talking, in milliseconds. */
const LINGER = 300;

type Ear = {
	source: MediaStreamAudioSourceNode;
	analyser: AnalyserNode;
	samples: Float32Array<ArrayBuffer>;
	heardAt: number;
};

/** From 0 (silence) to 1 (as loud as it can be), as ears have it. */
function levelOf(samples: Float32Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
	return Math.max(0, Math.min(1, (decibels + 66) / 60));
}

/** Listens to tracks by name: how loud they are, and whether somebody talks. */
export class Levels {
	readonly #context = new AudioContext();
	readonly #ears = new Map<string, Ear>();
	readonly #listening: ReturnType<typeof setInterval>;

	constructor(private readonly told: (name: string, isTalking: boolean, level: number) => void) {
		this.#listening = setInterval(() => this.#listen(), LISTEN_EVERY);
	}

	watch(name: string, track: MediaStreamTrack): void {
		this.forget(name);
		void this.#context.resume();
		const source = this.#context.createMediaStreamSource(new MediaStream([track]));
		const analyser = this.#context.createAnalyser();
		analyser.fftSize = 1024;
		source.connect(analyser);
		this.#ears.set(name, { source, analyser, samples: new Float32Array(analyser.fftSize), heardAt: -Infinity });
	}

	forget(name: string): void {
		const ear = this.#ears.get(name);
		if (!ear) return;
		ear.source.disconnect();
		this.#ears.delete(name);
		this.told(name, false, 0);
	}

	end(): void {
		clearInterval(this.#listening);
		void this.#context.close();
	}

	#listen(): void {
		const now = performance.now();
		for (const [name, ear] of this.#ears) {
			ear.analyser.getFloatTimeDomainData(ear.samples);
			const level = levelOf(ear.samples);
			if (level > VOICE) ear.heardAt = now;
			this.told(name, now - ear.heardAt < LINGER, level);
		}
	}
}
