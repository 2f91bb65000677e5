// @ts-check
// Starts a LiveKit server for this machine alone, and says what makes Chatsphere use it. With Go it is installed at first.
import './parts/node-version.js';
import { randomBytes } from 'node:crypto';
import { live } from './parts/life.js';
import { canInstallLivekit, findLivekit, installLivekit, startLivekit } from './parts/livekit.js';
import { exitOf } from './parts/processes.js';
import { Problem, say } from './parts/say.js';
import { address, readDotEnv, setting } from './parts/settings.js';

await live(async (life) => {
	readDotEnv();
	if (!findLivekit() && canInstallLivekit()) await installLivekit(life);
	const program = findLivekit();
	if (!program)
		throw new Problem('There is no `livekit-server` on PATH, and no Go to build it with: https://docs.livekit.io');
	const { host, port } = address();
	const server = await startLivekit(life, {
		program,
		// Kept in `.env` it stays the same.
		secret: setting('LIVEKIT_API_SECRET') ?? randomBytes(32).toString('base64url'),
		hooks: `${setting('ORIGIN') ?? `http://${host}:${port}`}/api/webhooks/livekit`,
		port: Number(new URL(setting('LIVEKIT_URL') ?? 'ws://127.0.0.1:7880').port || 7880)
	});
	say(
		`LiveKit is ready. In .env:\n  LIVEKIT_URL=${server.url}\n  LIVEKIT_API_KEY=${server.apiKey}\n  LIVEKIT_API_SECRET=${server.apiSecret}`
	);
	const stopped = new Promise((resolve) => life.signal.addEventListener('abort', resolve));
	await Promise.race([exitOf(server.child), stopped]);
	life.signal.throwIfAborted();
	throw new Problem(`LiveKit ended:\n${server.words()}`);
});
