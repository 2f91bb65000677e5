import { randomBytes } from 'node:crypto';
import { RoomServiceClient } from 'livekit-server-sdk';
import WebSocket from 'ws';
import type { Life } from '../../scripts/parts/life.js';
import { findLivekit, startLivekit } from '../../scripts/parts/livekit.js';
import { quietPort } from './ports';

/** LiveKit's own server, where this machine has it. */
export const livekitProgram = findLivekit();

/** A real LiveKit for the tests, that tells an app at `hooks` who comes and goes. */
export async function openLivekit(life: Life, hooks: string) {
	const program = livekitProgram!;
	const secret = randomBytes(32).toString('base64url');
	const server = await startLivekit(life, { program, secret, hooks, port: await quietPort() });
	const rooms = new RoomServiceClient(server.url, server.apiKey, secret, { requestTimeout: 2, failover: false });
	return { ...server, rooms };
}

/** A device's connection for signals, as livekit-client opens it: enough to be in a room, without sound. */
export class Attendee {
	isOpen = false;
	isClosed = false;

	constructor(url: string, token: string) {
		const address = `${url}/rtc?access_token=${token}&auto_subscribe=1&protocol=15&sdk=js&version=2.22.0`;
		const socket = new WebSocket(address);
		socket.on('open', () => (this.isOpen = true));
		socket.on('close', () => (this.isClosed = true));
		socket.on('error', () => (this.isClosed = true));
		this.end = () => socket.terminate();
	}

	end: () => void;
}
