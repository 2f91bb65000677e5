import type { SearchLine, Want } from '$lib/search/query';
import { pairTerms } from '$lib/search/units';
import type { Need } from './blocks';
import { ANY, authorTerm, traitTerm } from './terms';

/** What the index is asked for a want; whether the units follow one another only the message itself can tell. */
function needsOf({ units, isPrefix }: Want): Need[] {
	const needs: Need[] = pairTerms(units).map((term) => ({ anyOf: [term] }));
	const isBesideAnother = units.map(
		({ isDense, start, end }) =>
			isDense && units.some((other) => other.isDense && (other.end === start || other.start === end))
	);
	units.forEach(({ term }, index) => {
		if (isPrefix && index === units.length - 1) needs.push({ beginning: term });
		else if (!isBesideAnother[index]) needs.push({ anyOf: [term] });
	});
	return needs;
}

/** Everything a message must have to be found, each thing once. */
export function needsFor(line: SearchLine, authorIds: string[]): Need[] {
	const needs = [
		...line.wants.flatMap(needsOf),
		...(authorIds.length > 0 ? [{ anyOf: authorIds.map(authorTerm) }] : []),
		...line.has.map((trait) => ({ anyOf: [traitTerm(trait)] }))
	];
	const once = new Map(needs.map((need) => [JSON.stringify(need), need]));
	return once.size > 0 ? [...once.values()] : [{ anyOf: [ANY] }];
}
