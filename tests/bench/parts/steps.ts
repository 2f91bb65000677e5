import { clientFrame, upgradeRequest } from './wire';

/** One client, and which rooms it opens one after the other. */
export type Seat = { rooms: string[]; cookie?: string };
type Dialect = keyof typeof dialects;
/** Where a crowd sits down, and where it says that an event was heard by all. */
export type Place = { dialect: Dialect; port: number; heardPort: number; seats: Seat[] };

const dialects = {
	ours: {
		path: '/realtime',
		greetings: ['{"type":"hello","version":1}'],
		open: (room: string) => `{"type":"open","channelId":"${room}"}`
	},
	rival: {
		path: '/socket.io/?EIO=4&transport=websocket',
		// The server speaks first.
		greetings: ['', '40'],
		open: (room: string) => `420["open","${room}"]`
	}
};

/** What a client sends until it is in, each as soon as the server has answered what came before. */
export function stepsOf({ dialect, port }: Pick<Place, 'dialect' | 'port'>, { rooms, cookie }: Seat): Buffer[] {
	const { path, greetings, open } = dialects[dialect];
	const texts = [...greetings, ...rooms.map(open)];
	const frames = texts.map((text) => (text === '' ? Buffer.alloc(0) : clientFrame(text)));
	return [Buffer.from(upgradeRequest(path, port, cookie)), ...frames];
}
