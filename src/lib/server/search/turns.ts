import { atMost } from '../at-most';
import { lasting } from '../lasting';
import { refuse } from '../refuse';

/** Searches of one person at a time, and of everybody: the others find connections to the database free. */
const OWN = 2;
const ALL = 4;

const turns = lasting('search turns', () => ({ own: new Map<string, number>(), all: atMost(ALL) }));

/** Runs a search of this person; refused while two others of theirs are under way. */
export async function inTurn<T>(viewerId: string, work: () => Promise<T>): Promise<T> {
	const mine = turns.own.get(viewerId) ?? 0;
	if (mine >= OWN) refuse('too-many');
	turns.own.set(viewerId, mine + 1);
	try {
		return await turns.all(work);
	} finally {
		const left = turns.own.get(viewerId)! - 1;
		if (left > 0) turns.own.set(viewerId, left);
		else turns.own.delete(viewerId);
	}
}
