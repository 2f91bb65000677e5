// @ts-check
// `npm run dev`: like `npm start`, but straight from the sources and with hot reload.
import './parts/node-version.js';
import { live, together } from './parts/life.js';
import { installPackages, programOf } from './parts/packages.js';
import { appEnvironment, databaseUrl, moveIn, serve } from './parts/serve.js';
import { readDotEnv } from './parts/settings.js';

await live(async (life) => {
	readDotEnv();
	const home = await moveIn(life, 'npm run dev');
	const [url] = await together(life, [databaseUrl(life, home), installPackages(life)]);
	home.lock.note({ databaseUrl: url });
	const { host, port } = home;
	const env = { ...appEnvironment(home, url, 'development'), HOST: host, PORT: String(port) };
	const vite = [programOf('vite'), 'dev', '--host', host, '--port', String(port), '--strictPort'];
	return serve(life, ['--import', import.meta.resolve('./parts/leave-with-starter.js'), ...vite], env, home.lock);
});
