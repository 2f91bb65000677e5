// What the page of a channel costs in a server of five thousand, beside that of a server of ten.
import { Agent, request } from 'node:http';
import { db } from '$lib/server/db';
import { migrate } from '$lib/server/db/migrate';
import { Figures, goal, median, printRatios, sized, verdict } from './parts/report';
import { serve } from './parts/served';
import { inParts, signIn } from './parts/world';

const REPETITIONS = sized(21, 3);
const PAGES = sized(40, 10);

/** The page a person sees has the same fifty lines in each of them. */
const servers = {
	'10 members': { id: '201', members: 10, channels: 200 },
	'5,000 members': { id: '202', members: sized(5000, 500), channels: 200 },
	'10 members, 5 channels': { id: '203', members: 10, channels: 5 }
} as const;
type Server = keyof typeof servers;
const names = Object.keys(servers) as Server[];
const channelOf = (name: Server) => `${servers[name].id}000`;

const createdAt = new Date();
const viewers = Array.from({ length: servers['5,000 members'].members }, (_, index) => {
	const id = String(10_001 + index);
	return { id, handle: `person${id}`, name: `Mara Okafor ${index}`, avatarUrl: null };
});

async function fill(name: Server): Promise<void> {
	const { id, members, channels } = servers[name];
	const ownerId = viewers[0]!.id;
	await db.insertInto('communities').values({ id, name, iconFile: null, ownerId, createdAt }).execute();
	await db.insertInto('categories').values({ id, communityId: id, name: 'Text', position: 0 }).execute();
	await inParts(members, (from, to) => {
		const some = viewers.slice(from, to).map(({ id: userId }) => ({ communityId: id, userId, role: 'guest' as const }));
		const rows = some.map((row) => ({ ...row, nickname: null, joinedAt: createdAt }));
		return db.insertInto('members').values(rows).execute();
	});
	const rows = Array.from({ length: channels }, (_, index) => ({
		...{ id: `${id}${String(index).padStart(3, '0')}`, communityId: id, categoryId: id, kind: 'text' as const },
		...{ name: `channel-${index}`, position: index, lastSeq: 50, rev: 50, isGeneral: index === 0, createdAt }
	}));
	await db.insertInto('channels').values(rows).execute();
	const lines = Array.from({ length: 50 }, (_, index) => ({
		...{ channelId: channelOf(name), seq: index + 1, rev: index + 1, authorId: viewers[index % 10]!.id, createdAt },
		...{ body: 'The recital starts at 20:30, doors at 20:00.', nonce: `n${index}` }
	}));
	await db.insertInto('messages').values(lines).execute();
}

const agent = new Agent({ keepAlive: true });
function page(name: Server, cookie: string): Promise<{ took: number; bytes: number }> {
	const path = `/servers/${servers[name].id}/channels/${channelOf(name)}`;
	const began = performance.now();
	return new Promise((resolve, reject) => {
		const options = { host: '127.0.0.1', port, path, agent, headers: { accept: 'text/html', cookie } };
		const asked = request(options, (response) => {
			let bytes = 0;
			response.on('data', (chunk: Buffer) => (bytes += chunk.length));
			response.on('end', () => {
				if (response.statusCode === 200) resolve({ took: performance.now() - began, bytes });
				else reject(new Error(`${path} was answered ${response.statusCode}`));
			});
		});
		asked.on('error', reject).end();
	});
}

await migrate(db);
const [person] = await signIn(viewers);
const { cookie } = person!;
for (const name of names) await fill(name);
await db.destroy();
const { app, port } = await serve();
const figures = new Figures();
for (let turn = 0; turn < 30; turn++) for (const name of names) await page(name, cookie);
for (let repetition = 0; repetition < REPETITIONS; repetition++) {
	const took = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Server, number[]>;
	// One page of each after the other: whatever the machine does meanwhile, it does to all of them.
	for (let turn = 0; turn < PAGES; turn++)
		for (const name of turn % 2 === 0 ? names : [...names].reverse()) took[name].push((await page(name, cookie)).took);
	for (const name of names)
		figures.add(name, { 'ms a page': median(took[name]), 'bytes a page': (await page(name, cookie)).bytes });
}
app.kill();
figures.print('The page of a channel with fifty lines, as the app serves it');
const over = (figure: string) => figures.ratios(figure, '5,000 members', '10 members');
goal('time, 5,000 members over 10', over('ms a page'), { most: 1.5 });
goal('bytes, 5,000 members over 10', over('bytes a page'), { most: 1.5 });
printRatios('5,000 members and 200 channels over 10 and 5,', {
	time: figures.ratios('ms a page', '5,000 members', '10 members, 5 channels'),
	bytes: figures.ratios('bytes a page', '5,000 members', '10 members, 5 channels')
});
agent.destroy();
verdict();
