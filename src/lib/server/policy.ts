import { clerkSources } from './auth/browsers';
import { config, type Config } from './config';
import { lasting } from './lasting';
import { uploadHosts } from './uploads/hosts';

/** Sources by the directive they belong to. `'nonce'` stands for the one of the page. */
type Sources = Partial<
	Record<`${'connect' | 'frame' | 'img' | 'media' | 'script' | 'style' | 'worker'}-src`, string[]>
>;

function livekit({ livekit }: Config): Sources {
	if (!livekit) return {};
	const { host, protocol } = new URL(livekit.url);
	// LiveKit's cloud leads browsers on to the region that is near them.
	const hosts = host.endsWith('.livekit.cloud') ? [host, '*.livekit.cloud'] : [host];
	const s = /^(?:wss|https):$/.test(protocol) ? 's' : '';
	return { 'connect-src': hosts.flatMap((name) => [`ws${s}://${name}`, `http${s}://${name}`]) };
}

function uploadThing(config: Config): Sources {
	const hosts = uploadHosts(config);
	if (!hosts) return {};
	// A file's own address leads on to the service, also for scripts that read it.
	const { ingest, files } = hosts;
	return { 'connect-src': [...ingest, files], 'img-src': [files], 'media-src': [files] };
}

/** What pages reach beyond their own address, by the settings. Each part of the app that brings a service has its line. */
const parts: ((config: Config) => Sources)[] = [livekit, uploadThing, clerkSources];

/** The policy of `svelte.config.js`, as Kit gave it to a page, with what an installation reaches under `origin`. */
export function widened(policy: string, origin: string, sources: Sources[]): string {
	// Older browsers do not count the socket of an origin to it.
	const socket: Sources = { 'connect-src': [origin.replace(/^http/, 'ws')] };
	const nonce = policy.split(/[ ;]/).find((source) => source.startsWith("'nonce-")) ?? "'none'";
	return policy
		.split('; ')
		.map((directive) => {
			const [name] = directive.split(' ');
			const more = [socket, ...sources]
				.flatMap((one) => one[name as keyof Sources] ?? [])
				.map((one) => (one === "'nonce'" ? nonce : one));
			return [more.length > 0 ? directive.replace(" 'none'", '') : directive, ...more].join(' ');
		})
		.join('; ');
}

export const sourcesOf = (config: Config): Sources[] => parts.map((sources) => sources(config));

/** What this installation reaches beyond its own address. */
export const sources = () => lasting('policy', () => sourcesOf(config()));
