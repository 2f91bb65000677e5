import { findEmoji } from '../emoji/emoji';
import { fitting } from '../fitting';
import type { Token } from './completion';
import type { Person } from '../members/people';
import type { NamedChannel, Sources } from './completing';

/** One line of the list; `text` is what takes the place of what was typed. */
export type Option = { key: string; text: string } & (
	| { kind: 'emoji'; emoji: string; name: string }
	| { kind: 'person'; person: Person }
	| { kind: 'group'; handle: string; who: string }
	| { kind: 'channel'; channel: NamedChannel }
);

/** Lines that are offered at once. */
const OPTION_LIMIT = 8;

function peopleFor(words: string, { people, groups }: Sources, found: Person[]): Option[] {
	const known = people();
	const ids = new Set(known.map(({ id }) => id));
	const others = found.filter(({ id }) => !ids.has(id));
	const several = fitting(groups(), words, ({ handle }) => [handle]);
	// What comes later from the server does not push away what stands there.
	const persons = [known, others].flatMap((all) => fitting(all, words, ({ handle, name }) => [handle, name]));
	return [
		...persons.slice(0, OPTION_LIMIT - several.length).map((person) => ({
			kind: 'person' as const,
			key: `p${person.id}`,
			text: `@${person.handle} `,
			person
		})),
		...several.map((group) => ({
			kind: 'group' as const,
			key: `g${group.handle}`,
			text: `@${group.handle} `,
			...group
		}))
	];
}

function emojiFor(words: string): Option[] {
	const nameOf = (names: string[]) => names.find((name) => name.startsWith(words.toLowerCase())) ?? names[0]!;
	return findEmoji(words, OPTION_LIMIT).map(({ emoji, names }) => ({
		kind: 'emoji',
		key: emoji,
		text: `${emoji} `,
		emoji,
		name: nameOf(names)
	}));
}

function channelsFor(words: string, { channels }: Sources): Option[] {
	const found = fitting(channels(), words, ({ name }) => [name]).slice(0, OPTION_LIMIT);
	return found.map((channel) => ({ kind: 'channel', key: `c${channel.id}`, text: `#${channel.name} `, channel }));
}

/** What can stand for what is being typed; `found` are people the server named besides those at hand. */
export function optionsFor({ kind, words }: Token, sources: Sources | undefined, found: Person[] = []): Option[] {
	if (kind === 'emoji') return emojiFor(words);
	if (!sources) return [];
	return kind === 'person' ? peopleFor(words, sources, found) : channelsFor(words, sources);
}
