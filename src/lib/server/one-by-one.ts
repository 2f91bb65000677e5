/** Runs `work` after whatever of the same `key` is under way, also when that fails; `underWay` is where they know of each other. */
export async function oneByOne<T>(
	underWay: Map<string, Promise<unknown>>,
	key: string,
	work: () => Promise<T>
): Promise<T> {
	const before = underWay.get(key);
	const done = Promise.resolve(before)
		.catch(() => undefined)
		.then(work);
	underWay.set(key, done);
	try {
		return await done;
	} finally {
		if (underWay.get(key) === done) underWay.delete(key);
	}
}
