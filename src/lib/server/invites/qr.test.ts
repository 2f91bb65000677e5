import sharp from 'sharp';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrCode } from './qr';

test('the drawing is the code, module by module, with the margin scanners need', async () => {
	const text = 'https://chat.example.org/invite/k7Qm-r4Vt_9Z';
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const scale = 5;
	const { data: pixels, info } = await sharp(Buffer.from(qrCode(text)))
		.resize(size * scale)
		.removeAlpha()
		.greyscale()
		.raw()
		.toBuffer({ resolveWithObject: true });
	const middle = (cell: number) => cell * scale + 2;
	const drawn = data.map((row, y) => row.map((_, x) => pixels[middle(y) * info.width + middle(x)]! < 128));
	expect(drawn).toEqual(data);
	expect(data.slice(0, 4).flat().some(Boolean)).toBe(false);
	expect(data.flat().filter(Boolean).length).toBeGreaterThan(200);
});

test('nothing of the text can become part of the drawing', () => {
	expect(qrCode('"><script>alert(1)</script>')).toMatch(
		/^<svg [^<>]*><path fill="#fff" d="[MhvHz\d-]+( [^"]*)?"\/><path d="[Mhvz\d -]+"\/><\/svg>$/
	);
});
