import { afterEach, afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientFrame, closeCodes, PROTOCOL_VERSION, type ClientFrame } from '$lib/realtime/protocol';
import { Client } from '../socket/client';
import { actors, may, nobody, type Actor, type Policy } from './matrix/actors';
import { World } from './matrix/world';

let world: World;
const clients: Client[] = [];
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world?.end());
afterEach(() => {
	for (const client of clients.splice(0)) client.end();
});

async function live(actor: Actor): Promise<Client> {
	const client = await Client.live(world.visitors[actor]);
	clients.push(client);
	return client;
}

/** Opens a channel; answers whether it was opened, or why not. */
async function opens(client: Client, channelId: string): Promise<string> {
	client.say({ type: 'open', channelId });
	const answer = await client.hears(
		(frame) => (frame.type === 'opened' || frame.type === 'refused') && frame.channelId === channelId
	);
	return answer.type === 'refused' ? answer.code : answer.type;
}

type Where = { channel: (of: World, actor: Actor) => string; who: Policy };
const channels: Record<string, Where> = {
	general: { channel: ({ home }) => home.channelId, who: may.members },
	private: { channel: ({ home }) => home.privateId, who: may.seers },
	'read-only': { channel: ({ home }) => home.readOnlyId, who: may.members },
	deleted: { channel: ({ home }) => home.deletedId, who: may.none },
	'another server’s': {
		channel: ({ elsewhere }) => elsewhere.channelId,
		who: { ...may.none, stranger: 'ok' }
	},
	// Those who have none with the same person try the owner's.
	'their own conversation': { channel: (world, actor) => world.talk(actor), who: { ...may.members, kicked: 'ok' } },
	'the conversation of others': { channel: (world) => world.talk('owner'), who: { ...may.none, owner: 'ok' } },
	'a server’s id': { channel: ({ home }) => home.communityId, who: may.none },
	'no channel’s': { channel: () => '999999999', who: may.none }
};
const isLetIn = (policy: Policy, actor: Actor) => (policy[actor] ?? 'ok') === 'ok';
const signedInActors = actors.filter((actor) => !nobody.includes(actor));

const quiet = { isMuted: true, isDeaf: false, hasCamera: false, isSharing: false };
const deviceOf = (actor: Actor) => `the-device-of-${actor}`;

/** Whoever is not inside a call says nothing in it, whatever they may otherwise, and whoever is inside hears nothing of it. */
function fromOutside(frame: (channelId: string) => ClientFrame): void {
	test.each(signedInActors.filter((actor) => actor !== 'owner'))('%s', async (actor) => {
		const { voiceId: channelId } = world.home;
		const [inside, client] = [await live('owner'), await live(actor)];
		inside.say({ type: 'call.join', channelId, device: deviceOf('owner'), ...quiet });
		await inside.hears(({ type }) => type === 'call.joined');
		client.say(frame(channelId));
		expect(await client.hears(({ type }) => type === 'refused')).toMatchObject({ code: 'not-found', channelId });
		await inside.settled();
		const heard = inside.heard.flatMap((frame) =>
			frame.type === 'call.occupants' ? frame.occupants.map(({ userId }) => userId) : [frame.type]
		);
		expect(heard.filter((what) => what === world.id(actor) || /^call\.(?!joined)/.test(what))).toEqual([]);
		inside.say({ type: 'call.leave', channelId });
		await inside.settled();
	});
}

