import { expect, test } from 'vitest';
import { endingOf, partWords, shownSize, sizeWords } from './size';

const MB = 1024 * 1024;

test('sizes are said in the unit that needs the fewest digits', () => {
	const sizes = [0, 1, 2, 1023, 1024, 88 * 1024, MB - 600, MB - 1, MB, 1.84 * MB, 25 * MB, 62.04 * MB, 900 * MB];
	expect(sizes.map((bytes) => sizeWords(Math.round(bytes)))).toEqual([
		...['0 bytes', '1 byte', '2 bytes', '1023 bytes', '1 KB', '88 KB', '1023 KB', '1 MB', '1 MB', '1.8 MB'],
		...['25 MB', '62 MB', '900 MB']
	]);
});

test('a part is said in the unit of the whole', () => {
	expect(partWords(Math.round(3.14 * MB), Math.round(4.8 * MB))).toBe('3.1 of 4.8 MB');
	expect(partWords(0, 88 * 1024)).toBe('0 of 88 KB');
	expect(partWords(5, 11)).toBe('5 of 11 bytes');
});

test('pictures are shown within 400 by 300, upright ones within 240 by 320, and never larger than they are', () => {
	const shown = (width: number, height: number) => Object.values(shownSize({ width, height }));
	expect(shown(4000, 3000)).toEqual([400, 300]);
	expect(shown(4096, 1024)).toEqual([400, 100]);
	expect(shown(1000, 1000)).toEqual([300, 300]);
	expect(shown(3000, 4000)).toEqual([240, 320]);
	expect(shown(1000, 1001)).toEqual([240, 240]);
	expect(shown(64, 48)).toEqual([64, 48]);
	expect(shown(4096, 1)).toEqual([400, 1]);
	expect(shown(1, 4096)).toEqual([1, 320]);
});

test('the end of a name is shown when it is short', () => {
	const names = ['a.pdf', 'päth.CSV', 'archive.tar.gz', 'README', '.env', 'a.', 'x.verylong', 'note.🌒'];
	expect(names.map(endingOf)).toEqual(['PDF', 'CSV', 'GZ', '', '', '', '', '']);
});
