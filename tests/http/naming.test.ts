import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, unique, type Person, type Place } from '../person';

let ada: Person, mallory: Person, place: Place;
const word = unique('Q').slice(0, 12);
beforeAll(async () => {
	ada = await newPerson('Ada Lovelace');
	mallory = await newPerson(`${word} Mallory`);
	place = await newServer(ada);
	for (let count = 1; count <= 9; count++) await join(await newPerson(`${word} ${count}`), place);
});

type Answer = { people: Record<string, unknown>[] };
const like = (who: Person, words: string) =>
	who.json<Answer>(`/api/servers/${place.id}/people?q=${encodeURIComponent(words)}`);

test('members find at most eight people by how a name or handle begins, and learn only who they are', async () => {
	const { status, body } = await like(ada, word);
	expect([status, body.people.length]).toEqual([200, 8]);
	for (const person of body.people) expect(Object.keys(person).sort()).toEqual(['avatarUrl', 'handle', 'id', 'name']);
	expect(body.people.map(({ name }) => name)).not.toContain(mallory.name);
	expect((await like(ada, `${word} 7`)).body.people.map(({ name }) => name)).toEqual([`${word} 7`]);
	const handle = String(body.people[0]!.handle);
	expect((await like(ada, handle.toUpperCase())).body.people[0]).toEqual(body.people[0]);
	expect((await like(ada, '%')).body.people, 'no pattern').toEqual([]);
});

test('whoever is outside finds nobody, and nonsense is refused', async () => {
	expect((await like(mallory, word)).status).toBe(404);
	for (const words of ['', ' ', 'a'.repeat(61)]) expect([words, (await like(ada, words)).status]).toEqual([words, 400]);
});
