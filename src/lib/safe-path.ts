/** The same-site path in `next`, or `fallback`: nobody is led to another site by a link or a form. */
export function safePath(next: unknown, fallback = '/'): string {
	if (typeof next !== 'string' || next.length > 2000) return fallback;
	// Browsers read "/\" as "//", and drop tabs and line ends before they look.
	if (!/^\/(?![/\\])/.test(next) || /[\p{Cc}\\]/u.test(next)) return fallback;
	const here = 'http://here.invalid';
	if (!URL.canParse(next, here)) return fallback;
	const url = new URL(next, here);
	if (url.origin !== here || url.pathname.startsWith('//')) return fallback;
	return url.pathname + url.search + url.hash;
}

/** The page an address leads to: without the action of a form on it. */
export const pageOf = ({ pathname, search }: URL): string =>
	pathname + search.replace(/^\?\/\w+&?/, '?').replace(/^\?$/, '');
