import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { newPerson, unique, Visitor, type Person } from '../person';
import { count } from './database';
import { alertsIn, fillIn, formsIn } from './page';

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Visitor, path: string) => (await visitor.open(path)).text();

describe('a server’s picture', () => {
	let ada: Person;
	beforeAll(async () => {
		ada = await newPerson('Ada');
	});

	const png = async () => {
		const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c63' } })
			.png()
			.toBuffer();
		return new File([new Uint8Array(bytes)], 'dome.png', { type: 'image/png' });
	};

	test('is drawn anew as a square and shown to members', async () => {
		const made = await fillIn(ada, '/servers/new', '', { name: unique('Dome '), icon: await png() });
		const [address = ''] = /\/files\/[0-9a-z]{26}/.exec(await pageOf(ada, location(made)!)) ?? [];
		const picture = await ada.request(address);
		expect(picture.status).toBe(200);
		expect(picture.headers.get('content-type')).toBe('image/webp');
		const { format, width, height } = await sharp(await picture.arrayBuffer()).metadata();
		expect({ format, width, height }).toEqual({ format: 'webp', width: 256, height: 256 });
	});

	const MB = 1024 * 1024;
	const unreadable = 'That file is not a picture we can read. Try a PNG, JPEG or WebP.';
	const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
	test.each([
		[
			'words that call themselves a picture',
			new File(['not a picture'], 'dome.png', { type: 'image/png' }),
			unreadable
		],
		['half a picture', new File([Buffer.from('89504e470d0a1a0a0000', 'hex')], 'dome.png'), unreadable],
		['a drawing that can carry scripts', new File([svg], 'dome.svg', { type: 'image/svg+xml' }), unreadable],
		['the same drawing under another name', new File([svg], 'dome.png', { type: 'image/png' }), unreadable],
		['a picture a little too large', new File([new Uint8Array(4 * MB + 1)], 'dome.png'), 'Pictures can be up to 4 MB.'],
		['a photo as phones take them', new File([new Uint8Array(12 * MB)], 'dome.jpg'), 'Pictures can be up to 4 MB.']
	])('%s is refused with words, and the name stays', async (_, icon, words) => {
		const name = unique('Dome ');
		const refused = await fillIn(ada, '/servers/new', '', { name, icon });
		const html = await refused.text();
		expect(refused.status).toBe(400);
		expect(alertsIn(html)).toEqual([words]);
		expect(formsIn(html)[0]?.fields.get('name')).toBe(name);
		expect(await count('communities where name = ?', name)).toBe(0);
	});
});
