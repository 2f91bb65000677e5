import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrCode } from './qr';

test('the drawing is the code, module by module, with the margin scanners need', () => {
	const text = 'https://chat.example.org/invite/k7Qm-r4Vt_9Z';
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const svg = qrCode(text);
	const drawn = data.map((row) => row.map(() => false));
	for (const [, x, y, length, back] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
		expect(back).toBe(length);
		drawn[Number(y)]!.fill(true, Number(x), Number(x) + Number(length));
	}
	expect(drawn).toEqual(data);
	expect(svg).toContain(`viewBox="0 0 ${size} ${size}"`);
	expect(data.slice(0, 4).flat().some(Boolean)).toBe(false);
	expect(data.flat().filter(Boolean).length).toBeGreaterThan(200);
});

test('nothing of the text can become part of the drawing', () => {
	expect(qrCode('"><script>alert(1)</script>')).toMatch(
		/^<svg [^<>]*><path fill="#fff" d="[MhvHz\d-]+( [^"]*)?"\/><path d="[Mhvz\d -]+"\/><\/svg>$/
	);
});
