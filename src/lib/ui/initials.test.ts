import { expect, test } from 'vitest';
import { initials } from './initials';

test.each([
	['Mara Okafor', 'MO'],
	['mara', 'M'],
	['Ines de la Cruz', 'IC'],
	['  Tomás   Rey ', 'TR'],
	['élodie Brun', 'ÉB'],
	['(Wren) Ellery', 'WE'],
	['山田 太郎', '山太'],
	['山田太郎', '山'],
	['👩‍🚀 Vega', '👩‍🚀V'],
	['🇳🇴🇸🇪', '🇳🇴'],
	['é́ x', 'É́X'],
	['!!!', '!'],
	['   ', '?'],
	['', '?']
])('%j is %s', (name, expected) => {
	expect(initials(name)).toBe(expected);
});
