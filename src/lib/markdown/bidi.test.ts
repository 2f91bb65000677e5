import { expect, test } from 'vitest';
import { closed } from './bidi';
import { parse } from './parse';

const [LRE, RLO, PDF, RLI, PDI] = ['\u202A', '\u202E', '\u202C', '\u2067', '\u2069'];

test('what is opened is closed in its line', () => {
	expect(closed(`a ${RLO}b`)).toBe(`a ${RLO}b${PDF}`);
	expect(closed(`${RLI}a${LRE}b\nc`)).toBe(`${RLI}a${LRE}b${PDF}${PDI}\nc`);
	expect(closed(`${RLI}a${LRE}b${PDI}c`)).toBe(`${RLI}a${LRE}b${PDI}c`);
});

test('what closes nothing is left out', () => {
	expect(closed(`a${PDF}b${PDI}c`)).toBe('abc');
	expect(closed(`${RLI}a${PDF}b${PDI}`)).toBe(`${RLI}ab${PDI}`);
});

test('text that is right stays as it is', () => {
	for (const text of ['שלום', `a ${RLO}right-to-left${PDF} override`, `${RLI}${LRE}a${PDF}${PDI}`, '\u200Fa'])
		expect(closed(text)).toBe(text);
});

test('no part of a message turns its neighbours about', () => {
	expect(parse(`**a${RLO}b** c \`${RLI}\` ${PDF}d`)).toEqual([
		{
			type: 'paragraph',
			children: [
				{ type: 'strong', children: [{ type: 'text', text: `a${RLO}b${PDF}` }] },
				{ type: 'text', text: ' c ' },
				{ type: 'code', text: `${RLI}${PDI}` },
				{ type: 'text', text: ' d' }
			]
		}
	]);
});
