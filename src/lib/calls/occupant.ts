/**
 * One device of one person inside a call. A call is what goes on in one channel: an audio or video channel, or a direct
 * conversation. `device` is a random word that the browser's tab made for itself.
 */
export type Occupant = {
	device: string;
	userId: string;
	name: string;
	avatarUrl: string | null;
	isMuted: boolean;
	isDeaf: boolean;
	hasCamera: boolean;
	isSharing: boolean;
};

/** How an occupant is, as their browser says it. */
export type OccupantState = Pick<Occupant, 'isMuted' | 'isDeaf' | 'hasCamera' | 'isSharing'>;

type IceServer = { urls: string[]; username?: string; credential?: string };

/** What a browser needs to join: with the mesh everybody connects to everybody, `most` at a time; LiveKit is one place for all. */
export type Ticket =
	| { engine: 'mesh'; iceServers: IceServer[]; isRelayOnly: boolean; most: number }
	| { engine: 'livekit'; url: string; token: string };

/** Why somebody is not inside a call any more, or was not let in. */
export const callEnds = ['removed', 'elsewhere', 'full', 'gone', 'unavailable'] as const;
export type CallEnd = (typeof callEnds)[number];

/** How ringing ended. */
export const ringEnds = ['accepted', 'declined', 'missed', 'cancelled', 'busy'] as const;
export type RingEnd = (typeof ringEnds)[number];

/** People in one call of the mesh, and once somebody is seen: everyone sends what they send to each of the others. */
export const MESH_MOST = 8;
export const MESH_MOST_SEEN = 6;
/** A note of the mesh, in characters: session descriptions are the largest. */
export const SIGNAL_LIMIT = 16 * 1024;
