import { createServer, request as ask } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * The line between a browser and the server, a proxy for its context. Each time so many bytes of a request to `path` went over
 * it, it breaks: these arrive, nothing else does, and nothing comes back.
 */
export async function breakingLine(path: string, after: number) {
	const line = createServer((request, response) => {
		const { method, headers, url } = request;
		const forward = ask(url!, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(response);
		});
		const cut = () => request.socket.resetAndDestroy();
		forward.on('error', cut);
		if (method !== 'PUT' || !new URL(url!).pathname.startsWith(path)) return void request.pipe(forward);
		let left = after;
		request.on('data', (data: Buffer) => {
			if (left === 0) return;
			const over = data.subarray(0, left);
			left -= over.length;
			forward.write(over, () => left === 0 && forward.destroy());
			if (left === 0) cut();
		});
		request.on('end', () => forward.end());
	});
	line.on('connect', (request, near) => {
		const { hostname, port } = new URL(`http://${request.url}`);
		const far = connect(Number(port), hostname, () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
		far.pipe(near).pipe(far);
		for (const end of [near, far]) end.on('error', () => (near.destroy(), far.destroy()));
		near.on('close', () => far.destroy());
	});
	await new Promise<void>((done) => line.listen(0, '127.0.0.1', done));
	onTestFinished(() => void line.close());
	// Without this word, Chromium would go around it to its own machine.
	return { server: `http://127.0.0.1:${(line.address() as AddressInfo).port}`, bypass: '<-loopback>' };
}