/** What each frame does for whom; a frame of the protocol that is not here fails the test. */
const frames: Record<ClientFrame['type'], () => void> = {
	hello() {
		test.each(actors)('%s', async (actor) => {
			const client = await Client.open(world.visitors[actor]);
			if (typeof client !== 'number') clients.push(client);
			const isIn = isLetIn(may.signedIn, actor);
			expect(typeof client === 'number' ? client : 'open').toBe(isIn ? 'open' : 401);
			if (typeof client === 'number') return;
			client.say({ type: 'hello', version: PROTOCOL_VERSION });
			expect(await client.hears(({ type }) => type === 'ready')).toMatchObject({ viewerId: world.id(actor) });
		});
	},

	open() {
		describe.each(Object.entries(channels))('%s', (_, { channel, who }) => {
			test.each(signedInActors)('%s', async (actor) => {
				const client = await live(actor);
				expect(await opens(client, channel(world, actor))).toBe(isLetIn(who, actor) ? 'opened' : 'not-found');
			});
		});
	},

	typing() {
		const where = {
			general: may.members,
			private: may.seers,
			'read-only': { ...may.members, guest: '403', granted: '403' }
		};
		describe.each(Object.entries(where) as [string, Policy][])('%s', (name, who) => {
			test.each(signedInActors.filter((actor) => actor !== 'owner'))('%s', async (actor) => {
				const channelId = channels[name]!.channel(world, actor);
				const [observer, client] = [await live('owner'), await live(actor)];
				await opens(observer, channelId);
				// Unopened it is nobody's news; opened it is, for those who may write.
				client.say({ type: 'typing', channelId });
				await client.settled();
				await observer.settled();
				expect(observer.heard.filter(({ type }) => type === 'typing')).toEqual([]);
				await opens(client, channelId);
				client.say({ type: 'typing', channelId });
				await client.settled();
				await observer.settled();
				expect(observer.heard.filter(({ type }) => type === 'typing').length).toBe(isLetIn(who, actor) ? 1 : 0);
			});
		});
	},

	presence() {
		test('is told to the members of one’s servers only', async () => {
			const observer = await live('owner');
			const others = signedInActors.filter((actor) => actor !== 'owner');
			const all = await Promise.all(others.map(live));
			for (const client of all) client.say({ type: 'presence', status: 'dnd' });
			const toldOf = (actor: Actor) =>
				observer.heard.some(
					(frame) =>
						frame.type === 'presence' &&
						frame.people.some(({ id, status }) => id === world.id(actor) && status === 'dnd')
				);
			const inside = others.filter((actor) => isLetIn(may.members, actor));
			// News of a second goes together: when it has come of the members, it has come of everybody.
			await observer.hears(() => inside.every(toldOf));
			await Promise.all(all.map((client) => client.settled()));
			await observer.settled();
			expect(others.filter(toldOf)).toEqual(inside);
		});
	},

	close() {
		test.each(signedInActors)('%s', async (actor) => {
			const client = await live(actor);
			const before = client.heard.length;
			for (const { channel } of Object.values(channels))
				client.say({ type: 'close', channelId: channel(world, actor) });
			await client.settled();
			const heard = client.heard.slice(before).map(({ type }) => type);
			expect(heard.filter((type) => type !== 'presence')).toEqual(['pong']);
		});
	},

	'call.join'() {
		const where: Record<string, Where> = {
			open: { channel: ({ home }) => home.voiceId, who: may.members },
			hidden: { channel: ({ home }) => home.hiddenVoiceId, who: may.seers },
			'of words': { channel: ({ home }) => home.channelId, who: may.none },
			'another server’s': { channel: ({ elsewhere }) => elsewhere.voiceId, who: { ...may.none, stranger: 'ok' } },
			'a conversation of others': { channel: (world) => world.talk('owner'), who: { ...may.none, owner: 'ok' } }
		};
		describe.each(Object.entries(where))('%s', (_, { channel, who }) => {
			test.each(signedInActors)('%s', async (actor) => {
				const [client, channelId] = [await live(actor), channel(world, actor)];
				client.say({ type: 'call.join', channelId, device: deviceOf(actor), ...quiet });
				const answer = await client.hears(
					(frame) => (frame.type === 'call.joined' || frame.type === 'refused') && frame.channelId === channelId
				);
				const said = answer.type === 'refused' ? answer.code : answer.type;
				expect(said).toBe(isLetIn(who, actor) ? 'call.joined' : 'not-found');
				client.say({ type: 'call.leave', channelId });
				await client.settled();
			});
		});
	},

	'call.state': () => fromOutside((channelId) => ({ type: 'call.state', channelId, ...quiet })),
	'call.leave': () => fromOutside((channelId) => ({ type: 'call.leave', channelId })),
	'call.signal': () =>
		fromOutside((channelId) => ({ type: 'call.signal', channelId, to: deviceOf('owner'), data: 'offer' })),
	'call.ring': () => fromOutside((channelId) => ({ type: 'call.ring', channelId, hasCamera: false })),
	'call.decline': () => fromOutside((channelId) => ({ type: 'call.decline', channelId })),

	ping() {
		test.each(signedInActors)('%s', async (actor) => {
			const client = await live(actor);
			await client.settled();
			expect(client.closed).toBeUndefined();
		});
	}
};

test('T2: every frame of the protocol has its case, and every case a frame', () => {
	const known = clientFrame.def.options.map(({ def }) => def.shape.type.def.values[0]);
	expect(known.length).toBeGreaterThan(4);
	expect(Object.keys(frames).sort()).toEqual([...known].sort());
});

for (const [type, cases] of Object.entries(frames)) describe(`T2: ${type}`, cases);

describe('T2: ids that are none', () => {
	const odd: unknown[] = [
		...['', ' ', '-1', '1.5', '1e3', '0x1', 'null', '../1', "1' or '1'='1", '1'.repeat(21), '١', '1\u0000'],
		...[1, -1, 1.5, null, true, [], ['1'], {}, { id: '1' }]
	];
	test.each(odd.map((id) => [JSON.stringify(id), id]))('%s ends the connection', async (_, channelId) => {
		for (const type of ['open', 'close', 'typing', 'call.leave', 'call.decline']) {
			const client = await live('owner');
			client.socket.send(JSON.stringify({ type, channelId }));
			expect(await client.ends()).toMatchObject({ code: closeCodes.badFrame });
			expect(client.heard.filter((frame) => frame.type === 'opened')).toEqual([]);
		}
	});

	test('what is said before hello, or beside the protocol, ends it too', async () => {
		const { channelId } = world.home;
		for (const said of [
			{ type: 'open', channelId },
			{ type: 'send', channelId, body: 'Hello.' },
			{ type: 'ping' },
			1
		]) {
			const client = await Client.open(world.visitors.owner);
			if (typeof client === 'number') throw new Error(`The socket was refused: ${client}`);
			clients.push(client);
			client.socket.send(JSON.stringify(said));
			expect(await client.ends()).toMatchObject({ code: closeCodes.badFrame });
			expect(client.heard).toEqual([]);
		}
	});
});
