const lookalikes: [RegExp, string][] = [
	[/_/g, '.'],
	[/[1i]/g, 'l'],
	[/0/g, 'o'],
	[/m/g, 'rn'],
	[/w/g, 'vv'],
	[/\.+/g, '.']
];

/**
 * What a handle looks like at a glance: handles with the same skeleton are taken for each other, so only one of them is given.
 * The idea is that of Unicode's confusables (UTS 39), for the few characters a handle may have.
 */
export function skeletonOf(handle: string): string {
	return lookalikes.reduce((shape, [from, to]) => shape.replace(from, to), handle);
}
