/** Some browsers keep nothing, or have no room left: then a reload forgets, and everything else works. */
export function quietly<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch {
		return undefined;
	}
}

/** Whether this window kept something by that name when its page was left. */
export const hasKept = (name: string): boolean => !!quietly(() => sessionStorage.getItem(name));
