import { createServer } from 'node:http';
import { CannotStart, config } from '../config';
import { log } from '../log';
import { makeRegistry } from './registry';

/** Serves the figures on a port of their own, for whoever watches this machine: never where people come. */
export async function serveMetrics(): Promise<void> {
	const { port, host } = config().metrics!;
	const registry = makeRegistry();
	const server = createServer((request, response) => {
		if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
		registry.metrics().then(
			(text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
			(error: unknown) => {
				log().error({ err: error }, 'figures could not be read');
				response.writeHead(500).end();
			}
		);
	});
	await new Promise<void>((listening, failed) => {
		server.once('error', ({ code }: NodeJS.ErrnoException) =>
			failed(new CannotStart(`METRICS_PORT=${port} on METRICS_HOST=${host} cannot be listened on (${code}).`))
		);
		server.listen({ port, host }, listening);
	});
	server.unref();
	log().info({ port, host }, 'figures are served');
}
