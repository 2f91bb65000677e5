/** How often it rings, in milliseconds. */
const EVERY = 3000;
/** Two soft notes, in hertz, and how long each one sounds, in seconds. */
const NOTES = [587.33, 783.99];
const LENGTH = 0.9;

function chime(context: AudioContext, volume: number): void {
	for (const [index, pitch] of NOTES.entries()) {
		const begin = context.currentTime + index * 0.22;
		const [tone, swell] = [context.createOscillator(), context.createGain()];
		tone.frequency.value = pitch;
		swell.gain.setValueAtTime(0, begin);
		swell.gain.linearRampToValueAtTime(volume, begin + 0.04);
		swell.gain.exponentialRampToValueAtTime(0.0001, begin + LENGTH);
		tone.connect(swell).connect(context.destination);
		tone.start(begin);
		tone.stop(begin + LENGTH);
	}
}

/** Rings until it is told to stop. A browser that plays nothing before it was touched stays silent. */
export function ring(volume = 0.12): () => void {
	const context = new AudioContext();
	chime(context, volume);
	const ringing = setInterval(() => chime(context, volume), EVERY);
	return () => {
		clearInterval(ringing);
		void context.close();
	};
}

/** The same once, through the chosen speaker where that is possible. */
export async function testSpeaker(speaker: string): Promise<void> {
	const context = new AudioContext() as AudioContext & { setSinkId?: (id: string) => Promise<void> };
	if (speaker) await context.setSinkId?.(speaker).catch(() => undefined);
	chime(context, 0.2);
	setTimeout(() => void context.close(), 2000);
}
