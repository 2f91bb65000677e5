import type { Role } from '../permissions';

/** What a new server is about, as its pages know it. */
type Young = {
	community: { id: string; iconUrl: string | null };
	role: Role;
	members: readonly unknown[];
	categories: readonly { channels: readonly { isGeneral: boolean; lastSeq: number }[] }[];
};

export const steps = ['picture', 'invite', 'channel', 'hello'] as const;
export type Step = (typeof steps)[number];

/** A server with more people, or more lines, is a place already. */
const MOST_PEOPLE = 5;
const MOST_LINES = 20;

/** Which first steps were taken in a server that is still empty; null for everybody but its owner, and when it is a place. */
export function firstSteps({ community, role, members, categories }: Young): Record<Step, boolean> | null {
	const channels = categories.flatMap(({ channels }) => channels);
	const lines = channels.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
	const done = {
		picture: community.iconUrl !== null,
		invite: members.length > 1,
		channel: channels.length > 1,
		hello: lines > 0
	};
	const isPlace = members.length > MOST_PEOPLE || lines > MOST_LINES || steps.every((step) => done[step]);
	return role === 'owner' && !isPlace ? done : null;
}

/** Remembers in this browser for which servers nothing of this is wanted. */
export const SKIP_COOKIE = 'skipped-steps';
const MOST_SKIPPED = 20;
export const skippedIn = (value: string | undefined): string[] => value?.split('.').filter(Boolean) ?? [];
export const withSkipped = (value: string | undefined, id: string): string =>
	[id, ...skippedIn(value).filter((other) => other !== id)].slice(0, MOST_SKIPPED).join('.');
