/** Some browsers keep nothing, or have no room left: then a reload forgets, and everything else works. */
export function quietly<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch {
		return undefined;
	}
}
