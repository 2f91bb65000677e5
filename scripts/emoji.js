// @ts-check
// Writes src/lib/emoji/emoji.txt from an unpacked emojibase-data, when there are new emoji to know:
//   npm pack emojibase-data && tar -xf emojibase-data-*.tgz && node scripts/emoji.js package
// The package itself is 49 MB, of which this needs a thousandth, so it is no dependency.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './parts/settings.js';

/** @typedef {{ emoji: string, label: string, hexcode: string, tags?: string[], group?: number, order?: number, version: number }} Emoji */

/** What nearly every device in use can draw. */
const NEWEST = 15.1;
/** Skin tones and hair by themselves are no emoji anybody sends. */
const COMPONENTS = 2;
const names = new Map(
	Object.entries({
		0: 'Smileys and emotion',
		1: 'People',
		3: 'Animals and nature',
		4: 'Food and drink',
		5: 'Travel and places',
		6: 'Activities',
		7: 'Objects',
		8: 'Symbols',
		9: 'Flags'
	}).map(([group, name]) => [Number(group), name])
);

const folder = process.argv[2] ?? 'package';
/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
/** @type {Emoji[]} */
const all = read('en/data.json');
/** @type {Record<string, string | string[]>} */
const codes = read('en/shortcodes/emojibase.json');

const kept = all
	.filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= NEWEST)
	.sort((a, b) => (a.group ?? 0) - (b.group ?? 0) || (a.order ?? 0) - (b.order ?? 0));
const lines = [...names].flatMap(([group, name]) => [
	`# ${name}`,
	...kept
		.filter((one) => one.group === group)
		.map(({ emoji, label, hexcode, tags = [] }) => {
			const short = [codes[hexcode] ?? label.toLowerCase().replace(/\W+/g, '_')].flat();
			const known = new Set([...short.flatMap((code) => code.split('_')), ...label.toLowerCase().split(/\W+/)]);
			const more = new Set(tags.flatMap((tag) => tag.toLowerCase().split(/\s+/)).filter((word) => !known.has(word)));
			// What is drawn as a picture anyway is not told so once more: that is how other keyboards write it.
			const plain = emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
			return [plain, label, short.join(' '), [...more].join(' ')].join('\t').trimEnd();
		})
]);
const home = join(root, 'src/lib/emoji');
writeFileSync(join(home, 'emoji.txt'), `${lines.join('\n')}\n`);
copyFileSync(join(folder, 'LICENSE'), join(home, 'emoji-licence.txt'));
console.log(`${kept.length} emoji`);
