/** Files that are sent side by side, whatever message they are for. */
const AT_ONCE = 3;

let running = 0;
const waiting: (() => void)[] = [];

/** Does it when it is its turn. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
	else running += 1;
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else running -= 1;
	}
}
