import { expect, test } from 'vitest';
// @ts-expect-error ws exports it, its types do not say so
import { Receiver } from 'ws';
import { Batch, textFrame } from './frame';

/** What a real receiver reads out of the bytes. */
async function readBack(bytes: Buffer): Promise<string[]> {
	const heard: string[] = [];
	const receiver = new Receiver({ isServer: false });
	receiver.on('message', (data: Buffer) => heard.push(data.toString()));
	await new Promise((resolve, reject) => {
		receiver.on('error', reject);
		receiver.write(bytes, resolve);
	});
	return heard;
}

test.each([0, 1, 125, 126, 65_535, 65_536, 100_000])(
	'a frame of %i characters is read back as it was',
	async (length) => {
		const text = 'ü'.repeat(length >> 1) + 'x'.repeat(length & 1);
		expect(await readBack(textFrame(text))).toEqual([text]);
	}
);

test('a batch holds its frames in order, and equal batches share their bytes', async () => {
	const [a, b, c] = ['a', 'b', 'c'].map(textFrame) as [Buffer, Buffer, Buffer];
	const root = new Batch();
	const one = root.with(a).with(b).with(c);
	const other = root.with(a).with(b).with(c);
	expect(one.bytes).toBe(other.bytes);
	expect(await readBack(one.bytes)).toEqual(['a', 'b', 'c']);
	expect(await readBack(root.with(b).with(a).bytes)).toEqual(['b', 'a']);
	expect(root.with(a).bytes).toBe(a);
});
