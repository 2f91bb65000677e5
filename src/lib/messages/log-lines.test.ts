import { expect, test } from 'vitest';
import { logLines } from './log-lines';
import type { Message } from './message';

const said = (seq: number, authorId: string, createdAt: string, deletedAt: string | null = null): Message => ({
	seq,
	rev: seq,
	body: 'x',
	author: { id: authorId, name: authorId, avatarUrl: null },
	createdAt,
	editedAt: null,
	deletedAt,
	deletedBy: deletedAt === null ? null : 'author'
});
const dayOf = (moment: string) => moment.slice(0, 10);

test('one person within five minutes is one turn', () => {
	const lines = logLines(
		[
			said(1, 'ada', '2026-05-13T09:00:00Z'),
			said(2, 'ada', '2026-05-13T09:04:59Z'),
			said(3, 'ada', '2026-05-13T09:10:00Z'),
			said(4, 'linus', '2026-05-13T09:10:01Z'),
			said(5, 'ada', '2026-05-13T09:10:02Z')
		],
		dayOf
	);
	expect(lines.map(({ opensTurn }) => opensTurn)).toEqual([true, false, true, true, true]);
	expect(lines.map(({ day }) => day)).toEqual(['2026-05-13', null, null, null, null]);
});

test('midnight divides, and opens a turn', () => {
	const lines = logLines([said(1, 'ada', '2026-05-13T23:59:00Z'), said(2, 'ada', '2026-05-14T00:00:30Z')], dayOf);
	expect(lines.map(({ day, opensTurn }) => [day, opensTurn])).toEqual([
		['2026-05-13', true],
		['2026-05-14', true]
	]);
});

test('a deleted message stands for itself', () => {
	const at = '2026-05-13T09:00:00Z';
	const lines = logLines([said(1, 'ada', at), said(2, 'ada', at, at), said(3, 'ada', at)], dayOf);
	expect(lines.map(({ opensTurn }) => opensTurn)).toEqual([true, true, true]);
});
