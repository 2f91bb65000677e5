// @ts-check
// `node scripts/icons.js`: draws the icons of the installed app from the one drawing, static/favicon.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { say } from './parts/say.js';
import { root } from './parts/settings.js';

/** As in src/tokens.css: the ground, the verdigris and the ember of the light theme. */
const colours = { ground: '#f2f0ec', path: '#006769', ember: '#dd5e18' };
/** How much of a side the drawing takes. A mask may cut away all but the middle four fifths. */
const icons = [
	{ name: 'icon-192.png', size: 192, share: 0.76, isOpaque: false },
	{ name: 'icon-512.png', size: 512, share: 0.76, isOpaque: false },
	{ name: 'icon-maskable-512.png', size: 512, share: 0.56, isOpaque: true },
	{ name: 'apple-touch-icon.png', size: 180, share: 0.66, isOpaque: true }
];

const inside = readFileSync(`${root}/static/favicon.svg`, 'utf8')
	.replace(/<\/?svg[^>]*>/g, '')
	.replace(
		/<style>[\s\S]*<\/style>/,
		`<style>path { fill: ${colours.path} } .ember { fill: ${colours.ember} }</style>`
	);

for (const { name, size, share, isOpaque } of icons) {
	const margin = (32 / share - 32) / 2;
	const side = 32 + 2 * margin;
	const ground = `<rect x="${-margin}" y="${-margin}" width="${side}" height="${side}" ${isOpaque ? '' : `rx="${side * 0.22}"`} fill="${colours.ground}"/>`;
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${side} ${side}" width="${size}" height="${size}">${ground}${inside}</svg>`;
	writeFileSync(
		`${root}/static/${name}`,
		await sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer()
	);
}
say(`Drew ${icons.map(({ name }) => name).join(', ')}.`);
