import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { nextFrame } from './browser';

type Look = { colorScheme: 'light' | 'dark'; width: number };
/** Colours hardly depend on the room there is: two looks see both themes and both layouts. */
const twoLooks: Look[] = [
	{ colorScheme: 'light', width: 1440 },
	{ colorScheme: 'dark', width: 390 }
];
export const fourLooks: Look[] = [
	...twoLooks,
	{ colorScheme: 'dark', width: 1440 },
	{ colorScheme: 'light', width: 390 }
];

/** Axe finds nothing, light or dark, with room or without; on the whole page, or in what covers some of it. */
export async function isForEverybody(page: Page, looks = twoLooks, within?: string): Promise<void> {
	for (const { colorScheme, width } of looks) {
		await page.setViewportSize({ width, height: 844 });
		// Something that is still fading in is not what people read.
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await nextFrame(page);
		expect(await violations(page, within), `${colorScheme}, ${width} pixels wide`).toEqual([]);
	}
}

/** What axe finds wrong by WCAG 2.2 AA, each with the place it was found in. */
async function violations(page: Page, within?: string): Promise<string[]> {
	if (within) await page.locator(within).first().waitFor();
	// No page has frames of others, so no second page has to be opened to put theirs together: a third of the time.
	const axe = new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']);
	const { violations } = await (within ? axe.include(within) : axe).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.replace(/\s+/g, ' ')}`)
	);
}
