/** Things people, scripts and attackers put where a word or a number is expected. */
export const oddTexts: Record<string, string> = {
	nothing: '',
	spaces: '   ',
	zero: '0',
	'a list': '[]',
	'an object': '{}',
	true: 'true',
	null: 'null',
	undefined: 'undefined',
	NaN: 'NaN',
	infinity: '-Infinity',
	'a negative number': '-1',
	'a fraction': '1.5',
	'a number too large to be one': '1e309',
	'a number too large to be exact': '9007199254740993',
	'a number too large for its column': '4294967296',
	'a hexadecimal number': '0x1F',
	NUL: 'a\u0000b',
	'control characters': '\u0001\u001b[31m\u007f',
	'line ends': 'a\r\nb: c\r\n\r\nd',
	emoji: '👩‍👩‍👧‍👦🇺🇦',
	'right-to-left text': 'שלום \u202Eevil\u202C مرحبا',
	'stacked marks': `Z${'\u0351'.repeat(500)}`,
	'a noncharacter': '\uFFFF\uFDD0',
	'an escaped lone surrogate': '\\ud800',
	SQL: `'; drop table users; -- " \\' %_`,
	HTML: '<script>alert(1)</script><img src=x onerror=alert(1)>',
	'a template': '{{7*7}} ${7*7} #{7*7} <%= 7*7 %> %s%n',
	'a path': '../../../../etc/passwd',
	'a prototype': '__proto__',
	'a long text': 'x'.repeat(5000),
	'a megabyte': 'x'.repeat(1024 * 1024)
};

/** The same for the bytes of an address or a urlencoded form, which need not even be text. */
export const oddEscapes = [
	'%',
	'%ZZ',
	'%FF%FE',
	'%C0%80',
	'%ED%A0%80',
	'%00',
	'%F0%9F%98%80',
	'+',
	'%2B',
	';',
	'[]=',
	'%5B%5D='
];

/** What nobody outside should read: traces, file names, the database's own words. */
export const leak =
	/\bat \w[^\n]*\.[jt]s:\d+|node_modules|\bTypeError\b|\bER_[A-Z_]+|mysql|SqlError|Illegal mix|\[object Object\]/;
