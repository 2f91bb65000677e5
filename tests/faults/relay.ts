import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Life } from '../../scripts/parts/life.js';
import { endChild, hasEnded, waitUntil } from '../../scripts/parts/processes.js';
import { findRelay } from '../../scripts/parts/relay.js';

/** coturn, where this machine has it. */
export const relayProgram = findRelay();

const answers = (port: number) =>
	new Promise<boolean>((resolve) => {
		const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
		socket.on('close', () => undefined).setTimeout(500, () => socket.destroy());
	});

/** A real relay for this machine alone, which knows people by the words that `secret` makes. Answers how to end it. */
export async function openRelay(life: Life, port: number, secret: string): Promise<() => Promise<unknown>> {
	const here = [
		'--listening-ip=127.0.0.1',
		'--relay-ip=127.0.0.1',
		`--listening-port=${port}`,
		'--allow-loopback-peers'
	];
	const words = ['--use-auth-secret', `--static-auth-secret=${secret}`, '--realm=chatsphere'];
	const alone = ['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--pidfile=/dev/null'];
	const child = spawn(relayProgram!, [...here, ...words, ...alone], { stdio: ['ignore', 'ignore', 'ignore'] });
	const end = () => endChild(child, 5000);
	life.later(end);
	const isUp = await waitUntil(async () => hasEnded(child) || (await answers(port)), 20_000);
	if (!isUp || hasEnded(child)) throw new Error('coturn did not start.');
	return end;
}
