/** Remembers a choice of this browser for a year, where the server sees it with the next request. Never for secrets. */
export function rememberChoice(name: string, value: string): void {
	const secure = location.protocol === 'https:' ? '; secure' : '';
	document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax${secure}`;
}
