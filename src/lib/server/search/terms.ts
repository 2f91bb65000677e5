import { pairTerms, settled, unitsOf } from '$lib/search/units';
import { traits, type Trait } from '$lib/search/query';
import type { FileKind } from '$lib/uploads/file';

/** Lines in a block, and where a line stands in it. */
export const BLOCK = 256;
export const blockOf = (seq: number) => Math.floor(seq / BLOCK);

/** The eight columns with a bit for each line of a block. */
export const bitColumns = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'] as const;
export type Bits = Record<(typeof bitColumns)[number], number>;

/** Every message has this one; it answers searches without words. No word looks like it, nor like the two below. */
export const ANY = '*';
export const authorTerm = (authorId: string) => `@${authorId}`;
export const traitTerm = (trait: Trait) => `+${trait}`;

const link = /\bhttps?:\/\/\S/i;

/** What a message is found by: who wrote what, and the kinds of its files. */
type Findable = { body: string; authorId: string; kinds?: FileKind[] };

/** Whether a message is one of those that `has:` asks for. */
export function isOfTrait({ body, kinds = [] }: Omit<Findable, 'authorId'>, trait: Trait): boolean {
	if (trait === 'link') return link.test(body);
	return trait === 'file' ? kinds.length > 0 : kinds.includes(trait);
}

/** Under what a message is found. */
export function termsOf(message: Findable): Set<string> {
	const { body, authorId } = message;
	const units = unitsOf(settled(body));
	const terms = new Set([ANY, authorTerm(authorId), ...pairTerms(units)]);
	for (const { term } of units) terms.add(term);
	for (const trait of traits) if (isOfTrait(message, trait)) terms.add(traitTerm(trait));
	return terms;
}
