import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { atMost } from '../at-most';
import { lasting } from '../lasting';
import { log } from '../log';
import { oneByOne } from '../one-by-one';
import program from './painter.js?raw';

/** What became of a picture. `blur`: a data URL of a few hundred bytes. */
export type Drawn = { type: string; size: number; width: number; height: number; blur: string | null };
/** The painter died of a picture, or took too long. */
export class PaintingFailed extends Error {}
type Job = { from: string; main: string } & ({ small: string } | { side: number });

/** Longer than any picture within the limits takes on a busy machine. */
const PATIENCE = 40_000;
/** How long the painter is kept for the next picture, in milliseconds; it takes a quarter of a second to start. */
const IDLE = 30_000;
/** Memory of the painter, in KiB. Linux holds it to that; elsewhere the limit of dots has to do. */
const MEMORY = 900_000;

const painter = lasting('painter', () => ({
	child: undefined as ChildProcess | undefined,
	idle: undefined as NodeJS.Timeout | undefined,
	inTurn: atMost(1),
	underWay: new Map<string, Promise<unknown>>()
}));

function start(): ChildProcess {
	const sharp = createRequire(import.meta.url).resolve('sharp');
	const node = [process.execPath, '--max-old-space-size=64', '--input-type=module', '--eval', program, sharp];
	const [command, ...args] =
		process.platform === 'linux'
			? ['/bin/sh', '-c', `ulimit -d ${MEMORY} && exec "$0" "$@"`, ...node]
			: (node as [string, ...string[]]);
	// No secrets in its environment.
	const env = { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2' };
	const child = spawn(command!, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
	child.on('exit', () => {
		if (painter.child === child) painter.child = undefined;
	});
	child.on('error', (error) => log().error({ err: error }, 'the painter did not start'));
	if (child.pid)
		try {
			// Whoever reads and writes messages comes first.
			setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
		} catch {
			// Then it is as important as we are.
		}
	child.unref();
	child.channel?.unref();
	return child;
}

function hand(child: ChildProcess, job: Job): Promise<Drawn | null> {
	return new Promise((resolve, reject) => {
		const end = (finish: () => void) => {
			clearTimeout(late);
			child.off('message', answered);
			child.off('exit', died);
			child.channel?.unref();
			finish();
		};
		const failed = () => reject(new PaintingFailed());
		const answered = (answer: unknown) => {
			const { drawn, isTooMuch } = answer as { drawn: Drawn | null; isTooMuch?: boolean };
			end(isTooMuch ? failed : () => resolve(drawn));
		};
		const died = () => end(failed);
		const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
		child.on('message', answered);
		child.on('exit', died);
		child.channel?.ref();
		child.send(job, (error) => error && end(failed));
	});
}

/**
 * Draws the picture in `from` anew: whole with a thumbnail, or as a square of `side`. Null when it is no picture we read;
 * throws `PaintingFailed` for one that is made to be too much. Done by another process, one picture at a time, and one of each
 * person after those of the others.
 */
export function paint(ownerId: string, job: Job): Promise<Drawn | null> {
	return oneByOne(painter.underWay, ownerId, () =>
		painter.inTurn(async () => {
			clearTimeout(painter.idle);
			const child = (painter.child ??= start());
			try {
				return await hand(child, job);
			} finally {
				painter.idle = setTimeout(endPainter, IDLE).unref();
			}
		})
	);
}

/** Ends the painter; the next picture starts another one. */
export function endPainter(): void {
	clearTimeout(painter.idle);
	painter.child?.kill('SIGKILL');
	painter.child = undefined;
}
