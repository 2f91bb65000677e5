import { createHmac, randomUUID } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import sharp from 'sharp';
import { inject } from 'vitest';
import { Visitor } from '../../person';
import { actors, type Actor } from './actors';
import { talkers } from './direct';
import { placeStatements, type Ids } from './statements';

/** A server: values for the parameters of routes, and what forms may name. */
export type Place = {
	communityId: string;
	channelId: string;
	categoryId: string;
	/** A second category, without channels. */
	spareId: string;
	/** The owner's invite, and one that a guest made. */
	code: string;
	guestCode: string;
	key: string;
	/** A plain member, for others to act on; the next ones are of higher rank. Each is in this server only, but for the owner. */
	userId: string;
	moderatorId: string;
	adminId: string;
	ownerId: string;
	/** Who was banned from it. */
	bannedId: string;
	privateId: string;
	readOnlyId: string;
	/** Channels for calls: an open one, and one that names the same guest as the private one. */
	voiceId: string;
	hiddenVoiceId: string;
	deletedId: string;
};

function signed(token: string): string {
	const signature = createHmac('sha256', inject('authSecret')).update(token).digest('base64');
	return encodeURIComponent(`${token}.${signature}`);
}

/** The line each member wrote in the general channel. */
export const lines: Partial<Record<Actor | 'target', number>> = {
	owner: 1,
	admin: 2,
	moderator: 3,
	guest: 4,
	granted: 5,
	kicked: 6,
	target: 7
};

/**
 * Three servers, made by SQL: Home, where every actor is what its name says; Annex, which belongs to the same people; and
 * Elsewhere, which is the stranger's. `reset` makes it as it was at first, `traces` is all that anything could change in it.
 */
export class World {
	readonly visitors: Record<Actor, Visitor>;

	private constructor(
		private readonly connection: Connection,
		private readonly ids: Ids,
		readonly home: Place,
		readonly annex: Place,
		readonly elsewhere: Place
	) {
		this.visitors = Object.fromEntries(
			actors.map((actor) => {
				const visitor = new Visitor();
				const token = ids.tokens[actor];
				if (token) visitor.cookies.set('chatsphere.session_token', signed(token));
				return [actor, visitor];
			})
		) as Record<Actor, Visitor>;
	}

	static async make(): Promise<World> {
		const uri = inject('servedDatabaseUrl');
		const options = { timezone: 'Z', supportBigNumbers: true, bigNumberStrings: true, multipleStatements: true };
		const connection = await createConnection({ uri, ...options });
		// No id that the app makes is as short as these.
		const base = BigInt(Math.floor(1e15 + Math.random() * 8e15)) * 100n;
		let next = 0;
		const id = () => String(base + BigInt(next++));
		const people = Object.fromEntries([...actors, 'target' as const].map((who) => [who, id()])) as Ids['people'];
		const tokens = Object.fromEntries(
			actors.filter((actor) => actor !== 'anonymous').map((actor) => [actor, randomUUID()])
		);
		const place = (known: Partial<Place> & { ownerId: string }): Place => ({
			communityId: id(),
			channelId: id(),
			privateId: id(),
			readOnlyId: id(),
			voiceId: id(),
			hiddenVoiceId: id(),
			deletedId: id(),
			categoryId: id(),
			spareId: id(),
			code: randomUUID().slice(0, 12),
			guestCode: randomUUID().slice(0, 12),
			key: '',
			userId: id(),
			moderatorId: id(),
			adminId: id(),
			bannedId: id(),
			...known
		});
		const [home, annex, elsewhere] = [
			place({ ownerId: people.owner, userId: people.target, bannedId: people.banned }),
			place({ ownerId: people.owner }),
			place({ ownerId: people.stranger })
		];
		const talks = Object.fromEntries(talkers.map((who) => [who, id()])) as Ids['talks'];
		const world = new World(
			connection,
			{ people, tokens, talks, places: [home, annex, elsewhere] },
			home,
			annex,
			elsewhere
		);
		await connection.query(placeStatements(world.ids).people);
		await world.reset();
		await world.#signOut();
		await world.#takePicture();
		await world.reset();
		return world;
	}

	/** A place like Home that nobody ever made. */
	get nowhere(): Place {
		const entries = Object.entries(this.home).map(([name, value]) => [
			name,
			/^\d+$/.test(value) ? String(BigInt(value) + 9n * 10n ** 17n) : randomUUID().slice(0, 12)
		]);
		return Object.fromEntries(entries) as Place;
	}

	id(who: Actor | 'target'): string {
		return this.ids.people[who];
	}

	/** The conversation an actor has with the target; the owner's for those who have none. */
	talk(who: Actor): string {
		const { talks } = this.ids;
		return talkers.some((one) => one === who) ? talks[who as keyof typeof talks] : talks.owner;
	}

	/** The app still takes in what was written, under the same rows: whoever the database chose to give way begins again. */
	async reset(): Promise<void> {
		for (let triesLeft = 3; ; triesLeft--)
			try {
				await this.connection.query(placeStatements(this.ids).reset);
				return;
			} catch (error) {
				const { code } = error as { code?: string };
				if (code !== 'ER_LOCK_DEADLOCK' || triesLeft === 0) throw error;
			}
	}

	async traces(): Promise<string> {
		const [rows] = await this.connection.query(placeStatements(this.ids).traces);
		return JSON.stringify(rows);
	}

	async query(sql: string, values: unknown[] = []): Promise<unknown> {
		return (await this.connection.query(sql, values))[0];
	}

	end(): Promise<void> {
		return this.connection.end();
	}

	/** Ends one login the way people do. */
	async #signOut(): Promise<void> {
		const { cookie } = this.visitors.signedOut;
		await this.visitors.signedOut.submit('/sign-out', {});
		const [, token = ''] = cookie.split('=');
		this.visitors.signedOut.cookies.set('chatsphere.session_token', token);
		delete this.ids.tokens.signedOut;
	}

	/** A picture that really lies there, as the icon of Home and of Annex. */
	async #takePicture(): Promise<void> {
		const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#c63' } })
			.png()
			.toBuffer();
		const icon = new File([new Uint8Array(bytes)], 'dome.png', { type: 'image/png' });
		const made = await this.visitors.owner.submit('/servers/new', { name: 'Picture', icon });
		const [, , communityId] = (made.headers.get('location') ?? '').split('/');
		const rows = await this.query('select icon_file as `key` from communities where id = ?', [communityId]);
		this.home.key = (rows as { key: string }[])[0]!.key;
		await this.query('update communities set icon_file = null where id = ?', [communityId]);
	}
}
