import type { Crowd, Seat } from '../processes/crowd';
import type { ServerProcess } from '../processes/ours';
import { Other } from './other';

export type Mode = 'ours' | 'rival';
const modes: readonly Mode[] = ['ours', 'rival'];

/** A server process and the process of its clients. */
export type Hall = {
	server: Other<ServerProcess>;
	crowd: Other<Crowd>;
	gather: (seats: Seat[]) => Promise<void>;
	end: () => void;
};

/** Starts one server and one crowd, which is not gathered yet. Both kinds of server are asked in the same words. */
export async function openHall(mode: Mode): Promise<Hall> {
	const server = new Other<ServerProcess>(mode);
	const crowd = new Other<Crowd>('crowd');
	const ports = await server.ask('open');
	return {
		server,
		crowd,
		gather: (seats) => crowd.ask('gather', { dialect: mode, ...ports, seats }),
		end() {
			crowd.end();
			server.end();
		}
	};
}

/** Which goes first changes from one repetition to the next. */
export function inTurn(repetition: number): readonly Mode[] {
	return repetition % 2 === 0 ? modes : [...modes].reverse();
}
