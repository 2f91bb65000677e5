/** Lets so many pieces of work run at a time; the others wait their turn, in order, after those that are `urgent`. */
export function atMost(places: number) {
	let free = places;
	const waiting: (() => void)[] = [];
	const urgent: (() => void)[] = [];
	return async <T>(work: () => Promise<T>, isUrgent = false): Promise<T> => {
		if (free > 0) free -= 1;
		else await new Promise<void>((begin) => (isUrgent ? urgent : waiting).push(begin));
		try {
			return await work();
		} finally {
			const next = urgent.shift() ?? waiting.shift();
			if (next) next();
			else free += 1;
		}
	};
}
