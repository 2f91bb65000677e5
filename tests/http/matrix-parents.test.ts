import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, askAsScript, nameOf, pathOf, placeOf } from './matrix/ask';
import { rows, type Row } from './matrix/rows';
import { World, type Place } from './matrix/world';

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world?.end());

/** A place that is nowhere, to see what a row takes from where. */
const marks = (mark: string) => new Proxy({}, { get: (_, name) => `${mark}-${String(name)}` }) as Place;
const isUnderServer = ({ ask }: Row) => ask.includes('[communityId=id]');
/** What is asked for by its parent's address and by its own. */
const children = rows.filter(
	(row) => isUnderServer(row) && (/\[(?!communityId)\w+(=\w+)?\]/.test(row.ask) || namesOthers(row))
);

/** Whether what a form sends depends on where it is about. */
function namesOthers(row: Row): boolean {
	const sent = (mark: string) => JSON.stringify(row.fields?.(marks(mark), 'owner', { id: () => mark } as never) ?? {});
	return sent('here') !== sent('there');
}

test('T3: there are such doors, and each of them is open under its own parent', async () => {
	expect(children.map(nameOf)).toContain('action /(app)/servers/[communityId=id]/invites revoke');
	expect(children.length).toBeGreaterThan(8);
	const open = children.filter((row) => (row.who.owner ?? 'ok') === 'ok' && !row.fields);
	expect(open.length).toBeGreaterThan(3);
	for (const row of open)
		for (const place of [world.home, world.annex])
			expect([nameOf(row), new Set(await ask(row, 'owner', world, placeOf(row, place)))]).toEqual([
				nameOf(row),
				new Set(['ok'])
			]);
});

describe('T3: a child under another parent’s address is not there, whoever asks:', () => {
	test.each(children.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
		await world.reset();
		const before = await world.traces();
		const { home, annex, elsewhere } = world;
		// The owner owns Home and Annex; Elsewhere is the stranger's, and there is nothing the owner may know of it.
		for (const [parent, child] of [
			[annex, home],
			[home, annex],
			[home, elsewhere]
		] as const) {
			const about = placeOf(row, child);
			// The address says the one, everything else the other: also what a form sends.
			const mixed = { ...about, communityId: parent.communityId };
			const asked = pathOf(row, mixed);
			for (const actor of ['owner', 'moderator'] as const) {
				expect([asked, actor, new Set(await ask(row, actor, world, mixed, about))]).toEqual([
					asked,
					actor,
					new Set(['404'])
				]);
				if (!row.fields) continue;
				const answer = await askAsScript(row, actor, world, mixed, about);
				expect([asked, actor, answer]).toEqual([asked, actor, '404']);
			}
		}
		expect(await world.traces(), 'something was changed').toBe(before);
	});
});
