// @ts-check
// The door: one http server for pages and for the socket. Everything it lets in is decided by the bundled app.
import { createServer } from 'node:http';
import process from 'node:process';
import compression from 'compression';

const { env } = process;
for (const name of ['PORT', 'HOST', 'ORIGIN', 'BODY_SIZE_LIMIT'])
	if (env[name] === '') Reflect.deleteProperty(env, name);
// Pictures of servers and people are the largest things a form sends; every other form is words. Reading a large one takes seconds.
// A photo that is too large is still read, to say so with the form and its name; what is larger than any photo is not.
const PICTURE_LIMIT = 16 * 1024 * 1024;
env.BODY_SIZE_LIMIT ??= String(PICTURE_LIMIT);
const WORDS_LIMIT = 256 * 1024;
const takesPicture = /^\/(?:servers\/(?:new|\d+\/settings)|settings\/profile)(?:\?|$)/;
// adapter-node believes in https unless a header says otherwise. Without ORIGIN people come over plain http from this machine.
const SCHEME_HEADER = 'x-chatsphere-scheme';
const isLocal = !env.ORIGIN;
if (isLocal) env.PROTOCOL_HEADER = SCHEME_HEADER;

/** @param {unknown} error @returns {never} */
function giveUp(error) {
	const { name, message } = error instanceof Error ? error : { name: '', message: '' };
	// adapter-node looks at ORIGIN before our own settings are read, and says it with a stack.
	const isOrigin = message.startsWith('Invalid ORIGIN');
	const reason = isOrigin ? 'ORIGIN must be an address such as https://chat.example.org.' : message;
	if (isOrigin || name === 'CannotStart') console.error(`Chatsphere cannot start: ${reason}`);
	else console.error(name === 'CannotDo' ? message : error);
	process.exit(1);
}

// Importing the handler runs init() in hooks.server.ts: settings are checked and the database is migrated when it is done.
const { handler } = await import('./build/handler.js').catch(giveUp);
const door = globalThis.chatsphere ?? giveUp(new Error('The build did not open its door.'));

const [errand = '', ...words] = process.argv.slice(2);
/** @type {Record<string, (...words: string[]) => Promise<string>>} */
const errands = {
	'--seed': door.seed,
	'--check-files': door.checkFiles,
	'--backup': door.backup,
	'--restore': door.restore,
	'--password-link': door.passwordLink
};
if (errands[errand]) {
	console.log(await errands[errand](...words).catch(giveUp));
	await door.end();
	process.exit(0);
}

/** What pages of ours may ask a browser for, and what nobody may. Browsers complain about names they do not know. */
const own =
	'camera microphone display-capture fullscreen autoplay picture-in-picture clipboard-read clipboard-write'.split(' ');
const off =
	'accelerometer encrypted-media gamepad geolocation gyroscope hid idle-detection local-fonts magnetometer midi payment publickey-credentials-get screen-wake-lock serial storage-access usb xr-spatial-tracking'.split(
		' '
	);
await door.serveMetrics().catch(giveUp);

