import { randomBytes } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { inject } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { App } from '../faults/app';
import { PASSWORD, Person, unique } from '../person';

/** The built app once more, with settings and a database of its own, which may be broken. */
export class OwnApp {
	private constructor(
		readonly app: App,
		readonly database: Connection,
		readonly databaseName: string,
		/** Where its pages come from, as it believes. */
		readonly origin: string,
		readonly end: () => Promise<void>
	) {}

	static async start(settings: Record<string, string> = {}): Promise<OwnApp> {
		const life = begin();
		try {
			const name = `chatsphere_own_${randomBytes(6).toString('hex')}`;
			const database = await createConnection(inject('databaseUrl'));
			life.later(() => database.end());
			await database.query(`create database ${name} character set utf8mb4 collate utf8mb4_unicode_520_ci`);
			life.later(async () => void (await database.query(`drop database ${name}`)));
			await database.query(`use ${name}`);
			const app = await App.prepare(life, { DATABASE_URL: new URL(name, inject('databaseUrl')).href, ...settings });
			await app.start();
			return new OwnApp(app, database, name, settings.ORIGIN ?? app.base, () => life.end());
		} catch (error) {
			await life.end();
			throw error;
		}
	}

	/** Somebody without an account in front of it. */
	stranger(name = 'Somebody', email = `${unique('somebody')}@example.org`): Person {
		const person = Object.assign(new Person(name, email), { base: this.app.base });
		const { origin } = this;
		person.submit = (path, fields, headers) =>
			Person.prototype.submit.call(person, path, fields, { origin, ...headers });
		return person;
	}

	/** Somebody who has signed up there. */
	async person(name: string, email?: string, password = PASSWORD): Promise<Person> {
		const person = this.stranger(name, email);
		const answer = await person.submit('/sign-up', { name, email: person.email, password });
		if (answer.status !== 303) throw new Error(`${name} could not sign up: ${answer.status}`);
		return person;
	}
}
