import { quietly } from '../on-device';

const KEPT = 'calls';

const defaults = {
	/** Devices by the browser's names for them; empty means whichever the system prefers. */
	microphone: '',
	speaker: '',
	camera: '',
	suppressesNoise: true,
	cancelsEcho: true,
	/** One is heard only while this key is held. */
	isPushToTalk: false,
	key: 'Backquote',
	/** One sees oneself as in a mirror. */
	isMirrored: true,
	beginsMuted: false,
	beginsWithCamera: false,
	/** How loud single people are, from 0 to 1, where that is not 1. */
	volumes: {} as Record<string, number>
};

/** How somebody takes part in calls on this device. */
class Preferences {
	now = $state({ ...defaults });

	/** What was kept on the device; only for browsers. */
	begin(): void {
		const kept = quietly(() => JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<typeof defaults>);
		this.now = { ...defaults, ...kept };
	}

	set(wishes: Partial<typeof defaults>): void {
		Object.assign(this.now, wishes);
		quietly(() => localStorage.setItem(KEPT, JSON.stringify(this.now)));
	}

	volumeOf(userId: string): number {
		return this.now.volumes[userId] ?? 1;
	}

	setVolume(userId: string, volume: number): void {
		const { [userId]: _, ...others } = this.now.volumes;
		this.set({ volumes: volume === 1 ? others : { ...others, [userId]: volume } });
	}
}

export const preferences = new Preferences();
