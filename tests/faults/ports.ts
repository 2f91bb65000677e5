import { randomInt } from 'node:crypto';
import { requirePort } from '../../scripts/parts/port.js';

/** A free port below those the system gives to clients, so that none of thousands of them sits on it while its server is away. */
export async function quietPort(): Promise<number> {
	for (let tries = 0; tries < 50; tries++) {
		const port = randomInt(21_000, 32_000);
		const isFree = await requirePort({ host: '127.0.0.1', port }).then(
			() => true,
			() => false
		);
		if (isFree) return port;
	}
	throw new Error('No free port was found.');
}
