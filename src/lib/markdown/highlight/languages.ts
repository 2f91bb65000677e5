/** How a language is written, as far as colours need it. The patterns never look at a character more than a few times. */
export type Language = {
	comment?: string[];
	string?: string[];
	/** Further things with the colour of functions: keys, properties, names of attributes. */
	key?: string[];
	keywords: Set<string>;
	isCaseless?: boolean;
};

const words = (list: string) => new Set(list.split(' '));

const toLineEnd = (start: string) => `${start}[^\\n]*`;
const block = (start: string, end: string) => `${start}[^]*?(?:${end}|$)`;
const slashes = [toLineEnd('//'), block('/\\*', '\\*/')];
const hash = [toLineEnd('#')];
const double = '"(?:[^"\\\\\\n]|\\\\[^])*"?';
const single = "'(?:[^'\\\\\\n]|\\\\[^])*'?";
const backtick = '`(?:[^`\\\\]|\\\\[^])*`?';
const triple = ['"""', "'''"].map((quotes) => block(quotes, quotes));

const js = words(
	'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield'
);
const c = words(
	'auto bool break case catch char class const constexpr continue default delete do double else enum explicit extern false final float for friend goto if inline int long mutable namespace new noexcept nullptr NULL operator override private protected public return short signed sizeof static struct switch template this throw true try typedef typename union unsigned using virtual void volatile while'
);
const jvm = words(
	'abstract as base bool boolean break byte case catch char class companion const continue data decimal default defer do double dynamic else enum event explicit extends extension false final finally float for foreach fun func get guard if implements import in init inner int interface internal is it lateinit lazy let lock long match mixin namespace native new nil null object of open operator out override package params private protected protocol public readonly record ref required return sealed self set short static string struct super suspend switch synchronized this throw throws trait true try typealias typeof val var virtual void volatile when where while with yield'
);
const go = words(
	'any bool break byte case chan const continue default defer else error fallthrough false float64 for func go goto if import int int64 interface iota map nil package range return rune select string struct switch true type uint8 var'
);
const rust = words(
	'as async await bool break char const continue crate dyn else enum extern f64 false fn for i32 i64 if impl in let loop match mod move mut pub ref return self Self static str struct super trait true type u8 u32 u64 unsafe use usize where while'
);
const python = words(
	'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield'
);
const ruby = words(
	'alias and begin break case class def do else elsif end ensure false for if in module next nil not or private raise redo require rescue retry return self super then true undef unless until when while yield defmodule defp fn use import'
);
const shell = words(
	'case cd do done echo elif else esac exit export fi for function if in local readonly return set source sudo then trap unset until while'
);
const php = words(
	'abstract and array as break case catch class const continue declare default do echo else elseif enum extends false final finally fn for foreach function if implements include instanceof interface match namespace new null or private protected public readonly require return static switch this throw trait true try use var while yield'
);
const sql = words(
	'add all alter and as asc begin between bigint by case check column commit constraint create cross database default delete desc distinct drop else end exists false foreign from full group having if in index inner insert int into is join key left like limit not null offset on or order outer primary references returning right rollback select set table text then true truncate union unique update using values varchar view when where with'
);
const lua = words(
	'and break data deriving do else elseif end false for function goto if import in instance let local module newtype nil not of or repeat return then true type until where while'
);
const constants = words('true false null yes no on off none');
const anything = new Set([...js, ...python, ...ruby]);

const families: [string, Language][] = [
	[
		'js javascript mjs cjs jsx ts typescript tsx mts svelte-ts',
		{ comment: slashes, string: [double, single, backtick], keywords: js }
	],
	['c h cpp c++ cc hpp objc arduino glsl', { comment: slashes, string: [double, single], keywords: c }],
	[
		'java kotlin kt scala groovy cs c# csharp swift dart',
		{ comment: slashes, string: [triple[0]!, double, single], keywords: jvm }
	],
	['go golang', { comment: slashes, string: [double, single, backtick], keywords: go }],
	// Lifetimes are no strings.
	['rust rs zig', { comment: slashes, string: [double], keywords: rust }],
	['php', { comment: [...slashes, ...hash], string: [double, single], keywords: php }],
	['py python', { comment: hash, string: [...triple, double, single], keywords: python }],
	['rb ruby ex elixir exs crystal', { comment: hash, string: [double, single], keywords: ruby }],
	[
		'sh bash zsh shell fish console dockerfile docker makefile make nix perl r',
		{ comment: hash, string: [double, single], keywords: shell }
	],
	[
		'sql mysql postgres postgresql sqlite',
		{
			comment: [toLineEnd('--'), block('/\\*', '\\*/')],
			string: [single, double, backtick],
			keywords: sql,
			isCaseless: true
		}
	],
	[
		'lua haskell hs elm',
		{ comment: [block('--\\[\\[', '\\]\\]'), toLineEnd('--')], string: [double, single], keywords: lua }
	],
	[
		'lisp clojure clj scheme elisp asm ini',
		{ comment: [toLineEnd(';'), ...hash], string: [double], keywords: constants }
	],
	['json json5 jsonc', { comment: slashes, string: [double, single], keywords: constants }],
	[
		'yaml yml toml conf env properties hcl terraform',
		{ comment: hash, string: [double, single], key: ['[\\w-]{1,64}(?= ?[:=])'], keywords: constants }
	],
	[
		'css scss less',
		{
			comment: slashes,
			string: [double, single],
			key: ['[\\w-]{1,64}(?= ?:)'],
			keywords: words('important and not only from to')
		}
	],
	[
		'html xml svg svelte vue',
		{
			comment: [block('<!--', '-->')],
			string: [double, single],
			key: ['</?[\\w:-]+'],
			keywords: words('script style')
		}
	],
	['diff patch', { string: ['(?<=^|\\n)\\+[^\\n]*'], comment: ['(?<=^|\\n)-[^\\n]*'], keywords: new Set() }],
	['text txt plain plaintext none log md markdown csv', { keywords: new Set() }]
];

const byName = new Map(
	families.flatMap(([names, language]) => names.split(' ').map((name) => [name, language] as const))
);

/** For languages nobody thought of: what most have in common. */
const unknown: Language = { comment: [...slashes, toLineEnd('#(?= )')], string: [double], keywords: anything };

export const languageOf = (name: string): Language => byName.get(name) ?? unknown;
