import { expect, test } from 'vitest';
import { brokenPromises, type Attempt, type Line, type Log, type Reading, type Row, type Sending } from './history';

const attempt = (at: number, until: number, outcome: Attempt['outcome'] = 'ok', seq?: number): Attempt => ({
	...{ at, until, outcome, took: 1 },
	...(seq !== undefined && { seq })
});
const sending = (name: string, attempts: Attempt[]): Sending => {
	const [authorId = '', nonce = ''] = name.split('/');
	return { authorId, nonce, body: `words of ${name}`, attempts };
};
const row = (name: string, seq: number): Row => {
	const [authorId = '', nonce = ''] = name.split('/');
	return { authorId, nonce, body: `words of ${name}`, seq, rev: seq };
};
const log = (...names: string[]): Log => ({
	head: { seq: names.length, rev: names.length },
	rows: names.map((name, index) => row(name, index + 1))
});
const reading = (shown: Line[], seen: Line[] = shown, torn: string[] = []): Reading => {
	const plain = (lines: Line[]) => lines.map(({ seq, authorId, body }) => ({ seq, authorId, body }));
	return { reader: 'Rita', shown: plain(shown), seen: plain(seen), torn };
};

const good = log('ada/1', 'bob/1', 'ada/2');
const sent = [
	sending('ada/1', [attempt(1, 4, 'lost'), attempt(5, 6, 'ok', 1)]),
	sending('bob/1', [attempt(2, 3, 'ok', 2), attempt(2, 9, 'ok', 2)]),
	sending('ada/2', [attempt(7, 8, 'ok', 3)])
];

test('a good history breaks nothing', () => {
	const readings = [reading(good.rows), reading(good.rows.slice(1), [good.rows[2]!, good.rows[1]!])];
	expect(brokenPromises(sent, readings, good)).toEqual([]);
	const unknown = sending('bob/2', [attempt(10, Infinity, 'lost')]);
	expect(brokenPromises([...sent, unknown], [], good)).toEqual([]);
	expect(brokenPromises([...sent, unknown], [], log('ada/1', 'bob/1', 'ada/2', 'bob/2'))).toEqual([]);
	expect(brokenPromises([...sent, sending('bob/3', [attempt(11, 12, 'refused')])], [], good)).toEqual([]);
});

type Bad = { sendings?: Sending[]; readings?: Reading[]; log?: Log; says: RegExp };
const other = (seq: number) => ({ ...good.rows[0]!, seq, body: 'something else' });

const bad: Record<string, Bad> = {
	'an acknowledged message that is not there': { log: log('bob/1', 'ada/2'), says: /^I1: ada\/1 .* is not there/ },
	'a message at another line than was said': { log: log('bob/1', 'ada/1', 'ada/2'), says: /^I1: .* and is line/ },
	'a doubled message': { log: log('ada/1', 'bob/1', 'ada/2', 'bob/1'), says: /^I2: bob\/1 is there 2 times/ },
	'a message nobody sent': { log: log('ada/1', 'bob/1', 'ada/2', 'eve/1'), says: /^I2: eve\/1 .* nobody sent/ },
	'a refused message that is there all the same': {
		sendings: [sent[0]!, sent[1]!, sending('ada/2', [attempt(7, 8, 'refused')])],
		says: /^I2: ada\/2 was refused/
	},
	'changed words': {
		log: { ...good, rows: [other(1), ...good.rows.slice(1)] },
		says: /^I2: ada\/1 has other words/
	},
	'a message that overtook its author’s earlier one': {
		sendings: [sending('ada/2', [attempt(1, 2, 'lost')]), sending('ada/1', [attempt(3, 4, 'lost')]), sent[1]!],
		says: /^I4: ada\/1 is line 1/
	},
	'a message that overtook one acknowledged before it was sent': {
		sendings: [sending('bob/1', [attempt(1, 2, 'ok', 2)]), sending('ada/1', [attempt(3, 4, 'ok', 1)]), sent[2]!],
		says: /^I5: line 1 was sent after line 2/
	},
	'a hole in the log': { log: { ...good, rows: [good.rows[0]!, good.rows[2]!] }, says: /^log: line 2 is missing/ },
	'a change number that is taken twice': {
		log: { ...good, rows: good.rows.map((line) => ({ ...line, rev: Math.min(line.rev, 2) })) },
		says: /^log: change 3/
	},
	'a counter that ran ahead': { log: { ...good, head: { seq: 4, rev: 4 } }, says: /^log: the channel counts 4/ },
	'a reader who is behind': { readings: [reading(good.rows.slice(0, 2))], says: /^I3: Rita is at line 2 of 3/ },
	'a hole on a screen': {
		readings: [reading([good.rows[0]!, good.rows[2]!])],
		says: /^I3: Rita shows line 3 where/
	},
	'a doubled line on a screen': {
		readings: [reading([good.rows[0]!, good.rows[0]!, ...good.rows.slice(1)])],
		says: /^I3: Rita shows line 1 where/
	},
	'a line that was shown and then was another one': {
		readings: [reading(good.rows, [other(2)])],
		says: /^I3: Rita saw “something else” as line 2/
	},
	'a line shown before it was committed': { readings: [reading(good.rows, [row('bob/9', 4)])], says: /^I3: .* saw/ },
	'a screen that was torn on the way': {
		readings: [reading(good.rows, good.rows, ['lines 1 to 3 are 2'])],
		says: /^I3: Rita's screen/
	}
};

test.each(Object.entries(bad))('%s is caught', (_, { sendings = sent, readings = [], log = good, says }) => {
	expect(brokenPromises(sendings, readings, log)).toContainEqual(expect.stringMatching(says));
});
