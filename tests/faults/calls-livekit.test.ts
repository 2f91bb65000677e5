import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { eventually, isLive, test, visit, type Open } from '../browser/browser';
import {
	button,
	enter,
	goIn,
	growing,
	inList,
	reload,
	stage as callStage,
	tile,
	watchConnections,
	watchScripts
} from '../browser/calling';
import { lineWithSwitch } from '../browser/line-with-switch';
import { makeRoom, post } from './call-window';
import { livekitProgram, newSecret, openLivekit } from './livekit';
import type { Person } from './people';
import { quietPort } from './ports';
import { raiseStage, type Place, type Stage } from './stage';

const life = begin();
let livekit: Awaited<ReturnType<typeof openLivekit>>;
let stage: Stage, place: Place, admin: Person;

/** A window of somebody new in the server. */
async function window(open: Open, person?: Person, expected?: RegExp): Promise<{ page: Page; person: Person }> {
	const who = person ?? (await stage.join(place, 1))[0]!;
	const [name = '', value = ''] = who.cookie.split(/=(.*)/s);
	const page = await open({ cookies: new Map([[name, value]]) }, { baseURL: stage.app.base, expected });
	await watchConnections(page);
	return { page, person: who };
}

/** A room of its own for each test: places wait a while for those who are gone. */
const newRoom = async () => `/servers/${place.communityId}/channels/${await makeRoom(stage, place, 'video')}`;

const receives = (page: Page, sounds: number, pictures: number) =>
	eventually(() => growing(page), 'sounds and pictures that keep coming').toEqual({ sounds, pictures });

