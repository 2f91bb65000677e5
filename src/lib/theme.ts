export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The cookie that carries the choice, so that the server can draw the first page in it. */
export const THEME_COOKIE = 'theme';

export function isTheme(value: unknown): value is Theme {
	return themes.some((theme) => theme === value);
}
