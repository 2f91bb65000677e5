/** The cookie that carries how this browser shows messages, beside the theme. */
export const LOOK_COOKIE = 'look';

/** Sizes of the words of messages, in pixels. */
export const SIZES = { least: 12, usual: 15, most: 19 };

export type Look = {
	isCompact: boolean;
	/** Of the words of messages, in pixels. */
	size: number;
	/** Nothing moves, whatever the system says. */
	isStill: boolean;
	/** Each message shows its time, also without a pointer over it. */
	showsTimes: boolean;
};

const isSize = (size: number) => Number.isInteger(size) && size >= SIZES.least && size <= SIZES.most;

/** What the cookie says; what it does not say well is as usual. */
export function lookOf(cookie: string | undefined): Look {
	const words = (cookie ?? '').slice(0, 60).split('.');
	return {
		isCompact: words.includes('compact'),
		size: words.map(Number).find(isSize) ?? SIZES.usual,
		isStill: words.includes('still'),
		showsTimes: words.includes('times')
	};
}

export function cookieOf({ isCompact, size, isStill, showsTimes }: Look): string {
	return [isCompact && 'compact', size, isStill && 'still', showsTimes && 'times'].filter(Boolean).join('.');
}

/** The data attributes of the page's root that style sheets follow; undefined for none. */
export function marksOf({ isCompact, size, isStill, showsTimes }: Look): Record<string, string | undefined> {
	return {
		density: isCompact ? 'compact' : undefined,
		words: size === SIZES.usual ? undefined : String(size),
		motion: isStill ? 'still' : undefined,
		times: showsTimes ? 'all' : undefined
	};
}

/** The same as attributes of a tag, each after a space. */
export function attributesOf(look: Look): string {
	return Object.entries(marksOf(look))
		.map(([name, value]) => (value === undefined ? '' : ` data-${name}="${value}"`))
		.join('');
}
