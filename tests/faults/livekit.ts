import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { RoomServiceClient } from 'livekit-server-sdk';
import { chromium, type Browser, type Page } from 'playwright-core';
import { requireChromium } from '../../scripts/parts/chromium.js';
import type { Life } from '../../scripts/parts/life.js';
import { findLivekit, startLivekit } from '../../scripts/parts/livekit.js';

/** LiveKit's own server, where this machine has it. */
export const livekitProgram = findLivekit();

/** A real LiveKit that tells the app at `port` who comes and goes. */
export async function openLivekit(life: Life, secret: string, port: number, hooks: string) {
	const server = await startLivekit(life, { program: livekitProgram!, secret, hooks, port });
	const rooms = new RoomServiceClient(server.url, server.apiKey, secret, { requestTimeout: 2, failover: false });
	return { ...server, rooms };
}
export const newSecret = () => randomBytes(32).toString('base64url');

const client = createRequire(import.meta.url).resolve('livekit-client');
const quiet = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const media = [
	'--use-fake-device-for-media-stream=fps=8',
	'--use-fake-ui-for-media-stream',
	'--allow-loopback-in-peer-connection',
	'--autoplay-policy=no-user-gesture-required'
];

export const openBrowser = (): Promise<Browser> =>
	chromium.launch({ executablePath: requireChromium(), args: [...quiet, ...media] });

/** What lives in the page. */
type InPage = {
	LivekitClient: typeof import('livekit-client');
	room: import('livekit-client').Room;
	ended: boolean;
	sounds: Record<string, boolean>;
};

/** A real browser's page with LiveKit's own client in it, and nothing of ours. */
export class Attendee {
	private constructor(readonly page: Page) {}

	static async open(browser: Browser, base: string): Promise<Attendee> {
		// Whoever attacks brings a page without our policy.
		const page = await browser.newPage({ bypassCSP: true });
		await page.goto(`${base}/healthz`);
		await page.addScriptTag({ path: client });
		return new Attendee(page);
	}

	/** Connects; answers whether it was let in at all. */
	connect(url: string, token: string): Promise<boolean> {
		return this.page.evaluate(
			async ({ url, token }) => {
				const here = globalThis as unknown as InPage;
				await here.room?.disconnect();
				const room = (here.room = new here.LivekitClient.Room());
				Object.assign(here, { ended: false, sounds: {} });
				room.on('disconnected', () => (here.ended = true));
				room.on('trackSubscribed', (track, publication, { identity }) => {
					if (track.kind === 'audio') here.sounds[identity] = !publication.isMuted;
				});
				room.on('trackMuted', (_, { identity }) => (here.sounds[identity] = false));
				room.on('trackUnmuted', (_, { identity }) => (here.sounds[identity] = true));
				try {
					await room.connect(url, token, { maxRetries: 0 });
					return true;
				} catch {
					here.ended = true;
					return false;
				}
			},
			{ url, token }
		);
	}

	speak(): Promise<unknown> {
		return this.page.evaluate(() => (globalThis as unknown as InPage).room.localParticipant.setMicrophoneEnabled(true));
	}

	/** Tries to be seen; answers what came of it. */
	show(): Promise<string> {
		return this.page.evaluate(() =>
			(globalThis as unknown as InPage).room.localParticipant.setCameraEnabled(true).then(
				() => 'seen',
				(error: Error) => error.message
			)
		);
	}

	/** Who can be heard here, by identity, and whether they speak. */
	sounds(): Promise<Record<string, boolean>> {
		return this.page.evaluate(() => (globalThis as unknown as InPage).sounds);
	}

	/** Who is in the room as this page knows it. */
	others(): Promise<string[]> {
		return this.page.evaluate(() => [...(globalThis as unknown as InPage).room.remoteParticipants.keys()]);
	}

	hasEnded(): Promise<boolean> {
		return this.page.evaluate(() => (globalThis as unknown as InPage).ended);
	}

	/** The newest token LiveKit has given this page, which works longer than ours. */
	renewedToken(): Promise<string> {
		return this.page.evaluate(
			() => (globalThis as unknown as { room: { engine: { token?: string } } }).room.engine.token ?? ''
		);
	}
}
