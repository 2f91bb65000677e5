import sharp from 'sharp';
import { inject, expect, test } from 'vitest';
import { send } from './wire';

const baseUrl = inject('baseUrl');
type Manifest = {
	name: string;
	start_url: string;
	display: string;
	icons: { src: string; sizes: string; type: string; purpose: string }[];
};

async function fetched(path: string) {
	const answer = await fetch(new URL(path, baseUrl));
	return {
		status: answer.status,
		type: answer.headers.get('content-type'),
		bytes: Buffer.from(await answer.arrayBuffer())
	};
}

test('P36: the app can be installed: a manifest whose icons are there, and as large as it says', async () => {
	const { status, type, bytes } = await fetched('/manifest.webmanifest');
	expect([status, type]).toEqual([200, 'application/manifest+json']);
	const manifest = JSON.parse(String(bytes)) as Manifest;
	expect([manifest.name, manifest.start_url, manifest.display]).toEqual(['Chatsphere', '/', 'standalone']);
	const sizes = manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`);
	expect(sizes).toEqual(['any any', '192x192 any', '512x512 any', '512x512 maskable']);
	for (const icon of manifest.icons) {
		const { status, type, bytes } = await fetched(icon.src);
		expect([icon.src, status, type]).toEqual([icon.src, 200, icon.type]);
		const { width, height } = await sharp(bytes).metadata();
		if (icon.sizes !== 'any') expect(`${width}x${height}`).toBe(icon.sizes);
		const { isOpaque } = await sharp(bytes).stats();
		expect(isOpaque, 'a mask cuts it, so nothing of it is clear').toBe(icon.purpose === 'maskable');
	}
});

test('P36: pages name the manifest, the icons and both colours of the window', async () => {
	const { body } = await send('/sign-in', { headers: { accept: 'text/html' } });
	for (const rel of ['manifest', 'icon', 'apple-touch-icon']) {
		const [, path = ''] = new RegExp(`<link rel="${rel}" href="([^"]+)"`).exec(body) ?? [];
		expect([rel, (await fetched(path)).status]).toEqual([rel, 200]);
	}
	const colours = [
		...body.matchAll(/<meta name="theme-color" content="(#\w+)" media="\(prefers-color-scheme: (\w+)\)"/g)
	];
	expect(colours.map(([, , scheme]) => scheme)).toEqual(['light', 'dark']);
});
