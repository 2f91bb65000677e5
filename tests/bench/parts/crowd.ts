import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrowdProcess } from '../processes/crowd';
import { Other } from './other';
import { stepsOf, type Place } from './steps';

/** A process full of clients. */
export type Crowd = {
	/** Opens all clients, a few at a time. */
	gather: (place: Place) => Promise<void>;
	/** From now on an event counts when so many clients have heard it. */
	expect: (sockets: number, isToBeTimed?: boolean) => Promise<void>;
	/** Milliseconds from sending to hearing, since `expect`. */
	latency: () => Promise<{ p50: number; p99: number }>;
	/** How long it was at work, in microseconds. */
	worked: () => Promise<number>;
	end: () => void;
};

/**
 * The light clients where they could be compiled, else those in Node; in one run always the same for everybody. Light clients
 * that know the process they are kept apart from take a core for themselves.
 */
export function startCrowd(apartFrom?: number): Crowd {
	const program = process.env.BENCH_CROWD;
	return program ? lightCrowd(program, apartFrom) : crowdInNode();
}

function crowdInNode(): Crowd {
	const other = new Other<CrowdProcess>('crowd');
	return {
		gather: settling((place) => other.ask('gather', place)),
		expect: (sockets, isToBeTimed) => other.ask('expect', sockets, isToBeTimed),
		latency: () => other.ask('latency'),
		worked: () => other.ask('worked'),
		end: () => other.end()
	};
}

/** `processes/crowd.c`: a line for each question, a line for each answer. */
function lightCrowd(program: string, apartFrom?: number): Crowd {
	const child = spawn(program, apartFrom ? [String(apartFrom)] : [], { stdio: ['pipe', 'pipe', 'inherit'] });
	// Without it a run would wait for ever.
	child.once('exit', (code) => {
		if (code !== 0) throw new Error(`The crowd ended with ${code}.`);
	});
	const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
	const ask = async (...lines: string[]): Promise<number[]> => {
		child.stdin.write(lines.join('\n') + '\n');
		const { value, done } = await answers.next();
		if (done) throw new Error('The crowd has left.');
		return value.split(' ').map(Number);
	};
	return {
		gather: settling(async (place) => {
			const { port, heardPort, seats } = place;
			const words = (step: Buffer) => step.toString('hex') || '-';
			const lines = seats.map((seat) => stepsOf(place, seat).map(words).join(' '));
			await ask(`gather ${port} ${heardPort} ${seats.length}`, ...lines);
		}),
		async expect(sockets, isToBeTimed = false) {
			await ask(`expect ${sockets} ${Number(isToBeTimed)}`);
		},
		async latency() {
			const [p50, p99] = await ask('latency');
			return { p50: p50!, p99: p99! };
		},
		worked: async () => (await ask('worked'))[0]!,
		end: () => child.stdin.end()
	};
}

/** That they are here goes round a second later; it must not fall among what is measured. */
function settling(gather: Crowd['gather']): Crowd['gather'] {
	return async (place) => {
		await gather(place);
		await sleep(1500);
	};
}
