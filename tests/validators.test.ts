import { expect, test } from 'vitest';
import { z } from 'zod';
import * as accounts from '$lib/accounts/forms';
import { tidyWhileTyping } from '$lib/channels/name';
import { codeIn, couldBeCode } from '$lib/invites/invite';
import { calledIn, excerptOf } from '$lib/messages/calls';
import { clientFrame } from '$lib/realtime/protocol';
import { safePath } from '$lib/safe-path';
import { parseSearch } from '$lib/search/query';
import { handleFrom } from '$lib/server/accounts/commands';
import { positionIn } from '$lib/server/search/position';

const modules = import.meta.glob<Record<string, unknown>>(['/src/lib/*/forms.ts', '!/src/lib/server/**'], {
	eager: true
});

/** More than this the door does not let in. */
const LONGEST = 256 * 1024;
const parts = [
	...[
		'a',
		'0',
		'-',
		'.',
		'_',
		'@',
		'/',
		' ',
		'\n',
		'\t',
		'\r',
		'#',
		',',
		'`',
		'*',
		'[',
		'\0',
		'%',
		'a.',
		'a-',
		'a@',
		'.a@a'
	],
	...[
		'a ',
		'0,',
		', ',
		'\u0301',
		'a\u0301\u0316\u0301',
		'\u200B',
		'ﷺ',
		'\u1100\u1161',
		'👩\u200D',
		'\u202E',
		'\uD800',
		'\uFFFD',
		'\u2028'
	]
];
/** Long texts of few characters, that go wrong at the end, or at the start. */
const pumped = (length: number) =>
	parts.flatMap((part) => {
		const text = part.repeat(Math.ceil(length / part.length)).slice(0, length);
		return [`a${text}\0!`, `a@${text}`];
	});
/** As long as it may come, as a form of ours takes it before it looks closer, and just about as long as names may be. */
const texts = [LONGEST, 16_000, 4000, 640].flatMap(pumped);

/** Milliseconds that this process has worked, however busy the machine is with others. */
const worked = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

/** The quickest of three: the first one may have to be compiled. */
function quickest(work: () => unknown): number {
	let least = Infinity;
	for (let round = 0; round < 3 && least > 20; round++) {
		const began = worked();
		work();
		least = Math.min(least, worked() - began);
	}
	return least;
}
const LIMIT = 50;

const objects = Object.entries({ ...modules, accounts }).flatMap(([path, module]) =>
	Object.entries(module).flatMap(([name, schema]) =>
		schema instanceof z.ZodObject
			? Object.entries(schema.shape).map(([key, field]) => [path, name, key, field] as const)
			: []
	)
);

test('there is something to look at', () => {
	const schemas = new Set(objects.map(([path, name]) => `${path} ${name}`));
	expect(schemas.size).toBeGreaterThan(15);
	for (const path of Object.keys(modules))
		expect(
			objects.some(([of]) => of === path),
			path
		).toBe(true);
});

test.each(objects)(
	'T27: %s: “%s.%s” says at once what it makes of anything',
	{ timeout: 60_000 },
	(_path, _name, key, field) => {
		const schema = field as z.ZodType;
		for (const text of texts) {
			const took = quickest(() => schema.safeParse(text));
			expect(took, `${key}: ${text.length} of ${JSON.stringify(text.slice(0, 12))}`).toBeLessThan(LIMIT);
		}
		for (const text of pumped(1000))
			expect(
				quickest(() => schema.safeParse(Array(200).fill(text))),
				`${key}: a list`
			).toBeLessThan(LIMIT);
	}
);

const readers: Record<string, (text: string) => unknown> = {
	parseSearch,
	positionIn,
	couldBeCode,
	codeIn,
	safePath,
	tidyWhileTyping: (text) => tidyWhileTyping(text.slice(0, 640)),
	handleFrom: (text) => handleFrom(text.slice(0, 480)),
	calledIn: (text) => calledIn(text.slice(0, 4000)),
	excerptOf: (text) => excerptOf({ body: text.slice(0, 4000) }),
	clientFrame: (text) => clientFrame.safeParse({ type: 'open', channelId: text })
};
test.each(Object.entries(readers))('T27: so does %s', { timeout: 60_000 }, (_, read) => {
	for (const text of texts)
		expect(
			quickest(() => read(text)),
			`${text.length} of ${JSON.stringify(text.slice(0, 12))}`
		).toBeLessThan(LIMIT);
});
