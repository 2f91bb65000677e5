import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/parts/settings.js';

/** The lines of the table “What people see, and where it is proved” of src/README.md: a number and the tests it names. */
const lines = [...readFileSync(join(root, 'src/README.md'), 'utf8').matchAll(/^\| (P\d+) +\|.*\| ([^|]+?) *\|$/gm)].map(
	([, row = '', tests = '']) => ({ row, tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file) })
);

test('every row of the product has its line, once', () => {
	expect(lines.map(({ row }) => row)).toEqual(Array.from({ length: 40 }, (_, index) => `P${index + 1}`));
});

test.each(lines)('$row is named by a test in each file that its line names', ({ row, tests }) => {
	expect(tests.length).toBeGreaterThan(0);
	const names = new RegExp(`^\\s*(?:test|describe|.*\\bname:|['"\`]).*\\b${row}\\b`, 'm');
	const without = tests.filter((file) => !names.test(readFileSync(join(root, file), 'utf8')));
	expect(without).toEqual([]);
});
