/** `ids` with `moved` put before `before`, or last where that is null; null when either is not among them. */
export function movedBefore(ids: string[], moved: string, before: string | null): string[] | null {
	const others = ids.filter((id) => id !== moved);
	if (others.length === ids.length || (before !== null && !ids.includes(before))) return null;
	if (before === moved) return ids;
	const at = before === null ? others.length : others.indexOf(before);
	return others.toSpliced(at, 0, moved);
}

/** `places` in the order of `ids`; those that are not named keep theirs, at the end. */
export function inOrder<T extends { id: string }>(places: T[], ids: string[]): T[] {
	const rank = new Map(ids.map((id, index) => [id, index]));
	const rankOf = ({ id }: T) => rank.get(id) ?? ids.length;
	return places.toSorted((a, b) => rankOf(a) - rankOf(b));
}
