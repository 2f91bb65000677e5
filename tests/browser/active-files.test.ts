import { expect } from 'vitest';
import { newPerson, newServer } from '../person';
import { upload } from '../http/uploading';
import { nextFrame, test, visit } from './browser';
import { watched } from './watched';

const script = `<script>alert(1);fetch('/settings?stolen')</script>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`;
const active: [string, string][] = [
	['page.html', `<!doctype html>${script}`],
	['page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
	['old.htm', `<body onload=alert(1)>`],
	['part.shtml', `<img src=x onerror=alert(1)>`],
	['drawing.svg', svg],
	['drawing.svgz', svg],
	['feed.xml', `<?xml version="1.0"?><a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></a>`],
	['sheet.xsl', `<?xml-stylesheet type="text/xsl" href="#"?><xsl:stylesheet/>`],
	['feed.rss', `<rss>${script}</rss>`],
	['code.js', 'alert(1)'],
	['module.mjs', 'alert(1)'],
	['paper.pdf', '%PDF-1.7 1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj'],
	['mail.mht', `MIME-Version: 1.0\nContent-Type: text/html\n\n${script}`],
	['film.swf', 'FWS'],
	['style.css', `@import url("javascript:alert(1)")`],
	['app.webmanifest', '{}'],
	['words.txt', `<!doctype html>${script}`],
	['twice.png.html', script],
	['math.mml', `<math xmlns="http://www.w3.org/1998/Math/MathML"><a href="javascript:alert(1)">x</a></math>`],
	['a.hta', script]
];

test.for(['', 'text/html', 'image/svg+xml', 'image/png', 'application/pdf'])(
	'T34: nothing uploaded as “%s” runs, wherever it is opened',
	async (type, { open }) => {
		const ada = await newPerson('Ada Lovelace');
		const place = await newServer(ada);
		const keys: string[] = [];
		for (let from = 0; from < active.length; from += 10) {
			const files = active.slice(from, from + 10).map(([name, content]) => new File([content], name, { type }));
			keys.push(...(await upload(ada, place.channelId, files)).map(({ key }) => key));
		}
		const { page, alarms } = await watched(open, ada);
		await visit(page, place.channel);
		const before = await alarms();
		const asked: string[] = [];
		page.on('request', (request) => asked.push(new URL(request.url()).search));
		// As a picture, in a frame, as an object: from a page of ours, where a script would be at home.
		await page.evaluate(async (keys) => {
			const room = document.createElement('div');
			document.body.append(room);
			const elements = keys.flatMap((key) =>
				['img', 'iframe', 'object', 'embed'].map((tag) => {
					const element = document.createElement(tag);
					element.setAttribute(tag === 'object' ? 'data' : 'src', `/files/${key}`);
					return element;
				})
			);
			const came = elements.map(
				(element) =>
					new Promise((resolve) => {
						element.onload = element.onerror = resolve;
						// What is saved instead says neither.
						setTimeout(resolve, 1500);
					})
			);
			room.append(...elements);
			await Promise.all(came);
		}, keys);
		expect(asked.filter((search) => search.includes('stolen'))).toEqual([]);
		// In a tab of its own nothing is shown: it is saved.
		const tabs = await Promise.all(
			keys.map(async (key) => {
				const tab = await page.context().newPage();
				const saving = tab.waitForEvent('download');
				await tab.goto(`/files/${key}`).catch(() => undefined);
				await saving;
				return tab.url();
			})
		);
		expect(new Set(tabs)).toEqual(new Set(['about:blank']));
		await nextFrame(page);
		const raised = (await alarms())
			.slice(before.length)
			.filter((alarm) => !/^(?:a frame: |<(?:iframe|object|embed) )/.test(alarm));
		expect(raised).toEqual([]);
	}
);
