import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

/** The built app, as people run it, on the database of this benchmark. */
export async function serve(): Promise<{ app: ChildProcess; port: number }> {
	const port = 20_000 + Math.floor(Math.random() * 10_000);
	const root = join(dirname(process.argv[1]!), '..', '..');
	const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port) };
	const app = spawn(process.execPath, ['server.js'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	await once(app, 'message');
	return { app, port };
}
