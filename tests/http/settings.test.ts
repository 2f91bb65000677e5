import sharp from 'sharp';
import { expect, test } from 'vitest';
import { join, newPerson, newServer, PASSWORD, Person, say, unique, Visitor } from '../person';
import { SESSION, signIn, session } from './account';
import { count, idOf } from './database';
import { alertsIn, fillIn, formsIn, textOf } from './page';
import { elsewhere } from './wire';

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Visitor, path: string) => (await visitor.open(path)).text();

const png = async () => {
	const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c63' } })
		.png()
		.toBuffer();
	return new File([new Uint8Array(bytes)], 'holiday.png', { type: 'image/png' });
};

/** The same person in another browser. */
async function onAnother(person: Person): Promise<Person> {
	const other = new Person(person.name, person.email);
	const answer = await signIn(person.email, PASSWORD, elsewhere());
	other.cookies.set(SESSION, encodeURIComponent(session(answer)));
	return other;
}
const isIn = async (person: Person) => (await person.request('/settings')).status === 200;

test('P40: a profile is changed by a plain form, and others read it on the card', async () => {
	const ada = await newPerson('Ada');
	const linus = await newPerson('Linus');
	const place = await newServer(ada);
	await join(linus, place);
	await say(linus, place, 'Hello');
	const handle = unique('torvalds');
	const words = { name: 'Linus T.', handle, pronouns: 'he/him', status: 'Compiling', about: 'Ask me\nabout kernels.' };
	const answer = await fillIn(linus, '/settings/profile', '?/save', { ...words, picture: await png() });
	expect([answer.status, location(answer)]).toEqual([303, '/settings/profile']);
	const shown = formsIn(await pageOf(linus, '/settings/profile')).find(({ action }) => action === '?/save')!;
	expect(Object.fromEntries(shown.fields)).toMatchObject(words);
	const card = textOf(await pageOf(ada, `${place.path}/members/${await idOf(linus)}`));
	for (const text of ['Linus T.', `@${handle}, he/him`, 'Compiling', 'Ask me about kernels.'])
		expect(card).toContain(text);
	const channel = await pageOf(ada, place.channel);
	expect(textOf(channel)).toContain('Linus T.');
	const [address = ''] = /\/files\/[0-9a-z]{26}/.exec(channel) ?? [];
	const picture = await ada.request(address);
	const { format, width, height } = await sharp(await picture.arrayBuffer()).metadata();
	expect({ format, width, height }).toEqual({ format: 'webp', width: 256, height: 256 });
	expect((await new Visitor().request(address)).status, 'only for people who have signed in').toBe(404);

	await fillIn(linus, '/settings/profile', '?/save', { removePicture: 'on' });
	expect((await ada.request(address)).status).toBe(404);
	// Its bytes go once the answer is out.
	const owner = await idOf(linus);
	await expect.poll(() => count('files where owner_id = ?', owner)).toBe(0);
});

test.each([
	['no name', { name: ' ' }, 'Tell people what to call you.'],
	['a name that hides', { name: '\u200b\u2060' }, 'Tell people what to call you.'],
	['a handle with spaces', { handle: 'two words' }, 'Use letters a to z, digits, dots and underscores.'],
	['a handle of one letter', { handle: 'x' }, 'At least 2 characters.'],
	['pronouns without end', { pronouns: 'x'.repeat(41) }, 'Pronouns can be up to 40 characters.'],
	['a long status', { status: 'x'.repeat(81) }, 'A status can be up to 80 characters.'],
	['too much about oneself', { about: 'x'.repeat(191) }, 'This can be up to 190 characters.'],
	[
		'a picture that is none',
		{ picture: new File(['no'], 'no.png') },
		'That file is not a picture we can read. Try a PNG, JPEG or WebP.'
	],
	[
		'a picture that is too large',
		{ picture: new File([new Uint8Array(4 * 1024 ** 2 + 1)], 'a.png') },
		'Pictures can be up to 4 MB.'
	]
] as [string, Record<string, string | File>, string][])(
	'P40: %s is refused beside its field, and what was typed stays',
	async (_, wrong, words) => {
		const ada = await newPerson('Ada');
		const typed = { name: 'Ada B.', about: 'Typed with care', ...wrong };
		const refused = await fillIn(ada, '/settings/profile', '?/save', typed);
		const html = await refused.text();
		expect([refused.status, alertsIn(html)]).toEqual([400, [words]]);
		const { fields } = formsIn(html).find(({ action }) => action === '?/save')!;
		for (const [name, value] of Object.entries(typed))
			if (typeof value === 'string') expect(fields.get(name)).toBe(value);
		expect(textOf(await pageOf(ada, '/settings'))).not.toContain('Ada B.');
	}
);

