import { readFileSync } from 'node:fs';

const ESTABLISHED = '01';
const portOf = (address = '') => parseInt(address.split(':')[1] ?? '', 16);

/** How many of the connections from these ports of this machine the server at `port` still holds open. Linux tells it. */
export function heldOpen(port: number, from: number[]): number {
	const theirs = new Set(from);
	const rows = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
	return rows.filter((row) => {
		const [, local, remote, state] = row.trim().split(/\s+/);
		return portOf(local) === port && theirs.has(portOf(remote)) && state === ESTABLISHED;
	}).length;
}
