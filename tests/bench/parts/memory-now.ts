import { setTimeout as sleep } from 'node:timers/promises';

/** What this process holds on to, in bytes, after everything that can be let go is gone. */
export async function memoryNow(): Promise<{ rss: number; heap: number }> {
	for (let round = 0; round < 5; round++) {
		await sleep(100);
		globalThis.gc!();
	}
	const { rss, heapUsed } = process.memoryUsage();
	return { rss, heap: heapUsed };
}