test('P40: somebody else’s username is refused, whatever it is dressed as', async () => {
	const [ada, grace] = [await newPerson('Ada'), await newPerson('Grace')];
	const handle = unique('lovelace');
	await fillIn(ada, '/settings/profile', '?/save', { handle });
	for (const same of [handle, handle.toUpperCase(), ` ${handle} `, handle.replaceAll('l', '1')]) {
		const refused = await fillIn(grace, '/settings/profile', '?/save', { handle: same });
		expect([refused.status, alertsIn(await refused.text())[0]]).toEqual([
			400,
			expect.stringMatching(/^That name is taken/)
		]);
	}
});

test('P40: nobody but oneself sees the address', async () => {
	const [ada, linus] = [await newPerson('Ada'), await newPerson('Linus')];
	const place = await newServer(ada);
	await join(linus, place);
	expect(await pageOf(linus, '/settings/account')).toContain(linus.email);
	const id = await idOf(linus);
	for (const path of [`${place.path}/members/${id}`, `${place.path}/members`, place.channel, `/direct/people/${id}`])
		expect(await pageOf(ada, path)).not.toContain(linus.email);
});

test('T55: a new password needs the old one, and ends every other login', async () => {
	const linus = await newPerson('Linus');
	const phone = await onAnother(linus);
	const change = (fields: Record<string, string>) => fillIn(linus, '/settings/account', '?/password', fields);
	const password = 'another horse, another battery';
	for (const [fields, words] of [
		[{ current: 'wrong horse', password }, 'That password doesn’t match.'],
		[{ current: PASSWORD, password: 'short' }, 'Use at least 10 characters.'],
		[{ current: '', password }, 'Enter your password.']
	] as const) {
		const refused = await change(fields);
		const html = await refused.text();
		expect([refused.status, alertsIn(html)]).toEqual([400, [words]]);
		expect(html, 'no page carries a password').not.toContain(password);
	}
	expect([await isIn(linus), await isIn(phone)]).toEqual([true, true]);
	const done = await change({ current: PASSWORD, password });
	expect(location(done)).toBe('/settings/account?changed');
	expect([await isIn(linus), await isIn(phone)]).toEqual([true, false]);
	expect((await signIn(linus.email, PASSWORD)).status).toBe(400);
	expect((await signIn(linus.email, password)).status).toBe(303);
});

test('wrong passwords are counted here as at the door', async () => {
	const linus = await newPerson('Linus');
	const guess = () => linus.submit('/settings/account?/password', { current: 'wrong horse', password: 'x'.repeat(12) });
	for (let tries = 0; tries < 10; tries++) expect((await guess()).status).toBe(400);
	expect((await guess()).status).toBe(429);
});

test('P40: devices are listed, one is signed out, then all others', async () => {
	const linus = await newPerson('Linus');
	const [phone, tablet] = [await onAnother(linus), await onAnother(linus)];
	const html = await pageOf(linus, '/settings/devices');
	expect(textOf(html)).toContain('This device');
	const others = formsIn(html).filter(({ action }) => action === '?/end');
	expect(others).toHaveLength(2);
	const ended = await linus.submit('/settings/devices?/end', { id: others[0]!.fields.get('id')! });
	expect(location(ended)).toBe('/settings/devices');
	expect([await isIn(linus), await isIn(phone), await isIn(tablet)].filter(Boolean)).toHaveLength(2);
	await fillIn(linus, '/settings/devices', '?/endOthers');
	expect([await isIn(linus), await isIn(phone), await isIn(tablet)]).toEqual([true, false, false]);
	expect(textOf(await pageOf(linus, '/settings/devices'))).toContain('You are signed in nowhere else.');
});

