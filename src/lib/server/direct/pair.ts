/** What a conversation of two people is known by, whoever of them asks: ids are numbers too long for JavaScript's own. */
export function pairKey(one: string, other: string): string {
	const [first, second] = BigInt(one) < BigInt(other) ? [one, other] : [other, one];
	return `${first}:${second}`;
}
