import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, test as browserTest, visit } from '../browser/browser';
import { card, choose, isReady, note, picture } from '../browser/files';
import { theSdkUploads } from '../http/sdk-uploads';
import { uploaderOf } from '../http/uploading';
import type { Person } from './people';
import { raiseStage, type Place, type Stage } from './stage';
import { UploadService } from './upload-service';

let service: Awaited<ReturnType<typeof UploadService.open>>;
let stage: Stage;
let place: Place;
let people: Person[];
let mallory: Person;
const who = (index = 0) => ({ cookie: people[index]!.cookie, base: stage.app.base });
beforeAll(async () => {
	service = await UploadService.open();
	stage = await raiseStage({ settings: service.settings });
	({ place, people } = await stage.place(2));
	[mallory] = (await stage.place(1)).people as [Person];
});
afterAll(async () => {
	await stage?.end();
	service?.close();
});

const upload = (file: File) =>
	uploaderOf(who()).uploadFiles('attachment', { files: [file], input: { channelId: place.channelId } });
const unsent = () =>
	stage.database.ask<{ key: string; kind: string; store: string }>(
		"select `key`, kind, store from files where seq is null and state = 'stored' order by created_at desc"
	);
const post = (action: string, fields: Record<string, string>) =>
	fetch(`${stage.app.base}${place.path}?/${action}`, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
		headers: { cookie: people[0]!.cookie, origin: stage.app.base, accept: 'text/html' }
	});
const get = (path: string, index = 0) =>
	fetch(`${stage.app.base}${path}`, { redirect: 'manual', headers: { cookie: people[index]!.cookie } });
const until = async (isSo: () => boolean | Promise<boolean>) => {
	while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('P27: with the token of a service the SDK uploads', () => {
	theSdkUploads(() => ({
		...{ ada: who(0), linus: who(1), mallory: { cookie: mallory.cookie, base: stage.app.base } },
		...{ channelId: place.channelId, path: place.path }
	}));
});

test('P27: with a token the same router sends files to the service, and pictures stay without what was hidden in them', async () => {
	const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c63' } })
		.withExif({ IFD0: { Copyright: 'SECRET-OWNER' } })
		.jpeg()
		.toBuffer();
	const [gone, kept] = [service.deleted.length, service.files.size];
	await upload(new File([new Uint8Array(photo)], 'beach.jpg', { type: 'image/jpeg' }));
	const [row] = await unsent();
	expect(row).toMatchObject({ kind: 'image', store: 'uploadthing' });
	// The original is gone; what was drawn anew and its thumbnail are there.
	expect(service.deleted).toHaveLength(gone + 1);
	expect(service.files.size).toBe(kept + 2);
	expect((await get(`/files/${row!.key}`, 1)).status).toBe(404);

	const { headers } = await post('send', { body: 'The beach', files: row!.key });
	const seq = /#m-(\d+)/.exec(headers.get('location') ?? '')![1]!;
	for (const [query, width] of [
		['', 900],
		['?small', 800]
	] as const) {
		const led = await get(`/files/${row!.key}${query}`, 1);
		expect([led.status, led.headers.get('cache-control')]).toEqual([302, 'private, no-store']);
		const content = Buffer.from(await (await fetch(led.headers.get('location')!)).arrayBuffer());
		expect(content.includes('SECRET-OWNER')).toBe(false);
		expect((await sharp(content).metadata()).width).toBe(width);
	}

	expect((await post('remove', { seq })).status).toBe(303);
	expect((await get(`/files/${row!.key}`)).status).toBe(404);
	await until(() => service.files.size === kept);
});

test('T41: only what the service signed is believed, and once', async () => {
	await upload(new File(['%PDF-1.7'], 'paper.pdf', { type: 'application/pdf' }));
	const [[uploadKey, told], [before]] = [[...service.told].at(-1)!, await unsent()];
	const { customId } = service.files.get(uploadKey)!;
	const file = { key: 'other', customId, name: 'x', size: 8, type: '', url: '', appUrl: '', ufsUrl: '', fileHash: '' };
	const about = { status: 'uploaded', file, origin: `http://127.0.0.1:${service.port}`, metadata: {} };
	const forged = await service.callBack(told.callbackUrl, told.callbackSlug, about, 'hmac-sha256=00');
	expect(forged.status).toBe(400);
	await service.callBack(told.callbackUrl, told.callbackSlug, about);
	const [row] = await stage.database.ask<{ name: string }>('select upload_key as name from files where `key` = ?', [
		before!.key
	]);
	expect(row!.name).toBe(uploadKey);
});

describe('F23', () => {
	const attempt = () =>
		upload(new File(['x'], 'x.txt')).then(
			() => 'done',
			(error: Error) => error.message
		);

	test.each(['fails', 'slow', 'hangs'] as const)(
		'a service that %s is nothing that people who write feel, and no secret is said',
		async (how) => {
			service.how = how;
			const trying = attempt();
			if (how === 'hangs') await until(() => service.left.includes('HEAD'));
			for (let sent = 0; sent < 5; sent++) {
				const began = performance.now();
				expect((await post('send', { body: 'Still here' })).status).toBe(303);
				expect(performance.now() - began).toBeLessThan(1000);
			}
			// Who reads a file that the service keeps is led there, and a deletion is done later.
			const [kept] = await unsent();
			expect((await get(`/files/${kept!.key}`)).status).toBe(302);
			if (how === 'hangs') service.letGo();
			service.how = how === 'slow' ? how : 'works';
			const outcome = await trying;
			expect(outcome === 'done').toBe(how === 'slow');
			service.how = 'works';
			expect(stage.app.lastWords + outcome).not.toContain(service.apiKey);
			expect(await attempt()).toBe('done');
		}
	);
});

browserTest(
	'in a browser files go to the service and come from it, and a service that is away is said',
	async ({ open }) => {
		const [name = '', value = ''] = people[0]!.cookie.split(/=(.*)/s);
		const expected = /Failed to load resource|ERR_FAILED|status of 503|CORS|^\{|^Object|JSHandle/;
		const page = await open({ cookies: new Map([[name, value]]) }, { baseURL: stage.app.base, expected });
		await visit(page, place.path);
		await choose(page, [await picture('beach.png'), note('paper.txt')]);
		for (const each of ['beach.png', 'paper.txt']) await isReady(page, each);
		await page.clock.install();
		service.how = 'hangs';
		await choose(page, [note('late.txt')]);
		await card(page, 'late.txt').getByText('0%').waitFor();
		await page.clock.fastForward(30_000);
		await card(page, 'late.txt')
			.getByText('The place for files does not answer just now. Messages still work.')
			.waitFor();
		service.letGo();
		service.how = 'works';
		await card(page, 'late.txt').getByRole('button', { name: 'Try again' }).click();
		await isReady(page, 'late.txt');
		await page.getByRole('textbox', { name: /^Message #/ }).fill('By the service');
		await page.getByRole('textbox', { name: /^Message #/ }).press('Enter');
		const line = page.getByRole('article').filter({ hasText: 'By the service' }).and(page.locator('[id^=m-]'));
		await line.getByText('paper.txt').waitFor();
		await eventually(() =>
			line.locator('img.real').evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)
		).toBe(true);
	}
);
