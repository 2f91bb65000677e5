import type { ServerProcess } from '../processes/ours';
import { startCrowd, type Crowd } from './crowd';
import { Other } from './other';
import type { Seat } from './steps';

export type Mode = 'ours' | 'rival';
const modes: readonly Mode[] = ['ours', 'rival'];

/** A server process and the process of its clients. */
export type Hall = {
	server: Other<ServerProcess>;
	crowd: Crowd;
	gather: (seats: Seat[]) => Promise<void>;
	end: () => void;
};

/**
 * Starts one server and one crowd, which is not gathered yet. Both kinds of server are asked in the
 * same words. Where nothing else is at work, no database for one, the measurement `isPure`: each of the two gets its own core.
 */
export async function openHall(mode: Mode, isPure = false): Promise<Hall> {
	const server = new Other<ServerProcess>(mode);
	const crowd = startCrowd(isPure ? server.processId : undefined);
	const ports = await server.ask('open');
	return {
		server,
		crowd,
		gather: (seats) => crowd.gather({ dialect: mode, ...ports, seats }),
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
