import type { Member } from './member';

/** Somebody as they are offered where a name is typed. */
export type Person = Omit<Member, 'role'>;

/** Asks for the people of a server whose name or handle begins so; a few, the most trusted first. */
export function peopleOf(communityId: string): (words: string, signal: AbortSignal) => Promise<Person[]> {
	return async (words, signal) => {
		const address = `/api/servers/${communityId}/people?q=${encodeURIComponent(words)}`;
		const answer = await fetch(address, { signal, headers: { accept: 'application/json' } });
		return answer.ok ? ((await answer.json()) as { people: Person[] }).people : [];
	};
}
