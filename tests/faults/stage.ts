import { begin } from '../../scripts/parts/life.js';
import { App } from './app';
import { Database } from './database';
import type { Log, Row } from './history';
import { admit, makePeople, type Person } from './people';
import { Wire } from './wire';

/** A channel and where it is. */
export type Place = { base: string; communityId: string; channelId: string; path: string };

export type Stage = {
	database: Database;
	app: App;
	/** What leads from the app to its database, when one was asked for. */
	wire: Wire | undefined;
	/** A new community with one channel, and so many people in it. */
	place(members: number): Promise<{ place: Place; people: Person[] }>;
	/** More people in a community. */
	join(place: Place, members: number): Promise<Person[]>;
	/** A channel as the tables have it. */
	log(place: Place): Promise<Log>;
	end(): Promise<void>;
};

async function makePlace(app: App, owner: Person): Promise<Place> {
	const answer = await fetch(`${app.base}/servers/new`, {
		method: 'POST',
		body: new URLSearchParams({ name: 'Observatory' }),
		headers: { cookie: owner.cookie, origin: app.base, accept: 'text/html' },
		redirect: 'manual'
	});
	const path = answer.headers.get('location') ?? '';
	const [, communityId, channelId] = /^\/servers\/(\d+)\/channels\/(\d+)$/.exec(path) ?? [];
	if (!communityId || !channelId) throw new Error(`There is no place: ${answer.status}\n${app.lastWords}`);
	return { base: app.base, communityId, channelId, path };
}

async function readLog(database: Database, channelId: string): Promise<Log> {
	const [head] = await database.ask<{ seq: number; rev: number }>(
		'select last_seq as seq, rev from channels where id = ?',
		[channelId]
	);
	const rows = await database.ask<Row>(
		'select seq, rev, author_id as authorId, nonce, body from messages where channel_id = ? order by seq',
		[channelId]
	);
	return { head: head!, rows: rows.map((row) => ({ ...row, authorId: String(row.authorId) })) };
}

type Wishes = {
	/** Where another build than ours is. */
	home?: string;
	/** A line to the database that can be cut. */
	hasWire?: boolean;
	/** What the app's environment says besides. */
	settings?: Record<string, string>;
};

/** A database and the built app on it. */
export async function raiseStage({ home, hasWire = false, settings = {} }: Wishes = {}): Promise<Stage> {
	const life = begin();
	try {
		const database = await Database.open(life);
		const wire = hasWire ? await Wire.lay(life, database.port) : undefined;
		const app = await App.prepare(life, { DATABASE_URL: database.url(wire?.port), ...settings }, home);
		await app.start();
		const join = async ({ communityId }: Place, members: number) => {
			const people = await makePeople(database, app.secret, members);
			await admit(database, communityId, people);
			return people;
		};
		return {
			...{ database, app, wire, join },
			async place(members) {
				const [owner] = await makePeople(database, app.secret, 1);
				const place = await makePlace(app, owner!);
				return { place, people: await join(place, members) };
			},
			log: ({ channelId }) => readLog(database, channelId),
			end: () => life.end()
		};
	} catch (error) {
		await life.end();
		throw error;
	}
}
