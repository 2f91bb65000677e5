import { MESH_MOST, MESH_MOST_SEEN, type CallEnd } from './occupant';

/** Why one is not inside any more; nothing where the person knows. */
export const endWords: Record<CallEnd, string> = {
	removed: 'You were disconnected by a moderator.',
	elsewhere: 'Your call goes on in another window.',
	full: `That call is full: it has room for ${MESH_MOST} people, and for ${MESH_MOST_SEEN} when somebody is seen.`,
	gone: 'That call is not available to you any more.',
	unavailable: 'Calls are not available just now. Messages still work.'
};

/** "12:04", with hours when there are some. */
export function timer(seconds: number): string {
	const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
	const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

export const peopleWords = (count: number) => (count === 1 ? '1 person' : `${count} people`);
