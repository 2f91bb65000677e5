import type { Page, WebSocketRoute } from 'playwright-core';

/** Puts a switch into the socket's line: `cut` ends it and lets no new one through until `mend`. */
export async function lineWithSwitch(page: Page) {
	let isCut = false;
	const open = new Set<WebSocketRoute>();
	// The pauses between tries are rolled by dice; here they roll low, so that nobody waits for half a minute.
	await page.addInitScript(() => (Math.random = () => 0.1));
	await page.routeWebSocket(/\/realtime$/, (socket) => {
		if (isCut) return void socket.close();
		open.add(socket);
		socket.connectToServer();
	});
	return {
		async cut() {
			isCut = true;
			await Promise.all([...open].map((socket) => socket.close()));
			open.clear();
		},
		mend: () => (isCut = false)
	};
}
