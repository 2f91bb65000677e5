import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { endPainter, paint, PaintingFailed } from './painting';

// The same names again and again: the next look must be at the file, not at what was seen before.
sharp.cache(false);
const folder = mkdtempSync(join(tmpdir(), 'chatsphere-painting-'));
afterAll(() => {
	endPainter();
	rmSync(folder, { recursive: true, force: true });
});

const [from, main, small] = ['from', 'main', 'small'].map((name) => join(folder, name)) as [string, string, string];
const draw = (bytes: Buffer | string, who = '1') => {
	writeFileSync(from, bytes);
	return paint(who, { from, main, small });
};
const solid = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#286' } })
		.withExif({
			IFD0: { Copyright: 'SECRET-OWNER' },
			IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitude: '13/1 24/1 0/1' }
		})
		.withMetadata({ orientation: 6 });

describe('T39: a picture is drawn anew, so what was hidden in it is gone', () => {
	test.each(['jpeg', 'png', 'webp'] as const)('%s', async (format) => {
		const bytes = await solid(300, 200).toFormat(format).toBuffer();
		expect(String(bytes), 'something to lose').toContain('SECRET-OWNER');
		const drawn = await draw(bytes);
		// Turned the way it was meant to be seen.
		expect(drawn).toMatchObject({ type: `image/${format}`, width: 200, height: 300 });
		for (const path of [main, small]) {
			const { exif, xmp, iptc, orientation } = await sharp(path).metadata();
			expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
		}
		expect(drawn!.blur!.length).toBeLessThanOrEqual(400);
	});
});

test('a large one is made smaller, and its thumbnail fits a message on a dense screen', async () => {
	const drawn = await draw(await solid(3000, 5000).jpeg().toBuffer());
	expect(drawn).toMatchObject({ width: 4096, height: 2458 });
	const { width, height, format } = await sharp(small).metadata();
	expect([width, height, format]).toEqual([800, 480, 'webp']);
});

test('one that moves goes on moving', async () => {
	const frames = ['red', 'green', 'blue'].map((background) => ({
		input: { create: { width: 40, height: 30, channels: 3 as const, background } }
	}));
	const bytes = await sharp(await Promise.all(frames.map(({ input }) => sharp(input).png().toBuffer())), {
		join: { animated: true }
	})
		.gif()
		.toBuffer();
	expect(await draw(bytes)).toMatchObject({ type: 'image/webp', width: 40, height: 30 });
	expect((await sharp(main).metadata()).pages).toBe(3);
	expect((await sharp(small).metadata()).pages).toBeUndefined();
});

test.each([
	['words', 'not a picture'],
	['a drawing with scripts', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'],
	['a rare format', Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(100)])],
	['a plain text format', 'P3 1 1 255 0 0 0\n']
])('%s is no picture', async (_, bytes) => {
	expect(await draw(bytes as string)).toBeNull();
});

test('a painter that dies takes nothing with it, and the next picture has another one', async () => {
	const bytes = await solid(4000, 4000).png().toBuffer();
	const dying = draw(bytes, 'mallory');
	const next = paint('ada', { from, main: `${main}-2`, small: `${small}-2` });
	setTimeout(endPainter, 30);
	await expect(dying).rejects.toBeInstanceOf(PaintingFailed);
	expect(await next).toMatchObject({ width: 4000 });
});
