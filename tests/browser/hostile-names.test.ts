import { expect } from 'vitest';
import { join, newPerson, newServer, say } from '../person';
import { withCategory } from '../http/doors';
import { eventually, isAlive, test, visit } from './browser';
import { lines, log } from './channel';
import { watched } from './watched';

const hostile = `"'><img src=x onerror=alert(1)></script>`;

test('the watch sees what it is for', async ({ open }) => {
	const ada = await newPerson('Ada');
	const { page, alarms } = await watched(open, ada);
	await page.goto('/settings');
	await isAlive(page);
	expect(await alarms()).toEqual([]);
	await page.evaluate(() => {
		const box = document.createElement('div');
		document.body.append(box);
		box.innerHTML =
			'<img src="/favicon.svg" onload="alert(1)"><a href="javascript:alert(1)">x</a><iframe srcdoc="x"></iframe>';
	});
	await eventually(async () => (await alarms()).join()).toMatch(/alert\(\)/);
	const seen = (await alarms()).join('\n');
	for (const what of ['onload=', 'href=javascript', '<iframe', 'srcdoc=']) expect(seen).toContain(what);
});

test('T22: hostile names, topics and reasons are words in pages that came alive', async ({ open }) => {
	const ada = await newPerson(hostile);
	const linus = await newPerson(`L${hostile}`);
	const place = await withCategory(await newServer(ada, `${hostile}\u2028`));
	const change = async (path: string, fields: Record<string, string>) =>
		expect([path, (await ada.submit(path, fields)).status]).toEqual([path, 303]);
	await join(linus, place);
	await say(linus, place, hostile);
	await change(`${place.path}/settings?/save`, { name: hostile, description: hostile });
	const { categoryId = '' } = place;
	await change(`${place.channel}/edit?/editChannel`, { name: 'general', topic: hostile, categoryId });
	await change(`${place.path}/categories?/createCategory`, { name: hostile.slice(0, 32) });
	const { page, alarms } = await watched(open, ada);
	const paths = [
		'/members',
		'/settings',
		'/audit',
		'/categories',
		'/invites',
		'/channels',
		'/channels/new',
		'/settings/delete',
		'/settings/transfer'
	];
	let shown = 0;
	for (const path of [
		place.channel,
		`${place.channel}/edit`,
		...paths.map((path) => place.path + path),
		place.invite,
		'/servers',
		'/settings'
	]) {
		await page.goto(path);
		await isAlive(page);
		const [title, text, harmed] = await page.evaluate(
			() =>
				[
					document.title,
					document.body.innerText,
					document.querySelectorAll('img[onerror], img[src="x"]').length
				] as const
		);
		if (`${title}${text}`.includes('<img src=x')) shown++;
		expect([path, harmed]).toEqual([path, 0]);
		// In a title as well, the words are all there are.
		if (title.includes('<img')) expect(title, path).toContain(hostile.slice(0, 32));
		expect([path, await alarms()]).toEqual([path, []]);
	}
	expect(shown).toBeGreaterThan(10);
	// Drawn by the browser alone: what is heard while the page is open.
	await visit(page, place.channel);
	const seq = await say(linus, place, `${hostile} arrived`);
	await page.locator(`#m-${seq}`).waitFor();
	await change(`${place.path}/settings?/save`, { name: `N${hostile}`, description: '' });
	await eventually(() => page.locator('body').innerText()).toContain(`N${hostile}`);
	expect(await alarms()).toEqual([]);
});

test('T23: a name with all the marks it may have leaves its row as high as any', async ({ open }) => {
	const plain = await newPerson('Plain');
	const piled = await newPerson(`Z${'\u0351\u0316'.repeat(100)}a${'\u0301'.repeat(100)}lg`);
	const turned = await newPerson('photo\u202Egpj.exe');
	const place = await newServer(plain);
	for (const person of [piled, turned]) await join(person, place);
	for (const person of [plain, piled, turned, plain]) await say(person, place, 'The same words');
	const page = await open(plain);
	await visit(page, place.channel);
	await log(page).waitFor();
	const heights = await lines(page).evaluateAll((rows) =>
		rows.map((row) => Math.round(row.getBoundingClientRect().height))
	);
	expect(new Set(heights.slice(1)).size, `${heights}`).toBe(1);
	const names = await page.locator('article bdi').allInnerTexts();
	expect(names).toContain('photogpj.exe');
	expect(names.join()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\p{M}{4}/u);
	await page.goto(`${place.path}/members`);
	await isAlive(page);
	const rows = await page
		.locator('main li')
		.evaluateAll((items) => items.map((item) => Math.round(item.getBoundingClientRect().height)));
	expect([rows.length > 2, new Set(rows).size], `${rows}`).toEqual([true, 1]);
});
