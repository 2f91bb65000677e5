import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';

process.env.DATABASE_URL = 'mysql://nobody@127.0.0.1/nothing';
process.env.AUTH_SECRET = 'a secret only for tests, of enough length';
const written = new PassThrough();
vi.mock('./standard-error', () => ({ standardError: () => written }));
const { log } = await import('./log');

const names = [
	'Ada\r\n{"level":60,"msg":"everything is lost"}',
	'Ada\nX-Injected: yes',
	'\u001B[2J\u001B[31mred\u001B]0;title\u0007',
	"=cmd|' /C calc'!A0",
	'"},{"level":60,"msg":"forged"}',
	'\u2028\u2029\u0085\u000B\u000C\u0000\u007F\u009B31m',
	'\u202Etxt.exe',
	'\uD800 half a character',
	'%s %d %j %o {}'
];

/** What was written since the last time. */
const lines = () =>
	String(written.read() ?? '')
		.split('\n')
		.slice(0, -1);

test.each(names)('T33: %j is one line of the log, whatever part of it it is', (name) => {
	const trouble = Object.assign(new Error(name), {
		name,
		code: name,
		stack: `${name}: ${name}\n    at here (file.ts:1:1)`
	});
	const fromDatabase = Object.assign(new Error(`Duplicate entry '${name}' for key 'x'`), {
		code: 'ER_DUP_ENTRY',
		sqlState: '23000',
		sql: name
	});
	const tries = [
		() => log().error({ err: trouble, route: name, frame: name }, 'something broke'),
		() => log().warn({ err: fromDatabase, channelId: name }, 'the database did not answer'),
		() => log().warn({ err: name }, 'something broke'),
		() => log().error({ [name]: name }, 'something broke')
	];
	for (const write of tries) {
		write();
		const [line = '', ...more] = lines();
		expect(more).toEqual([]);
		expect(JSON.parse(line)).toMatchObject({
			msg: expect.stringMatching(/^(something broke|the database did not answer)$/)
		});
		// Nothing in it moves a terminal's cursor, or ends the line for those who read it as another sort of text.
		expect([...line].filter((one) => one < ' ')).toEqual([]);
	}
});

test('T33: what people wrote into a statement is not written down', () => {
	log().error(
		{
			err: Object.assign(new Error("Duplicate entry 'a secret word' for key 'x'"), {
				sqlState: '23000',
				sql: 'a secret word'
			})
		},
		'x'
	);
	expect(lines().join()).not.toContain('a secret word');
});

const canaries = {
	email: 'canary-mail@example.org',
	token: 'canary-token-0123456789abcdef0123456789abcdef',
	words: 'canary words that somebody wrote',
	cookie: 'chatsphere.session_token=canary-cookie',
	password: 'canary horse battery staple'
};
const parsing = (text: string) => {
	try {
		return JSON.parse(text) as never;
	} catch (error) {
		return error as Error;
	}
};

test.each([
	['handed over by its name', () => log().info(canaries, 'x')],
	['one step further in', () => log().info({ request: { ...canaries, headers: canaries }, account: canaries }, 'x')],
	[
		'in the message of an error',
		() => log().error({ err: new Error(`no ${canaries.email} with ${canaries.token}`) }, 'x')
	],
	[
		'in an address',
		() => log().error({ err: new Error(`connect mysql://canary:canary@127.0.0.1/canary failed`) }, 'x')
	],
	['in what was parsed', () => log().error({ err: parsing(`{"a": ${canaries.words}`) }, 'x')],
	['in what was parsed, as a whole', () => log().error({ err: parsing(canaries.words) }, 'x')],
	[
		'in lines of a message that look like places',
		() => log().error({ err: new Error(`broken\n    at canary (x)`) }, 'x')
	],
	[
		'in other parts of an error',
		() => log().error({ err: Object.assign(new Error('broken', { cause: canaries }), canaries) }, 'x')
	],
	['instead of an error', () => log().error({ err: canaries.words }, 'x')]
])('T80: nothing private is written down: %s', (_, write) => {
	write();
	const text = lines().join();
	expect(text).toContain('"msg":"x"');
	expect(text).not.toMatch(/canary/i);
});

test('an error says what it was and where', () => {
	log().error({ err: new TypeError('x is not a function') }, 'x');
	const [line = ''] = lines();
	expect(JSON.parse(line)).toMatchObject({
		err: {
			type: 'TypeError',
			message: 'x is not a function',
			where: expect.arrayContaining([expect.stringContaining('log.test.ts')])
		}
	});
});
