// @ts-check
// `npm start`: everything Chatsphere needs, then Chatsphere.
import './parts/node-version.js';
import { build } from './parts/build.js';
import { live, together } from './parts/life.js';
import { installPackages } from './parts/packages.js';
import { appEnvironment, databaseUrl, moveIn, serve } from './parts/serve.js';
import { readDotEnv } from './parts/settings.js';

await live(async (life) => {
	readDotEnv();
	const home = await moveIn(life, 'npm start');
	const [url] = await together(life, [databaseUrl(life, home), installPackages(life).then(() => build(life))]);
	home.lock.note({ databaseUrl: url });
	const env = { ...appEnvironment(home, url, 'production'), HOST: home.host, PORT: String(home.port) };
	return serve(life, ['server.js'], env, home.lock);
});