test('nobody signs out somebody else', async () => {
	const [linus, mallory] = [await newPerson('Linus'), await newPerson('Mallory')];
	await onAnother(linus);
	const [other] = formsIn(await pageOf(linus, '/settings/devices')).filter(({ action }) => action === '?/end');
	const id = other!.fields.get('id')!;
	expect((await mallory.submit('/settings/devices?/end', { id })).status).toBe(404);
	for (const odd of ['', "' or 1=1", 'x'.repeat(1000), '\u0000'])
		expect((await mallory.submit('/settings/devices?/end', { id: odd })).status).toBe(400);
	expect(formsIn(await pageOf(linus, '/settings/devices')).filter(({ action }) => action === '?/end')).toHaveLength(1);
});

test('P40: an account is deleted by typing the username and the password, and not by less', async () => {
	const ada = await newPerson('Ada');
	const linus = await newPerson('Linus');
	const place = await newServer(ada);
	await join(linus, place);
	await say(linus, place, 'I was here');
	const handle = formsIn(await pageOf(linus, '/settings/profile'))
		.find(({ action }) => action === '?/save')!
		.fields.get('handle')!;
	const end = (fields: Record<string, string>) => fillIn(linus, '/settings/account/delete', '?/delete', fields);
	for (const [fields, words] of [
		[{ handle: 'linus', password: PASSWORD }, 'That is not your username. Type it exactly as it is written above.'],
		[{ handle, password: 'wrong horse' }, 'That password doesn’t match.'],
		[{ handle, password: '' }, 'Enter your password.']
	] as const) {
		if (fields.handle === handle || handle !== 'linus') {
			const refused = await end(fields);
			expect([refused.status, alertsIn(await refused.text())]).toEqual([400, expect.arrayContaining([words])]);
		}
	}
	expect(await isIn(linus)).toBe(true);
	const old = new Map(linus.cookies);
	const done = await end({ handle, password: PASSWORD });
	expect(location(done)).toBe('/sign-in?deleted');
	expect(textOf(await pageOf(linus, '/sign-in?deleted'))).toContain('Your account is deleted.');
	for (const [name, value] of old) linus.cookies.set(name, value);
	expect(await isIn(linus)).toBe(false);
	const channel = textOf(await pageOf(ada, place.channel));
	expect(channel).toContain('Deleted person');
	expect(channel).toContain('I was here');
	expect((await signIn(linus.email, PASSWORD)).status).toBe(400);
});

test('P40: whoever owns servers is led to them first', async () => {
	const ada = await newPerson('Ada');
	const place = await newServer(ada);
	const html = await pageOf(ada, '/settings/account/delete');
	expect(html).toContain(`href="${place.path}/settings/transfer"`);
	expect(html).toContain(`href="${place.path}/settings/delete"`);
	expect(formsIn(html).map(({ action }) => action)).not.toContain('?/delete');
	const handle = formsIn(await pageOf(ada, '/settings/profile'))
		.find(({ action }) => action === '?/save')!
		.fields.get('handle')!;
	const refused = await ada.submit('/settings/account/delete?/delete', { handle, password: PASSWORD });
	expect([refused.status, await isIn(ada)]).toEqual([400, true]);
});

test('P36: how this browser looks is kept by a plain form, and drawn from the first byte', async () => {
	const ada = await newPerson('Ada');
	const fields = { theme: 'dark', density: 'compact', size: '17', still: 'on', times: 'on' };
	expect(location(await ada.submit('/settings/appearance?/save', fields))).toBe('/settings/appearance');
	const html = await pageOf(ada, '/settings/appearance');
	expect(html).toContain(
		'<html lang="en" class="dark" data-density="compact" data-words="17" data-motion="still" data-times="all">'
	);
	expect(Object.fromEntries(formsIn(html).find(({ action }) => action === '?/save')!.fields)).toEqual(fields);
	for (const wrong of [
		{ theme: 'blue' },
		{ density: '' },
		{ size: '99' },
		{ size: '1e1' },
		{ size: '15.0' },
		{ still: 'yes' }
	])
		expect((await ada.submit('/settings/appearance?/save', { ...fields, ...wrong })).status).toBe(400);
});

test('P40: blocked people are listed with the way to unblock them', async () => {
	const [ada, linus] = [await newPerson('Ada'), await newPerson('Linus')];
	const place = await newServer(ada);
	await join(linus, place);
	const id = await idOf(linus);
	expect(textOf(await pageOf(ada, '/settings/blocked'))).toContain('You have not blocked anybody.');
	await ada.submit(`/direct/${id}/block?/block`, {});
	expect(await pageOf(ada, '/settings/blocked')).toContain(`href="/direct/${id}/block"`);
});
