import type { CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { visit, type Open } from './browser';
import { twoPeople } from './channel';

export const MB = 1024 * 1024;

/** A file as a person chooses it. */
export type Given = { name: string; mimeType: string; buffer: Buffer };

export async function picture(name: string, width = 600, height = 400, background = '#c63'): Promise<Given> {
	const buffer = await sharp({ create: { width, height, channels: 3, background } })
		.png()
		.toBuffer();
	return { name, mimeType: 'image/png', buffer };
}
export const note = (name: string, content = 'hello'): Given => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from(content)
});
/** So many bytes that cannot be made smaller. */
export const bytes = (name: string, size: number): Given => {
	const buffer = Buffer.alloc(size);
	for (let at = 0; at < size; at += 997) buffer[at] = at % 251;
	return { name, mimeType: 'application/octet-stream', buffer };
};
/** One second of silence. */
export function sound(name: string): Given {
	const data = Buffer.alloc(8000, 128);
	const head = Buffer.from(
		'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0',
		'latin1'
	);
	head.writeUInt32LE(36 + data.length, 4);
	head.writeUInt32LE(data.length, 40);
	return { name, mimeType: 'audio/wav', buffer: Buffer.concat([head, data]) };
}

export const box = (page: Page) => page.locator('form.composer textarea');
export const input = (page: Page) => page.getByLabel('Attach files');
/** Chooses files; large ones travel to the browser as text, which takes a while on a busy machine. */
export const choose = (page: Page, files: Given[]) => input(page).setInputFiles(files, { timeout: 30_000 });
export const send = (page: Page) => page.getByRole('button', { name: 'Send' });
/** The cards beside the words. */
export const cards = (page: Page) => page.getByRole('list', { name: 'Files to send' }).getByRole('listitem');
export const card = (page: Page, name: string) => cards(page).filter({ hasText: name });
export const isReady = (page: Page, name: string) => card(page, name).getByText('Ready').waitFor();

/** Ada in front of a channel, with files to send. */
export async function atTheBox(open: Open, wishes = {}) {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada, wishes);
	await visit(hers, place.channel);
	return { hers, ada, grace, place };
}

const wires = new WeakMap<Page, CDPSession>();
/** A line so slow that uploads can be watched, in bytes a second; 0: as before. */
export async function slow(page: Page, speed: number): Promise<void> {
	const wire = wires.get(page) ?? (await page.context().newCDPSession(page));
	wires.set(page, wire);
	const whole = { latency: 0, downloadThroughput: -1, offline: false };
	await wire.send('Network.emulateNetworkConditions', { ...whole, uploadThroughput: speed || -1 });
}

/** Pastes into the box what `transfer` made. */
export function paste(page: Page, carried: Awaited<ReturnType<typeof transfer>>): Promise<void> {
	return box(page).evaluate(
		(field, clipboardData) =>
			void field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
		carried
	);
}

/** Files that come with the clipboard or a dragging hand. */
export async function transfer(page: Page, files: Given[]) {
	const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, content: buffer.toString('base64') }));
	return page.evaluateHandle((plain) => {
		const carried = new DataTransfer();
		for (const { name, mimeType, content } of plain)
			carried.items.add(
				new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, { type: mimeType })
			);
		return carried;
	}, plain);
}
