import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyPermission, permissionsOf, roles, type Permission } from '$lib/permissions';
import { actors } from './matrix/actors';
import { ask, askAsScript, expectedOf, nameOf, placeOf } from './matrix/ask';
import { everythingAsked } from './matrix/routes';
import { rows } from './matrix/rows';
import { World } from './matrix/world';

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world?.end());

test('T1: every page, action and endpoint of src/routes has a line in the table, and every line has one of them', () => {
	const listed = [...new Set(rows.map((row) => row.ask))].sort();
	const asked = everythingAsked();
	expect(asked.length).toBeGreaterThan(25);
	expect(listed).toEqual(asked);
	expect(new Set(rows.map(nameOf)).size, 'two lines of the same name').toBe(rows.length);
});

/**
 * Without the first “@everyone” is a word like others: no door says no, and mentions.db.test.ts sees to it. Nobody is in a call
 * here who could be moderated: moderating.db.test.ts and socket/calls.test.ts have those.
 */
const silent: Permission[] = ['messages.mention-everyone', 'calls.moderate'];

describe('T1 P7: the table of permissions is held, with a yes and a no for each of', () => {
	test.each(everyPermission.filter((permission) => !silent.includes(permission)))('%s', (permission) => {
		const lines = rows.filter(({ needs }) => needs === permission);
		expect(lines.filter(({ ask }) => permission.includes('see') || ask.startsWith('action'))).not.toEqual([]);
		for (const row of lines)
			for (const role of roles)
				expect([nameOf(row), role, expectedOf(row, role) === 'ok']).toEqual([
					nameOf(row),
					role,
					permissionsOf(role).has(permission)
				]);
		for (const row of lines) expect([nameOf(row), expectedOf(row, 'stranger')]).toEqual([nameOf(row), '404']);
	});
});

/** Everything as it was at first; answers its traces. */
async function fresh(): Promise<string> {
	await world.reset();
	return world.traces();
}

const reading = rows.filter((row) => !row.fields);
const writing = rows.filter((row) => row.fields);

describe('T1: looking', () => {
	test.each(reading.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
		const told = actors.map(async (actor) => {
			const answers = await ask(row, actor, world, placeOf(row, world.home, actor, world));
			expect({ actor, answers }).toEqual({ actor, answers: answers.map(() => expectedOf(row, actor)) });
		});
		await Promise.all(told);
	});

	test('changes nothing', async () => {
		const before = await fresh();
		for (const row of reading) await ask(row, 'owner', world, placeOf(row, world.home, 'owner', world));
		expect(await world.traces()).toBe(before);
	});
});

describe('T1: doing', () => {
	test.each(writing.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
		const isAction = row.ask.startsWith('action');
		let didChange = false;
		let before = await fresh();
		for (const actor of actors)
			for (const asScript of isAction ? [false, true] : [false]) {
				const place = placeOf(row, world.home, actor, world);
				const [answer] = asScript ? [await askAsScript(row, actor, world, place)] : await ask(row, actor, world, place);
				expect({ actor, asScript, answer }).toEqual({ actor, asScript, answer: expectedOf(row, actor) });
				const isChanged = (await world.traces()) !== before;
				if (answer === 'ok') didChange ||= isChanged;
				else expect({ actor, asScript, isChanged }).toEqual({ actor, asScript, isChanged: false });
				if (isChanged) before = await fresh();
			}
		const mayAnybody = actors.some((actor) => expectedOf(row, actor) === 'ok');
		expect(didChange, 'whether it did anything for those who may').toBe(mayAnybody && !row.isHarmless);
	});
});
