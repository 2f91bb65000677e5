import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { channelApi, channelPages, serverPages, told, type Spot } from './asking';
import { ask, count } from './database';
import { send } from './wire';

let ada: Person, linus: Person, mallory: Person;
let place: Place;
let real: Spot;

beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	place = await newServer(ada);

	await join(linus, place);
	await newServer(mallory); // she is at home somewhere, only not here
	for (let line = 1; line <= 3; line++) await say(ada, place, `Line ${line}`);
	real = { server: place.id, channel: place.channelId };
});

test('a server’s picture is there for members and for holders of a working invite only', async () => {
	const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#c63' } })
		.png()
		.toBuffer();
	const icon = new File([new Uint8Array(bytes)], 'dome.png', { type: 'image/png' });
	const made = await ada.submit('/servers/new', { name: unique('Dome '), icon });
	const id = made.headers.get('location')!.split('/')[2]!;
	const [{ key, code } = { key: '', code: '' }] = await ask<{ key: string; code: string }>(
		`select icon_file as \`key\`, code from communities join invites on community_id = communities.id
			where communities.id = ?`,
		id
	);
	const picture = (person: Person | null, query = '', name = key) =>
		send(`/files/${name}${query}`, { headers: person ? { cookie: person.cookie } : {} });
	expect((await picture(ada)).status).toBe(200);
	expect((await picture(null, `?invite=${code}`)).status).toBe(200);

	const foreignCode = place.invite.slice('/invite/'.length);
	const otherKey = key.replace(/^.{4}/, '0000');
	for (const person of [mallory, null])
		for (const query of ['', `?invite=${foreignCode}`, '?invite=', '?invite=%25']) {
			const answer = await picture(person, query);
			expect(answer.status).toBe(404);
			expect(told(answer, real)).toBe(told(await picture(person, query, otherKey), real));
		}
	await ask('update invites set revoked_at = utc_timestamp() where code = ?', code);
	expect((await picture(null, `?invite=${code}`)).status).toBe(404);
});

test('an invite that does not work never says why, and never who is behind it', async () => {
	const spoiled: Record<string, string> = {
		'used up': 'max_uses = 1, uses = 1',
		'run out': "expires_at = '2020-01-01'",
		revoked: 'revoked_at = utc_timestamp()'
	};
	const [me] = await ask<{ id: string }>(
		`select user_id as id from identities join auth_user on auth_user.id = provider_id where email = ?`,
		mallory.email
	);
	const look = async (person: Person | null, code: string) => {
		const answer = await send(`/invite/${code}`, {
			headers: { accept: 'text/html', ...(person && { cookie: person.cookie }) }
		});
		return told(answer, { server: code, channel: code });
	};
	const unknown = 'A'.repeat(12);
	for (const [why, change] of Object.entries(spoiled)) {
		const { invite } = await newServer(ada);
		const code = invite.slice('/invite/'.length);
		expect(await look(null, code), 'it works at first').not.toBe(await look(null, unknown));
		await ask(`update invites set ${change} where code = ?`, code);
		for (const person of [null, mallory]) expect(await look(person, code), why).toBe(await look(person, unknown));
		await mallory.submit(`${invite}?/join`, {});
	}
	const banning = await newServer(ada);
	const code = banning.invite.slice('/invite/'.length);
	await ask('insert into bans values (?, ?, null, ?, utc_timestamp())', banning.id, me!.id, me!.id);
	expect(await look(mallory, code)).toBe(await look(mallory, unknown));
	await mallory.submit(`${banning.invite}?/join`, {});
	expect(await count('members where user_id = ?', me!.id), 'only her own server').toBe(1);
	expect(await count('invites where code = ? and uses = 0', code)).toBe(1);
});

test('P14: nobody’s e-mail address, account or session is in what others get', async () => {
	const canary = await newPerson('Canary');
	await join(canary, place);
	const line = await say(canary, place, 'Here I am.');
	const [account] = await ask<{ id: string; token: string }>(
		`select auth_user.id, token from auth_user join auth_session on auth_session.user_id = auth_user.id where email = ?`,
		canary.email
	);
	const secrets = [canary.email, canary.email.split('@')[0]!, account!.id, account!.token];
	const invite = await newServer(canary);
	const everywhere = [
		...[...channelPages, ...channelApi, ...serverPages].map(([, path]) => path(real)),
		...[`/api/channels/${real.channel}/messages?around=${line}`, `${place.channel}?edit=${line}`],
		...['/', '/settings', '/settings/__data.json', invite.invite, `${invite.invite}/__data.json`]
	];
	let seen = 0;
	for (const path of everywhere) {
		const headers = { accept: 'text/html', cookie: linus.cookie };
		const { headers: given, body } = await send(path, { headers });
		if (body.includes('Canary')) seen += 1;
		for (const secret of secrets) expect(`${path} ${JSON.stringify(given)} ${body}`).not.toContain(secret);
	}
	expect(seen, 'pages on which she is named').toBeGreaterThan(8);
});
