import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { eventually, test, visit, type Open } from '../browser/browser';
import { button, enter, hearsAndSees, inList, stage as callStage, watchConnections } from '../browser/calling';
import { line } from '../browser/channel';
import { makeRoom, post } from './call-window';
import type { Person } from './people';
import { quietPort } from './ports';
import { openRelay, relayProgram } from './relay';
import { raiseStage, type Place, type Stage } from './stage';

const life = begin();
const secret = 'a secret of the relay and of us';
let stage: Stage, place: Place, people: Person[];
let port: number;
let endRelay: () => Promise<unknown>;

async function window(open: Open, { cookie }: Person): Promise<Page> {
	const [name = '', value = ''] = cookie.split(/=(.*)/s);
	const page = await open({ cookies: new Map([[name, value]]) }, { baseURL: stage.app.base });
	await watchConnections(page);
	return page;
}

/** How the connections of a page find others, and by which kinds of ways they could be met. */
const waysOf = (page: Page) =>
	page.evaluate(async () => {
		const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
		const ways = connections.map(async (connection) => {
			const { iceTransportPolicy, iceServers } = connection.getConfiguration();
			const kinds = new Set<string>();
			for (const [, one] of await connection.getStats())
				if (one.type === 'local-candidate') kinds.add(one.candidateType);
			const offered = /typ (?!relay)\w+/.exec(connection.localDescription?.sdp ?? '')?.[0];
			return { iceTransportPolicy, iceServers, kinds: [...kinds], offered };
		});
		return Promise.all(ways);
	});

describe.skipIf(!relayProgram)(relayProgram ? 'calls by a relay alone' : 'skipped: no turnserver', () => {
	beforeAll(async () => {
		port = await quietPort();
		const relay = { TURN_URL: `turn:127.0.0.1:${port}`, TURN_SECRET: secret, CALLS_RELAY_ONLY: 'true' };
		// Long enough to be seen ringing, and short enough to be waited for.
		stage = await raiseStage({ settings: { ...relay, CALLS_RING_SECONDS: '4' } });
		endRelay = await openRelay(life, port, secret);
		({ place, people } = await stage.place(3));
	});
	afterAll(async () => {
		await stage?.end();
		await life.end();
	});

	test('T75 P30: two talk by it and never learn where the other one is; a third finds them busy, and nobody else there', async ({
		open
	}) => {
		const [ada, grace, linus] = people as [Person, Person, Person];
		const pages = (await Promise.all(people.map((person) => window(open, person)))) as [Page, Page, Page];
		const [hers, theirs, his] = pages;
		for (const [from, to] of [
			[ada, grace],
			[linus, grace],
			[linus, ada]
		] as const)
			await post(stage.app.base, from, `/direct/${to.id}?/send`, { body: 'Hello' });
		await visit(theirs, place.path);
		await visit(hers, `/direct/${grace.id}`);
		await button(hers, `Call ${grace.name}`).click();
		await theirs.getByRole('button', { name: 'Answer' }).click();
		await Promise.all([hearsAndSees(hers, 1, false), hearsAndSees(theirs, 1, false)]);
		for (const [page, { id }] of [
			[hers, ada],
			[theirs, grace]
		] as const)
			for (const { iceTransportPolicy, iceServers, kinds, offered } of await waysOf(page)) {
				expect([iceTransportPolicy, kinds, offered]).toEqual(['relay', ['relay'], undefined]);
				const { username = '', credential } = iceServers![0]!;
				expect(username).toMatch(new RegExp(`^\\d+:${id}$`));
				expect(credential).toBe(createHmac('sha1', secret).update(username).digest('base64'));
			}

		await visit(his, `/direct/${grace.id}`);
		await button(his, `Call ${grace.name}`).click();
		await his.getByText(`${grace.name} is in another call.`).waitFor();
		await line(his, 'Voice call, not answered').waitFor();
		expect(await theirs.getByRole('alertdialog').count(), 'nothing rings over a call').toBe(0);
		await button(hers, 'Leave').click();
		await line(hers, 'Voice call, less than a minute').waitFor();

		await his.goto(`/direct/${ada.id}`);
		await button(his, `Call ${ada.name}`).click();
		await callStage(his).getByText(`Calling ${ada.name}…`).waitFor();
		await hers.getByRole('alertdialog', { name: linus.name }).waitFor();
		await his.getByText(`${ada.name} didn’t answer.`).waitFor();
		await hers.getByRole('alertdialog').waitFor({ state: 'detached' });
		await hers.goto(`/direct/${linus.id}`);
		await line(hers, 'Missed voice call').waitFor();
	}, 120_000);

	test('T75: a relay that is away is said in words, and the place in the call is given up', async ({ open }) => {
		await endRelay();
		const room = `/servers/${place.communityId}/channels/${await makeRoom(stage, place)}`;
		const [hers, theirs] = await Promise.all([window(open, people[0]!), window(open, people[1]!)]);
		await enter(hers, room);
		await enter(theirs, room);
		const words = 'Calls go through a relay here, and it does not answer just now. Messages still work.';
		const told = async (page: Page) => {
			await page.getByText(words).waitFor();
			return page;
		};
		// Whoever finds out first goes; the other one is alone then, and need not be met.
		const out = await Promise.any([told(hers), told(theirs)]);
		const other = out === hers ? theirs : hers;
		await button(out, 'Join').waitFor();
		await eventually(() => inList(other).count()).toBeLessThan(2);
		await out.getByRole('textbox', { name: /^Message #/ }).fill('Still here');
		await out.getByRole('textbox', { name: /^Message #/ }).press('Enter');
		await other.getByRole('log').getByText('Still here').waitFor();
	}, 60_000);
});
