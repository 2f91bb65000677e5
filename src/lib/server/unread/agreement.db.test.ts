import { isHttpError } from '@sveltejs/kit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { randomFrom } from '../../../../tests/random';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { openDoor, Window } from '../../../../tests/window';
import { Marking } from '$lib/unread/marking';
import type { Mark } from '$lib/unread/marks';
import { Unread } from '$lib/unread/unread.svelte';
import { enterChannel } from '../channels/access';
import { editChannel } from '../channels/commands';
import { enterCommunity } from '../communities/access';
import { communitiesOf } from '../communities/queries';
import { db } from '../db';
import { createInvite, joinByInvite } from '../invites/commands';
import { changeRole, kick, leaveCommunity } from '../members/commands';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { Wrong } from '../wrong';
import { markCommunityRead, markRead, markUnread, mute } from './commands';
import { unreadChannels } from './queries';

freshWorld();

const ACTIONS = 1000;
const BURST = 50;
/** So many at the same time. */
const HANDS = 4;
const { ada, grace, linus, mallory } = people;
const everybody = [ada, grace, linus, mallory];
const talks = { '901': [ada, linus], '902': [grace, mallory] } as const;
const rooms = [places.lobby, places.staff, places.news];
const everywhere = [...rooms, ...Object.keys(talks)];

type Shown = Record<string, string>;
const shownAs = (unread: number, mentions: number, isMuted: boolean) =>
	unread > 0 || mentions > 0 || isMuted ? `${unread} unread, ${mentions} mentions${isMuted ? ', muted' : ''}` : '';

function shownIn(unread: Unread): Shown {
	const shown = everywhere.map((id) => {
		const marks = unread.marks(id);
		return [id, shownAs(marks.unread, marks.mentions, marks.isMuted)] as const;
	});
	return Object.fromEntries(shown.filter(([, words]) => words));
}

/** Reckoned from the rows alone, the slow way: messages are counted, and access is asked for one channel after the other. */
async function reckoned(userId: string): Promise<Shown> {
	const viewer = everybody.find(({ id }) => id === userId)!;
	const shown: Shown = {};
	for (const id of everywhere) {
		const access = await enterChannel(viewer, id).catch(() => null);
		if (!access) continue;
		const { rows } = await sql<{ lastReadSeq: number; isMuted: number }>`
			select last_read_seq, is_muted from read_marks where user_id = ${userId} and channel_id = ${id}`.execute(db);
		const { lastReadSeq: read, isMuted } = rows[0] ?? { lastReadSeq: 0, isMuted: 0 };
		const count = async (rest: ReturnType<typeof sql>) =>
			Number((await sql<{ n: number }>`select count(*) as n from ${rest}`.execute(db)).rows[0]!.n);
		const unread = await count(sql`messages where channel_id = ${id} and seq > ${read}`);
		const group = { owner: 'owner', admin: 'admins', moderator: 'moderators', guest: '' }[access.role ?? 'guest'];
		const calls = await count(sql`messages where channel_id = ${id} and seq > ${read} and (
			exists (select 1 from mentions where mentions.channel_id = messages.channel_id and mentions.seq = messages.seq
				and user_id = ${userId} and not is_quiet)
			or exists (select 1 from wide_mentions where wide_mentions.channel_id = messages.channel_id
				and wide_mentions.seq = messages.seq and whom in ('everyone', ${group}) and not is_quiet))`);
		const mentions = access.role ? calls : isMuted ? 0 : unread;
		const words = shownAs(unread, mentions, isMuted === 1);
		if (words) shown[id] = words;
	}
	return shown;
}

