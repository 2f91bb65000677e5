// @ts-check
import { createServer } from 'node:net';
import { codeOf, Problem } from './say.js';

/**
 * Makes sure the app can listen there.
 * @param {{ host: string, port: number }} address
 */
export async function requirePort({ host, port }) {
	const trouble = await tryListen(host, port);
	if (trouble === undefined) return;
	const code = codeOf(trouble);
	if (code === 'EADDRINUSE') {
		throw new Problem(
			`Port ${port} is already in use. Choose another one, for example: PORT=${nextPort(port)} npm start`
		);
	}
	if (code === 'EACCES') {
		throw new Problem(`You may not listen on port ${port}. Choose one above 1023, for example: PORT=3000 npm start`);
	}
	throw new Problem(`Chatsphere cannot listen on HOST “${host}” (${code}). Without HOST it listens on 127.0.0.1.`);
}

/**
 * A port of this machine that nobody uses right now.
 * @returns {Promise<number>}
 */
export function freePort() {
	return new Promise((done, failed) => {
		const server = createServer();
		server.once('error', failed);
		server.listen(0, '127.0.0.1', () => {
			const found = server.address();
			server.close(() => done(typeof found === 'object' && found ? found.port : 0));
		});
	});
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<unknown>}
 */
function tryListen(host, port) {
	return new Promise((done) => {
		const server = createServer();
		server.once('error', done);
		server.listen(port, host, () => server.close(() => done(undefined)));
	});
}

/** @param {number} port */
function nextPort(port) {
	return port < 65_535 ? port + 1 : port - 1;
}
