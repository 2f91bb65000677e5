import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from './matrix/actors';
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
const isUnderServer = ({ ask, isAnywhere }: Row) => ask.includes('[communityId=id]') && !isAnywhere;
const isLetIn = ({ who }: Row, actor: Actor) => (who[actor] ?? 'ok') === 'ok';
/** What is asked for by its parent's address and by its own. */
const children = rows.filter(
	(row) => isUnderServer(row) && (/\[(?!communityId)\w+(=\w+)?\]/.test(row.ask) || namesOthers(row))
);

/** Whether what a form sends depends on where it is about. */
function namesOthers(row: Row): boolean {
	const sent = (mark: string) => JSON.stringify(row.fields?.(marks(mark), 'owner', { id: () => '' } as never) ?? {});
	return sent('here') !== sent('there');
}

test('T3: there are such doors, and each of them is open under its own parent', async () => {
	const server = '/(app)/servers/[communityId=id]';
	const doors = ['invites revoke', 'members role', '(settings)/bans unban', '(settings)/settings/transfer transfer'];
	const ways = ['kick kick', 'ban ban'].map((deed) => `members/[userId=id]/${deed}`);
	const tools = ['edit editChannel', 'delete deleteChannel'].map((tool) => `channels/[channelId=id]/${tool}`);
	const order = ['renameCategory', 'moveCategory', 'deleteCategory', 'moveChannel'].map((deed) => `categories ${deed}`);
	for (const door of [...doors, ...ways, ...tools, ...order])
		expect(children.map(({ ask }) => ask)).toContain(`action ${server}/${door}`);
	const open = children.filter((row) => isLetIn(row, 'owner') && !row.fields);
	expect(open.length).toBeGreaterThan(8);
	for (const row of open)
		for (const place of [world.home, world.annex])
			expect([nameOf(row), new Set(await ask(row, 'owner', world, placeOf(row, place, 'owner', world)))]).toEqual([
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
			for (const actor of ['owner', 'moderator'] as const) {
				// The address says the one, everything else the other: also what a form sends.
				const answersFor = async (place: Place) => {
					const about = placeOf(row, place, actor, world);
					const mixed = { ...about, communityId: parent.communityId };
					const answers = await ask(row, actor, world, mixed, about);
					return [...answers, ...(row.fields ? [await askAsScript(row, actor, world, mixed, about)] : [])];
				};
				const answers = await answersFor(child);
				const where = pathOf(row, { ...placeOf(row, child, actor, world), communityId: parent.communityId });
				expect([where, actor, answers]).toEqual([where, actor, await answersFor(world.nowhere)]);
				expect(['403', '404', row.astray], `${where} as ${actor}`).toContain(answers[0]);
				if (isLetIn(row, actor))
					expect([where, actor, new Set(answers)]).toEqual([where, actor, new Set([row.astray ?? '404'])]);
			}
		}
		expect(await world.traces(), 'something was changed').toBe(before);
	});
});