describe.skipIf(!livekitProgram)(livekitProgram ? 'calls through LiveKit' : 'skipped: no livekit-server', () => {
	beforeAll(async () => {
		const [secret, port] = [newSecret(), await quietPort()];
		stage = await raiseStage({
			settings: { LIVEKIT_URL: `ws://127.0.0.1:${port}`, LIVEKIT_API_KEY: 'chatsphere', LIVEKIT_API_SECRET: secret }
		});
		livekit = await openLivekit(life, secret, port, `${stage.app.base}/api/webhooks/livekit`);
		let people: Person[];
		({ place, people } = await stage.place(1));
		admin = people[0]!;
		await stage.database.ask("update members set role = 'admin' where user_id = ?", [admin.id]);
	}, 120_000);
	afterAll(async () => {
		await stage?.end();
		await life.end();
	});

	test('four people hear and see each other, also one who comes late; what carries them comes with the call', async ({
		open,
		annotate
	}) => {
		const room = await newRoom();
		const windows = await Promise.all([1, 2, 3, 4].map(() => window(open)));
		const first = windows[0]!.page;
		const scripts = watchScripts(first);
		for (const { page } of windows) await visit(page, room);
		await first.waitForLoadState('networkidle');
		expect(await scripts.carry('adaptiveStream'), 'LiveKit’s client before the call').toBe(false);
		const before = await scripts.bytes();
		for (const { page } of windows) {
			await goIn(page);
			await button(page, 'Camera').click();
		}
		for (const { page } of windows) await receives(page, 3, 3);
		expect(await scripts.carry('adaptiveStream')).toBe(true);
		await annotate(`a room: ${before} bytes of scripts; a call by LiveKit: ${(await scripts.bytes()) - before} more`);
	}, 120_000);

	test('a screen, a muted microphone, a ring around a voice, and leaving', async ({ open }) => {
		const room = await newRoom();
		const [{ page: hers, person: ada }, { page: theirs }] = await Promise.all([window(open), window(open)]);
		await enter(hers, room);
		await enter(theirs, room);
		await receives(theirs, 1, 0);
		const seen = tile(theirs, new RegExp(`^${ada.name}, microphone`));
		await seen.and(theirs.locator('.talking')).waitFor();

		await button(hers, 'Share your screen').click();
		await tile(theirs, `${ada.name}’s screen`).locator('video').waitFor();
		await receives(theirs, 2, 1); // a shared screen of these browsers beeps, too
		await button(hers, 'Share your screen').click();
		await tile(theirs, `${ada.name}’s screen`).waitFor({ state: 'detached' });

		await button(hers, 'Microphone').click();
		await tile(theirs, `${ada.name}, microphone off`).waitFor();
		await seen.and(theirs.locator('.talking')).waitFor({ state: 'detached' });
		await button(hers, 'Microphone').click();
		await seen.and(theirs.locator('.talking')).waitFor();

		await button(hers, 'Leave').click();
		await seen.waitFor({ state: 'detached' });
		await receives(theirs, 0, 0);
	}, 90_000);

	test('a reload keeps the place, and five seconds without a socket change nothing', async ({ open }) => {
		const room = await newRoom();
		const [{ page: hers, person: ada }, { page: theirs }] = await Promise.all([window(open), window(open)]);
		const wire = await lineWithSwitch(theirs);
		await enter(hers, room);
		await button(hers, 'Camera').click();
		await enter(theirs, room);
		await receives(theirs, 1, 1);
		await reload(hers);
		await button(hers, 'Rejoin').click();
		await receives(theirs, 1, 1);
		expect(await inList(theirs).filter({ hasText: ada.name }).count()).toBe(1);

		await wire.cut();
		const cutAt = performance.now();
		await callStage(theirs).getByText('Reconnecting…').waitFor();
		await receives(theirs, 1, 1);
		await eventually(() => performance.now() - cutAt > 5000).toBe(true);
		wire.mend();
		await isLive(theirs);
		await callStage(theirs).getByText('Reconnecting…').waitFor({ state: 'detached' });
		await button(theirs, 'Microphone').click();
		await eventually(() => inList(hers).getByRole('img', { name: 'muted' }).count()).toBe(1);
		await receives(theirs, 1, 1);
	}, 90_000);

	test('muted and disconnected by a moderator; removed from the server the others go on in another room', async ({
		open
	}) => {
		const room = await newRoom();
		const [{ page: mods }, { page: hers, person: ada }, { page: theirs, person: eve }] = await Promise.all([
			window(open, admin),
			window(open),
			window(open)
		]);
		for (const page of [mods, hers, theirs]) await enter(page, room);
		for (const page of [mods, hers, theirs]) await receives(page, 2, 0);

		const choose = async (name: string, deed: string) => {
			await tile(mods, new RegExp(`^${name},`)).hover();
			await button(mods, `${name}: volume and more`).click();
			await mods.getByRole('dialog', { name }).getByRole('button', { name: deed }).click();
		};
		await choose(ada.name, 'Mute for everybody');
		await hers.getByText('A moderator muted you.').waitFor();
		await tile(theirs, `${ada.name}, microphone off`).waitFor();
		await button(hers, 'Microphone').click();
		await tile(theirs, `${ada.name}, microphone on`).waitFor();
		await receives(theirs, 2, 0);

		const kicked = await post(stage.app.base, admin, `/servers/${place.communityId}/members/${eve.id}/kick?/kick`, {});
		expect(kicked.status).toBe(303);
		const at = performance.now();
		await eventually(async () => (await growing(theirs)).sounds).toBe(0);
		expect(performance.now() - at, 'milliseconds').toBeLessThan(3000);
		for (const page of [mods, hers]) await receives(page, 1, 0);

		await choose(ada.name, 'Disconnect');
		await hers.getByText('You were disconnected by a moderator.').waitFor();
		await receives(mods, 0, 0);
	}, 120_000);

	test('when LiveKit is gone a sentence says so, and the words go on', async ({ open }) => {
		const room = await newRoom();
		const { page } = await window(open, undefined, /WebSocket|Failed to load resource/);
		await enter(page, room);
		livekit.child.kill('SIGKILL');
		await callStage(page).getByText('Reconnecting…').waitFor();
		await page.getByRole('textbox', { name: /^Message #/ }).fill('Still here');
		await page.getByRole('textbox', { name: /^Message #/ }).press('Enter');
		await page.getByRole('log').getByText('Still here').waitFor();
		await button(page, 'Leave').click();
		const askedAt = performance.now();
		await button(page, 'Join').click();
		await page.getByText(/server for calls does not answer just now/).waitFor();
		expect(performance.now() - askedAt, 'milliseconds').toBeLessThan(3500);
		await button(page, 'Join').waitFor();
	}, 90_000);
});
