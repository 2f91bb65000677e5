import fc from 'fast-check';

/** Keys that every object answers to, though nobody gave them to it. */
export const inherited = [
	...[
		'__proto__',
		'constructor',
		'prototype',
		'toString',
		'valueOf',
		'hasOwnProperty',
		'isPrototypeOf',
		'toLocaleString'
	],
	...['__defineGetter__', '__lookupSetter__', 'propertyIsEnumerable', 'then', 'toJSON']
];

const words = ['hello', 'open', 'close', 'typing', 'presence', 'ping', 'ready', 'message.created', 'opened', 'gone'];
const keys = [
	'type',
	'channelId',
	'rev',
	'version',
	'status',
	'nonce',
	'body',
	'userId',
	'role',
	'owner_id',
	...inherited
];
const odd = [
	...[
		'1e400',
		'-1e400',
		'1e309',
		'1E-400',
		'-0',
		'0.1',
		'4294967296',
		'9007199254740993',
		'18446744073709551616',
		'00',
		'0x10'
	],
	...[
		'NaN',
		'Infinity',
		'undefined',
		'null',
		'true',
		'""',
		'"\\u0000"',
		'"\\ud800"',
		'"\\udfff\\ud800"',
		'"\ud800"',
		'"a\u0000b"'
	],
	...[
		'[]',
		'{}',
		'[[]]',
		'"\\',
		'"',
		"'a'",
		'{"a":1,"a":2}',
		'{"type":"ping","type":"shout"}',
		'// a comment',
		'\ufeff{}',
		'\u2028'
	],
	...['"7"', '"0"', '"-1"', '" 7"', '"7\\n"', '"٧"', '"99999999999999999999999"', '7', '{"toString":"7"}', '["7"]']
];

const word = fc.constantFrom(...words, ...inherited);
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, fc.string({ unit: 'binary', maxLength: 8 }));
const anything = fc.oneof(
	fc.constantFrom(...odd),
	word.map((one) => JSON.stringify(one)),
	fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
	fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text))
);
const object = fc
	.array(fc.tuple(key, anything), { maxLength: 4 })
	.map((entries) => entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`));
/** What could be one of ours, but for what was put into it. */
const nearly = fc
	.tuple(word, fc.option(fc.constantFrom('"7"', '"8"'), { nil: undefined }), object)
	.map(
		([type, channelId, more]) =>
			`{${[`"type":"${type}"`, ...(channelId ? [`"channelId":${channelId}`] : []), ...more].join(',')}}`
	);
const nested = fc
	.tuple(
		fc.constantFrom('[', '{"a":', '{"type":', '{"__proto__":', '[{"x":['),
		fc.constantFrom(1, 17, 1000, 5000),
		anything
	)
	.map(
		([open, depth, inside]) =>
			open.repeat(depth) +
			inside +
			[...open]
				.reverse()
				.map((one) => ({ '[': ']', '{': '}' })[one] ?? '')
				.join('')
				.repeat(depth)
	);

/** Some text with a character taken out, doubled or turned into another one. */
const spoiled = fc
	.tuple(nearly, fc.nat(), fc.constantFrom('', '\0', '"', '\ud800', '\\', ',', '}', '9'))
	.map(([text, at, by]) => {
		const place = at % (text.length + 1);
		return text.slice(0, place) + by + text.slice(place + 1);
	});

/** Texts that a browser of ours would never say, and now and then one it could. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
	{ weight: 6, arbitrary: nearly },
	{ weight: 4, arbitrary: spoiled },
	{ weight: 2, arbitrary: anything },
	{ weight: 1, arbitrary: nested },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'{"type":"ping"}',
			'{"type":"open","channelId":"7"}',
			'{"type":"open","channelId":"8","rev":0}'
		)
	}
);
