import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hueOf } from './hue';
import { sizes } from './size';

const sheet = readFileSync(new URL('../../attributes.css', import.meta.url), 'utf8');
const markup = import.meta.glob<string>(['/src/**/*.svelte', '/src/*.html'], {
	query: '?raw',
	import: 'default',
	eager: true
});

test('each size and each hue has its rule', () => {
	for (const size of sizes) expect(sheet).toContain(`[data-size='${size}'] {\n\t\t--size: ${size}px;`);
	const hues = new Set(Array.from({ length: 200 }, (_, id) => hueOf(String(id))));
	for (const hue of hues) expect(sheet).toContain(`[data-hue='${hue}'] {\n\t\t--hue: var(--person-${hue});`);
	expect(hues.size).toBe(8);
});

test('no markup has a style attribute, which the policy for content would refuse', () => {
	expect(Object.keys(markup).length).toBeGreaterThan(100);
	const found = Object.entries(markup).filter(([, text]) =>
		/<[^>]*\sstyle=|<style[^>]*>[^<]*<\/style>\s*<\/head>/.test(text)
	);
	expect(found.map(([path]) => path)).toEqual([]);
});