/** What every answer says, whoever gives it: pages, files, refusals. Pages may say it more strictly. */
const headers = {
	'content-security-policy':
		"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'same-origin',
	'permissions-policy': [...own.map((name) => `${name}=(self)`), ...off.map((name) => `${name}=()`)].join(', '),
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	...(env.ORIGIN?.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' })
};
/** Scripts and styles are no pages: what only those heed would be nine kilobytes more on the first one. */
const ofAssets = [
	'x-content-type-options',
	'x-frame-options',
	'cross-origin-resource-policy',
	'strict-transport-security'
];
const headersOfAssets = Object.fromEntries(Object.entries(headers).filter(([name]) => ofAssets.includes(name)));

/** Whether a form is larger than its words can be, or does not say how large it is. @param {import('node:http').IncomingMessage} request */
function isTooLarge({ url = '', headers }) {
	const limit = takesPicture.test(url) ? PICTURE_LIMIT : WORDS_LIMIT;
	return Number(headers['content-length'] ?? 0) > limit || headers['transfer-encoding'] !== undefined;
}

/** Whether the address can be decoded. Kit answers others outside of its own safety net. @param {string} url */
function isReadable(url) {
	try {
		decodeURI(url.split('?')[0] ?? '');
		return true;
	} catch {
		return false;
	}
}

/** Whoever is told that we are not able just now is told when to ask again. @param {import('node:http').ServerResponse} response */
function sayWhen(response) {
	const writeHead = response.writeHead.bind(response);
	/** @param {[number, ...any]} said */
	response.writeHead = (...said) => {
		if (said[0] === 503) response.setHeader('retry-after', '2');
		return writeHead(...said);
	};
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} words */
function turnAway(response, status, words, isRead = false) {
	// What else was sent is not read, unless somebody sees to that, so the connection cannot be used again.
	if (!isRead) response.setHeader('connection', 'close');
	response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store' });
	response.end(`<!doctype html><title>That didn’t go through</title><h1>That didn’t go through</h1><p>${words}`);
}

/** Windows without a socket ask for news each second. When everybody does, answering some at a time lets the sockets back in. */
const POLLS_AT_ONCE = 32;
let polls = 0;
/** Counts a question for news; whether there are too many just now. @param {string} url @param {import('node:http').ServerResponse} response */
function isCrowded(url, response) {
	if (!url.startsWith('/api/sync')) return false;
	if (polls >= POLLS_AT_ONCE) return true;
	polls += 1;
	response.on('close', () => (polls -= 1));
	return false;
}

/** Files take as long as they take, as long as they come at all (`uploads/pouring.ts`); everything else has thirty seconds. */
const patient = new WeakSet();

/** Whether this is the bytes of a file, for UploadThing's endpoint of this app. @param {string} url */
const isFile = (url) => url.startsWith('/ut/');

/** Whether this is the message form of a page without scripts, with files. @param {import('node:http').IncomingMessage} request */
const isFormWithFiles = ({ method, url = '', headers }) =>
	method === 'POST' &&
	/\?\/send(?:&|$)/.test(url) &&
	/^multipart\/form-data\b/i.test(headers['content-type'] ?? '') &&
	(headers.accept ?? '').includes('text/html');

/** @type {Record<number, string>} */
const refusals = {
	403: 'That came from another site, so it was not done.',
	413: 'That is more than fits. Go back and send less at once.',
	429: 'Slow down a little, then try again.',
	507: 'There is no room for files on this server just now.'
};

const compress = compression();
/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
function pass(request, response) {
	// @ts-expect-error compression is typed for Express, whose requests and responses are Node's
	compress(request, response, () => handler(request, response, () => response.writeHead(404).end()));
}

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function passForm(request, response) {
	const form = await door.takeForm(request).catch(() => 503);
	if (response.destroyed) return;
	if (typeof form !== 'number') return pass(form, response);
	turnAway(response, form, refusals[form] ?? 'Go back and try again.', true);
}

const server = createServer(
	{ headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
	(request, response) => {
		const isAsset = request.url?.startsWith('/_app/immutable/');
		for (const [name, value] of Object.entries(isAsset ? headersOfAssets : headers)) response.setHeader(name, value);
		sayWhen(response);
		if (isLocal) request.headers[SCHEME_HEADER] = 'http';
		if (!isReadable(request.url ?? '/')) return turnAway(response, 400, 'That address is none of ours.');
		const isWithWords = isFormWithFiles(request);
		if (isWithWords || isFile(request.url ?? '')) {
			patient.add(request.socket);
			response.on('close', () => patient.delete(request.socket));
			return void (isWithWords ? passForm(request, response) : door.receive(request, response));
		}
		if (isTooLarge(request)) return turnAway(response, 413, 'That is more than fits. Go back and send less at once.');
		if (isCrowded(request.url ?? '', response)) return void response.writeHead(503).end();
		pass(request, response);
	}
);
server.on('upgrade', door.upgrade);
server.on('clientError', (error, socket) => {
	const { code } = /** @type {NodeJS.ErrnoException} */ (error);
	const isLate = code === 'ERR_HTTP_REQUEST_TIMEOUT';
	if (isLate && patient.has(socket)) return;
	// What Node says when nobody listens for this.
	if (socket.writable && !(/** @type {any} */ (socket)._httpMessage?._headerSent))
		socket.write(
			`HTTP/1.1 ${isLate ? '408 Request Timeout' : code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\nConnection: close\r\n\r\n`
		);
	socket.destroy();
});

let leavingSince = 0;
let exitCode = 0;
/** Lets what runs come to its end, then goes. npm and terminals may send the same signal twice: that is one. */
async function leave() {
	if (leavingSince) {
		if (Date.now() - leavingSince > 3_000) process.exit(1);
		return;
	}
	leavingSince = Date.now();
	setTimeout(() => process.exit(1), 9_000).unref();
	const closed = new Promise((resolve) => server.close(resolve));
	server.closeIdleConnections();
	await door.close();
	// Whoever asked a moment ago still gets an answer; a connection that only waits for a next question does not hold us.
	const idle = setInterval(() => server.closeIdleConnections(), 50);
	await closed;
	clearInterval(idle);
	await door.end();
	process.exit(exitCode);
}
/** Nobody knows any more what is true in here: say it, finish what can be finished, and let the next process begin clean. */
function breakDown(/** @type {unknown} */ error) {
	door.report(error);
	exitCode = 1;
	void leave();
}
process.on('uncaughtException', breakDown);
process.on('unhandledRejection', breakDown);
process.on('SIGTERM', leave);
process.on('SIGINT', leave);
process.on('SIGHUP', leave); // the terminal was closed
process.on('disconnect', leave); // started by scripts/start.js, which is gone

const port = Number(env.PORT ?? 3000);
const host = env.HOST ?? '127.0.0.1';
server.on('error', (error) => {
	const { code } = /** @type {NodeJS.ErrnoException} */ (error);
	const reasons = {
		EADDRINUSE: `port ${port} is taken. Choose another one: PORT=${port + 1} npm start`,
		EACCES: `port ${port} needs more rights. Choose one above 1023: PORT=3000 npm start`,
		EADDRNOTAVAIL: `this machine has no address ${host}. Check HOST`
	};
	const reason = reasons[/** @type {keyof typeof reasons} */ (code)];
	giveUp(reason ? Object.assign(new Error(`${reason}.`), { name: 'CannotStart' }) : error);
});
server.listen({ port, host, backlog: 4096 }, () => {
	const address = server.address();
	const open = typeof address === 'object' && address ? address.port : port;
	const url = env.ORIGIN ?? `http://localhost:${open}`;
	console.log(`Chatsphere is ready: ${url}`);
	if (isLocal)
		console.log('It listens on this machine only. To open it up, set HOST=0.0.0.0 and ORIGIN to its address.');
	process.send?.({ type: 'listening', url });
});
