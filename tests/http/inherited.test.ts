import { beforeAll, expect, test } from 'vitest';
import { inherited } from '../hostile-json';
import { newPerson, newServer, type Person, type Place } from '../person';
import { expectSense, inTurns } from './sense';
import { post, send } from './wire';

let ada: Person;
let place: Place;
beforeAll(async () => {
	ada = await newPerson('Ada');
	place = await newServer(ada);
});

test.each(inherited)('T31: %s is no action, no page and no field of ours', async (word) => {
	const pages = [
		place.channel,
		`${place.path}/categories`,
		`${place.path}/settings`,
		'/servers',
		'/settings',
		'/sign-in',
		'/'
	];
	const asScript = { accept: 'application/json', 'x-sveltekit-action': 'true', cookie: ada.cookie };
	await inTurns(pages, async (path) => {
		for (const headers of [{ cookie: ada.cookie }, asScript]) {
			const answer = await post(`${path}?/${word}`, { [word]: '{"x":1}', 'a.__proto__.x': '1' }, { headers });
			const told = /^{"type":"error","error"/.test(answer.body) ? 404 : answer.status;
			expect([path, word, answer.status < 500, told >= 400]).toEqual([path, word, true, true]);
		}
		const headers = { accept: 'text/html', cookie: ada.cookie };
		expectSense(`${path}?${word}`, await send(`${path}?${word}=1&${word}[x]=1&${word}.x=1`, { headers }));
	});
	for (const path of [
		`/${word}`,
		`/servers/${word}`,
		`${place.path}/${word}`,
		`/files/${word}`,
		`/invite/${word}`,
		`/api/${word}`
	]) {
		const { status } = await send(path, { headers: { accept: 'text/html', cookie: ada.cookie } });
		expect([path, status]).toEqual([path, 404]);
	}
	expect((await ada.request(place.channel)).status).toBe(200);
});
