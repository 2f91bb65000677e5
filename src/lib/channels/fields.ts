import type { Channel, Grants } from './channel';

/** What the form of a channel holds, as it is drawn and as it was posted. */
export type ChannelFields = {
	kind: string;
	name: string;
	topic: string;
	categoryId: string;
	isPrivate: boolean;
	isReadOnly: boolean;
	moderators: boolean;
	/** Ids of people it names, and handles that were typed. */
	people: string[];
	handles: string[];
};

export const newFields = (categoryId: string): ChannelFields => ({
	kind: 'text',
	name: '',
	topic: '',
	categoryId,
	isPrivate: false,
	isReadOnly: false,
	// Whoever hides a channel nearly always hides it with the other moderators.
	moderators: true,
	people: [],
	handles: []
});

export function fieldsOf(channel: Channel, grants: Grants): ChannelFields {
	const { kind, name, topic, categoryId, isPrivate, isReadOnly } = channel;
	const people = grants.people.map(({ id }) => id);
	const moderators = grants.moderators || !isPrivate;
	return { kind, name, topic, categoryId: categoryId ?? '', isPrivate, isReadOnly, moderators, people, handles: [] };
}

type Posted = Record<string, string | string[]>;

/** What was posted and refused, to be drawn again as it was typed. */
export function fieldsFrom(posted: Posted): ChannelFields {
	const word = (name: string) => (typeof posted[name] === 'string' ? posted[name] : '');
	const list = (name: string) => (Array.isArray(posted[name]) ? posted[name] : []).filter(Boolean);
	return {
		kind: word('kind'),
		name: word('name'),
		topic: word('topic'),
		categoryId: word('categoryId'),
		isPrivate: word('isPrivate') === 'on',
		isReadOnly: word('isReadOnly') === 'on',
		moderators: word('moderators') === 'on',
		people: list('people'),
		handles: list('handles')
	};
}

/** Everybody whose name the form can show: those the channel names already, and members as far as they are loaded. */
export function knownPeople<Person extends { id: string; name: string; handle: string }>(
	{ people }: Grants,
	members: Person[]
): Grants['people'] {
	const named = new Set(people.map(({ id }) => id));
	return [...people, ...members.filter(({ id }) => !named.has(id))];
}
