import type { Occupant } from './occupant';

/** What one person sends to the others. */
export const sources = ['microphone', 'screenSound', 'camera', 'screen'] as const;
export type Source = (typeof sources)[number];

export type Quality = 'good' | 'poor' | 'lost';

/** Something to look at. Showing it is the engine's business: it sends less of what is small or out of sight. */
export type Picture = { show: (video: HTMLVideoElement) => () => void };

/** What an engine tells about the devices inside; null when there is nothing any more. */
export type Told = {
	sound: (device: string, source: 'microphone' | 'screenSound', track: MediaStreamTrack | null) => void;
	picture: (device: string, source: 'camera' | 'screen', picture: Picture | null) => void;
	quality: (device: string, quality: Quality) => void;
	/** There is no relay, without which nobody may be met. */
	unreachable: () => void;
	/** Its own line to where the media go is there, or not. */
	connected: (isConnected: boolean) => void;
	/** It has no place any more and will not come back by itself. */
	lost: () => void;
};

/** How sound and pictures travel between the people of a call. */
export type Engine = {
	/** Sends this track from now on; null sends nothing. */
	send: (source: Source, track: MediaStreamTrack | null) => Promise<void>;
	/** One's own microphone is silent, or is not. */
	mute: (isMuted: boolean) => void;
	/** We just came, or came back, and these others are inside. */
	meet: (others: Occupant[]) => void;
	/** Who is inside now, as everybody is told. */
	people: (others: Occupant[]) => void;
	/** Another device of the call said something to this one. */
	hear: (from: string, data: string) => void;
	end: () => void;
};
