// @ts-check
// Runs in a process of its own (painting.ts), because a picture can be made to crash, hang or swell whatever reads it.
// It is handed jobs one at a time and knows nothing but the paths in them.
import process from 'node:process';

/** @type {{ default: typeof import('sharp').default }} */
const { default: sharp } = await import(/** @type {string} */ (process.argv[1]));
sharp.concurrency(1);
sharp.cache(false);
// Vector pictures can carry scripts and reach for other files, and rare formats have readers nobody looks at.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
	operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}`)
});

/** More dots than any phone takes; of an animation, all its frames together. */
const PIXELS = 50_000_000;
const FRAMES = 200;
/** What is kept is at most this wide and high. */
const SIDE = 4096;
const SECONDS = 20;
const careful = /** @type {const} */ ({ limitInputPixels: PIXELS, failOn: 'error', pages: 1 });

/** @param {string} from @param {string} to */
async function drawWhole(from, to) {
	const { format, width, height, pages = 1, pageHeight = height } = await sharp(from, careful).metadata();
	const isMoving = pages > 1 && pages <= FRAMES && width * pageHeight * pages <= PIXELS;
	const drawn = sharp(from, isMoving ? { ...careful, pages } : careful)
		.rotate()
		.resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
		.timeout({ seconds: SECONDS });
	if (format === 'jpeg') drawn.jpeg({ quality: 88 });
	else if (format === 'png') drawn.png({ compressionLevel: 7 });
	else drawn.webp({ quality: 84, effort: isMoving ? 1 : 4 });
	const done = await drawn.toFile(to);
	return { type: `image/${done.format}`, size: done.size, width: done.width, height: done.pageHeight ?? done.height };
}

/** A data URL of a few hundred bytes that looks like the picture from far away. @param {string} from */
async function blurOf(from) {
	for (const side of [16, 8, 4]) {
		const tiny = await sharp(from, careful).resize(side, side, { fit: 'inside' }).webp({ quality: 20 }).toBuffer();
		const url = `data:image/webp;base64,${tiny.toString('base64')}`;
		if (url.length <= 400) return url;
	}
	return null;
}

/** Draws a picture anew, so without its hidden data, with a thumbnail. @param {{ from: string, main: string, small: string }} job */
async function draw({ from, main, small }) {
	const drawn = await drawWhole(from, main);
	await sharp(main, careful)
		.resize({ width: 800, height: 600, fit: 'inside', withoutEnlargement: true })
		.webp({ quality: 78 })
		.timeout({ seconds: SECONDS })
		.toFile(small);
	return { ...drawn, blur: await blurOf(small) };
}

/** Draws a square of it. @param {{ from: string, main: string, side: number }} job */
async function square({ from, main, side }) {
	const drawn = await sharp(from, careful)
		.rotate()
		.resize(side, side, { fit: 'cover' })
		.webp({ quality: 82 })
		.timeout({ seconds: SECONDS })
		.toFile(main);
	return { type: 'image/webp', size: drawn.size, width: side, height: side, blur: null };
}

process.on('disconnect', () => process.exit());
process.on('message', async (/** @type {any} */ job) => {
	try {
		process.send?.({ drawn: await (job.side ? square(job) : draw(job)) });
	} catch (error) {
		// No picture, or one that takes too long: the second says nothing about what is hidden in it.
		process.send?.({ drawn: null, isTooMuch: /timeout/i.test(String(error)) });
	}
});