/** What one hand does next. */
function deeds(random: () => number, windows: Window[], code: string) {
	const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
	const markings = new Map(windows.map((window) => [window, new Marking(window.unread, doorOf(window))]));
	const act = (move: (marking: Marking, place: { id: string; path: string }) => unknown) => {
		const id = pick(everywhere);
		return move(markings.get(pick(windows))!, { id, path: `/${id}` });
	};
	const lineIn = async (id: string, authorId?: string) => {
		const lines = await db.selectFrom('messages').where('channelId', '=', id).select(['seq', 'authorId']).execute();
		return pick(lines.filter((one) => !authorId || one.authorId === authorId))?.seq ?? 1;
	};
	const words = ['', '', '@linus', '@grace @mallory', '@ada', '@everyone', '@moderators', '@admins @linus', '@owner'];
	const write = async (viewer = pick(everybody), id = pick(everywhere)) => {
		const replyTo = random() < 0.2 ? { replyTo: await lineIn(id) } : {};
		await postMessage(await enterChannel(viewer, id), { body: `Look ${pick(words)}`, ...replyTo });
	};
	const hide = async () => {
		const id = pick([places.staff, places.news]);
		const access = await enterChannel(ada, id, places.observatory);
		const { name, topic } = access.channel;
		const isPrivate = random() < 0.5;
		const named = random() < 0.5 ? [linus.id] : [];
		const seers = { isPrivate, moderators: random() < 0.5, people: named, handles: [] };
		await editChannel(access, { name, topic, categoryId: '251', isReadOnly: false, ...seers });
	};
	const observatory = (viewer: (typeof everybody)[number]) => enterCommunity(viewer, places.observatory);
	const guests = [grace, linus, mallory];
	const table: [often: number, deed: () => unknown][] = [
		[300, () => write()],
		[
			60,
			async () => {
				const [viewer, id] = [pick(everybody), pick(everywhere)];
				const seq = await lineIn(id, viewer.id);
				await editMessage(await enterChannel(viewer, id), { seq, body: `Well ${pick(words)} ${random()}` });
			}
		],
		[
			60,
			async () => {
				const [viewer, id] = [pick(everybody), pick(everywhere)];
				await removeMessage(await enterChannel(viewer, id), await lineIn(id, viewer.id));
			}
		],
		[150, () => act((marking, place) => marking.readNow(place, Math.ceil(random() * 60)))],
		[60, () => act((marking, place) => marking.read(place, Math.ceil(random() * 400)))],
		[100, () => act((marking, place) => marking.unreadFrom(place, Math.ceil(random() * 60)))],
		[50, () => act((marking, place) => marking.mute(place, random() < 0.5))],
		[30, () => markings.get(pick(windows))!.readAll(places.observatory)],
		[
			30,
			async () => {
				const role = pick(['admin', 'moderator', 'guest'] as const);
				await changeRole(await observatory(ada), { userId: pick(guests).id, role });
			}
		],
		[20, async () => kick(await observatory(ada), { userId: pick(guests).id, reason: '' })],
		[20, async () => leaveCommunity(await observatory(pick(guests)))],
		[80, () => joinByInvite(pick(guests), code)],
		[40, hide]
	];
	const all = table.reduce((sum, [often]) => sum + often, 0);
	return async () => {
		let at = random() * all;
		const [, deed] = table.find(([often]) => (at -= often) < 0)!;
		try {
			await deed();
		} catch (error) {
			if (!isHttpError(error) && !(error instanceof Wrong)) throw error;
		}
	};
}

/** The doors of a window's forms, without the http between. */
function doorOf({ viewer }: Window) {
	return async (address: string, fields: Record<string, string>): Promise<Mark[] | null> => {
		const [path, action] = address.split('?/');
		const id = path!.slice(1);
		const seq = Number(fields.seq);
		try {
			if (path!.startsWith('/servers/'))
				return await markCommunityRead(await enterCommunity(viewer, id.slice('servers/'.length)));
			const access = await enterChannel(viewer, id);
			if (action === 'read') return [await markRead(access, seq)];
			if (action === 'unread') return [await markUnread(access, seq)];
			return [await mute(access, action === 'mute')];
		} catch (error) {
			if (isHttpError(error)) return null;
			throw error;
		}
	};
}

test('P23: in eight windows of four people everything unread is counted as the rows say, whatever they do at once', async () => {
	const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
	process.stdout.write(`Random actions by SEED=${seed}\n`);
	const random = randomFrom(seed);
	for (const [id, [one, other]] of Object.entries(talks)) await talk(id, one, other);
	const code = await createInvite(await enterCommunity(ada, places.observatory), { lifetime: 0, maxUses: 0 });
	const door = await openDoor(everybody);
	const windows = everybody.flatMap((viewer) => [1, 2].map(() => new Window(viewer, door.address, random)));
	await Promise.all(windows.map((window) => window.open()));
	const deed = deeds(random, windows, code);
	try {
		for (let done = 0; done < ACTIONS; done += BURST) {
			const lost = windows[Math.floor(random() * windows.length * 2)];
			lost?.lose();
			const hands = Array.from({ length: HANDS }, async () => {
				for (let one = 0; one < BURST; one += HANDS) await deed();
			});
			await Promise.all(hands);
			await lost?.connect();
			for (const { id, name } of everybody) {
				const expected = await reckoned(id);
				const after = `${name} after ${done + BURST} actions, SEED=${seed}`;
				const theirs = windows.filter(({ viewer }) => viewer.id === id);
				for (const { unread } of theirs)
					await expect.poll(() => shownIn(unread), { timeout: 4000, interval: 20, message: after }).toEqual(expected);
				const anew = new Unread(id);
				anew.begin(await unreadChannels(db, id), await communitiesOf(db, id));
				expect(shownIn(anew), `${after}, in a new window`).toEqual(expected);
			}
		}
	} finally {
		for (const window of windows) window.close();
		await door.close();
	}
	const said = await db
		.selectFrom('messages')
		.select(({ fn }) => fn.countAll().as('n'))
		.executeTakeFirstOrThrow();
	expect(Number(said.n), 'something was said').toBeGreaterThan(ACTIONS / 10);
}, 120_000);
