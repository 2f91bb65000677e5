// What people who write feel of twenty files of 25 MB that come in at once, beside the moment before.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { db } from '$lib/server/db';
import { Other } from './parts/other';
import { Figures, goal, quantile, sized, verdict } from './parts/report';
import { serve } from './parts/served';
import { settle } from './parts/world';
import type { UploaderProcess } from './processes/uploader';

const REPETITIONS = sized(7, 2);
const FILES = 20;
const SIZE = sized(25, 5) * 1024 * 1024;
/** Sends of the quiet moment; while files come, as many as there is time for. */
const SENDS = sized(200, 100);

const { people, channelIds } = await settle(FILES + 1);
await db.destroy();
process.env.FREE_SPACE_FLOOR = '0';
const { app, port } = await serve();
const base = `http://127.0.0.1:${port}`;
const channelId = channelIds[0]!;
const writer = people.at(-1)!;
const agent = new Agent({ keepAlive: true });

function ask(
	method: string,
	path: string,
	cookie: string,
	headers: Record<string, string>,
	body = ''
): Promise<string> {
	return new Promise((resolve, reject) => {
		const all = { cookie, origin: base, accept: 'application/json', ...headers };
		const asked = request(`${base}${path}`, { method, agent, headers: all }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			response.on('end', () => {
				if (response.statusCode! < 300) resolve(text);
				else reject(new Error(`${path} was answered ${response.statusCode}: ${text}`));
			});
		});
		asked.on('error', reject).end(body);
	});
}

async function send(): Promise<number> {
	const body = String(new URLSearchParams({ body: 'Doors at 20:00.', nonce: randomUUID() }));
	const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-sveltekit-action': 'true' };
	const began = performance.now();
	await ask('POST', `/servers/201/channels/${channelId}?/send`, writer.cookie, headers, body);
	return performance.now() - began;
}

/** One message after the other, a breath between them, while `goesOn` says so. */
async function write(goesOn: (sent: number) => boolean): Promise<number[]> {
	const took: number[] = [];
	while (goesOn(took.length)) {
		took.push(await send());
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return took;
}

async function addressOf(cookie: string): Promise<string> {
	const files = [{ name: 'film.bin', size: SIZE, type: '' }];
	const path = '/api/uploadthing?actionType=upload&slug=attachment';
	const headers = { 'content-type': 'application/json' };
	const text = await ask('POST', path, cookie, headers, JSON.stringify({ files, input: { channelId } }));
	return (JSON.parse(text) as [{ url: string }])[0].url;
}

const uploader = new Other<UploaderProcess>('uploader');
const figures = new Figures();
const told = (took: number[]) => ({ 'p50 ms': quantile(took, 0.5), 'p99 ms': quantile(took, 0.99) });
await write((sent) => sent < SENDS / 2);
for (let repetition = 0; repetition < REPETITIONS; repetition++) {
	const cookies = people.slice(0, FILES).map(({ cookie }) => cookie);
	const urls = await Promise.all(cookies.map(addressOf));
	figures.add('quiet', told(await write((sent) => sent < SENDS)));
	let isOver = false;
	const began = performance.now();
	const coming = uploader.ask('upload', urls, SIZE).finally(() => (isOver = true));
	const took = await write(() => !isOver);
	const statuses = await coming;
	const seconds = (performance.now() - began) / 1000;
	if (statuses.some((status) => status !== 200)) throw new Error(`Files were answered ${statuses.join(' ')}`);
	figures.add('with files', { ...told(took), sends: took.length, 'MB/s': (FILES * SIZE) / 1024 ** 2 / seconds });
	for (const [index, url] of urls.entries()) {
		const key = decodeURIComponent(new URL(url).searchParams.get('x-ut-custom-id')!);
		await ask('DELETE', `/files/${key}`, cookies[index]!, {});
	}
}
uploader.end();
app.kill();
agent.destroy();
figures.print(`Messages of one person while ${FILES} files of ${SIZE / 1024 ** 2} MB come in`);
goal('p99 of a send, with files over quiet', figures.ratios('p99 ms', 'with files', 'quiet'), { most: 2 });
verdict();
