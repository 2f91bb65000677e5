import { preferences } from './preferences.svelte';

type Kind = 'audioinput' | 'audiooutput' | 'videoinput';

/** The microphones, speakers and cameras there are, as long as somebody watches. */
export class Devices {
	#all = $state.raw<MediaDeviceInfo[]>([]);

	/** Answers how to stop. */
	watch(): () => void {
		const look = () => void this.look();
		look();
		navigator.mediaDevices?.addEventListener('devicechange', look);
		return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
	}

	async look(): Promise<void> {
		this.#all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
	}

	/** Those of a kind; the system's own choice is not one of them, and before anything was allowed they have no names. */
	of(kind: Kind): { id: string; name: string }[] {
		return this.#all
			.filter(
				(one) => one.kind === kind && one.deviceId && one.deviceId !== 'default' && one.deviceId !== 'communications'
			)
			.map(({ deviceId, label }) => ({ id: deviceId, name: label }));
	}
}

/** Whether browsers here can play through another speaker than the system's. */
export const canChooseSpeaker = () => 'setSinkId' in HTMLMediaElement.prototype;

/** A microphone as the person likes it; the chosen one if it is there. */
export async function openMicrophone(): Promise<MediaStreamTrack> {
	const { microphone, suppressesNoise, cancelsEcho } = preferences.now;
	const stream = await navigator.mediaDevices.getUserMedia({
		audio: {
			...(microphone && { deviceId: { ideal: microphone } }),
			noiseSuppression: suppressesNoise,
			echoCancellation: cancelsEcho,
			autoGainControl: true
		}
	});
	return stream.getAudioTracks()[0]!;
}

export async function openCamera(): Promise<MediaStreamTrack> {
	const { camera } = preferences.now;
	const stream = await navigator.mediaDevices.getUserMedia({
		video: {
			...(camera && { deviceId: { ideal: camera } }),
			width: { ideal: 1280 },
			height: { ideal: 720 },
			frameRate: { ideal: 24, max: 30 }
		}
	});
	return stream.getVideoTracks()[0]!;
}

/** What the person chooses to show, with its sound where there is one; null when they choose nothing. */
export async function openScreen(): Promise<{ picture: MediaStreamTrack; sound: MediaStreamTrack | null } | null> {
	const stream = await navigator.mediaDevices
		.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true })
		.catch((error: unknown) => {
			if (error instanceof DOMException && error.name === 'NotAllowedError') return null;
			throw error;
		});
	const picture = stream?.getVideoTracks()[0];
	if (!stream || !picture) return null;
	picture.contentHint = 'detail';
	return { picture, sound: stream.getAudioTracks()[0] ?? null };
}

/** Why a device could not be opened, and what to do. */
export function whyNot(what: 'microphone' | 'camera', error: unknown): string {
	const name = error instanceof DOMException ? error.name : '';
	if (name === 'NotAllowedError') return `This page may not use your ${what}. Allow it in the browser’s address bar.`;
	if (name === 'NotFoundError') return `No ${what} was found.`;
	if (name === 'NotReadableError') return `Your ${what} is in use by another program.`;
	return `Your ${what} could not be opened.`;
}
