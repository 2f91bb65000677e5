import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uploaderOf } from '../http/uploading';
import type { Person } from './people';
import { raiseStage, type Place, type Stage } from './stage';
import { UploadService } from './upload-service';

let service: Awaited<ReturnType<typeof UploadService.open>>;
let stage: Stage;
let place: Place;
let people: Person[];
const who = (index = 0) => ({ cookie: people[index]!.cookie, base: stage.app.base });
beforeAll(async () => {
	service = await UploadService.open();
	stage = await raiseStage({ settings: service.settings });
	({ place, people } = await stage.place(2));
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

test('P27: with a token the same router sends files to the service, and pictures stay without what was hidden in them', async () => {
	const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c63' } })
		.withExif({ IFD0: { Copyright: 'SECRET-OWNER' } })
		.jpeg()
		.toBuffer();
	await upload(new File([new Uint8Array(photo)], 'beach.jpg', { type: 'image/jpeg' }));
	const [row] = await unsent();
	expect(row).toMatchObject({ kind: 'image', store: 'uploadthing' });
	// The original is gone; what was drawn anew and its thumbnail are there.
	expect(service.deleted).toHaveLength(1);
	expect(service.files.size).toBe(2);
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
	await until(() => service.files.size === 0);
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

test('F23: while the service is down people are told so, talk on, and no secret is said', async () => {
	service.isDown = true;
	const answer = await upload(new File(['x'], 'x.txt')).then(
		() => 'done',
		(error: Error) => error.message
	);
	expect(answer).not.toBe('done');
	expect((await post('send', { body: 'Still here' })).status).toBe(303);
	service.isDown = false;
	expect(stage.app.lastWords + answer).not.toContain(service.apiKey);
	await upload(new File(['x'], 'y.txt'));
});
