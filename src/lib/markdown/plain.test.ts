import { expect, test } from 'vitest';
import { parse } from './parse';
import { plain } from './plain';

test.each([
	['**Morning**, _all_: `x` ~~y~~', 'Morning, all: x y'],
	['the murderer is ||**the gardener**||', 'the murderer is (spoiler)'],
	['[words](https://example.org/) https://example.org/', 'words https://example.org/'],
	['> a\n> b\n\n- c\n  - d\n- e\n\n3. f', 'a b • c • d • e 3. f'],
	['look:\n```js\nlet a;\nlet b;\n```', 'look: let a; let b;'],
	['<b>a</b>', '<b>a</b>']
])('%j', (text, expected) => expect(plain(parse(text))).toBe(expected));
