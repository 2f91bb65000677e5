import type { Page } from 'playwright-core';
import type { Person } from '../person';
import { baseUrl, type Open } from './browser';

/**
 * A page that notes what a script that got through would do, and what a strict policy for content would report: elements that
 * run or load something, attributes that are scripts, addresses that are none of ours, dialogs, windows. Our own policy, which
 * would refuse it, is off: this is about what comes before it.
 */
export async function watched(open: Open, who: Person): Promise<{ page: Page; alarms: () => Promise<string[]> }> {
	const page = await open(who, { javaScriptEnabled: true, bypassCSP: true });
	const heard: string[] = [];
	page.on('dialog', (dialog) => {
		heard.push(`a dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!request.url().startsWith(baseUrl) && !request.url().startsWith('data:')) heard.push(request.url());
	});
	page.on('popup', () => heard.push('a window'));
	page.on('framenavigated', (frame) => frame !== page.mainFrame() && heard.push(`a frame: ${frame.url()}`));
	await page.addInitScript(() => {
		const reports: string[] = [];
		const note = (element: Element) => {
			const isOurs =
				element instanceof HTMLScriptElement &&
				(element.src ? element.src.startsWith(location.origin) : element.text.includes('__sveltekit'));
			if (/^(script|iframe|object|embed|base|applet|frame)$/i.test(element.tagName) && !isOurs)
				reports.push(element.outerHTML.slice(0, 200));
			if (element.tagName === 'META' && element.getAttribute('http-equiv')) reports.push(element.outerHTML);
			for (const { name, value } of element.attributes) {
				if (name.startsWith('on') || name === 'srcdoc') reports.push(`${element.tagName} ${name}=${value}`);
				if (
					/^\s*(javascript|vbscript|data:text)/i.test(value) &&
					/^(href|src|action|formaction|xlink:href)$/.test(name)
				)
					reports.push(`${element.tagName} ${name}=${value}`);
			}
		};
		new MutationObserver((changes) => {
			for (const { target, addedNodes } of changes) {
				if (target instanceof Element) note(target);
				for (const node of addedNodes)
					if (node instanceof Element) for (const element of [node, ...node.querySelectorAll('*')]) note(element);
			}
		}).observe(document, { subtree: true, childList: true, attributes: true });
		Object.assign(globalThis, { alert: () => reports.push('alert()'), reports });
	});
	const alarms = async () => [
		...heard,
		...(await page.evaluate(() => (globalThis as unknown as { reports: string[] }).reports))
	];
	return { page, alarms };
}
