import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Lets the socket and files in while developing; `server.js` does the same for the built app. Vite keeps its own upgrades. */
function realtimeDoor(): Plugin {
	return {
		name: 'chatsphere-realtime',
		apply: 'serve',
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				if (request.url?.startsWith('/ut/') && globalThis.chatsphere)
					void globalThis.chatsphere.receive(request, response);
				else next();
			});
			server.httpServer?.on('upgrade', (request, socket, head) => {
				if (!request.url?.startsWith('/realtime')) return;
				// Until the first page request has run init() there is no door yet: the browser's backoff tries again.
				if (globalThis.chatsphere) globalThis.chatsphere.upgrade(request, socket, head);
				else socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n');
			});
		}
	};
}

/** Small parts of the first page; what only settings and dialogs show comes with those. */
const isOnNearlyEveryPage =
	/@lucide\/svelte(?!.*\/(?:ban|crown|ellipsis|link|pin-off|qr-code|history|user-minus|camera|image-plus|notebook-pen|square-pen|mic|video-off|phone-off|headphones|headphone-off|screen-share|screen-share-off|audio-lines|chevron-up|chevron-left|chevron-right|expand|layout-grid|maximize-2|panel-top|refresh-cw|check|zap|bell|keyboard|key-round|monitor|palette|share-2|eye|eye-off|at-sign|image|corner-down-left|image-up)\.)|@sveltejs\/kit\/src\/runtime\/app\/|svelte\/src\/internal\/(?:disclose|flags)|channelId=id\]\/Welcome|src\/routes\/(?:\+error|error-words|\(app\)\/(?:Me|JumpTo))|src\/lib\/(?:ui\/(?!Dialog|ContextMenu|TextArea|FileField|Key\.|SettingsNav|settings-nav|Pane|SaveBar|PictureField|Segments|PasswordField|Select|Switch|PersonHead)|time|cookie|live|lifted|permissions|posting|presence|unread\/|calls\/calls\.|channels\/(?:channel\.|ChannelIcon|steps|structure)|communities\/communities|members\/members|messages\/(?:drafts|text-field|post\.)|uploads\/(?:take-back|size|file)|on-device|rail\/|keyboard\/for-app|search\/SearchField)/;

/** What every conversation shows, and pages of pins and of what was found partly. */
const isInEveryConversation =
	/@tanstack\/(?:query-core|svelte-query)\/|src\/routes\/\(app\)\/(?:ConnectionBand|ChannelView)|src\/lib\/(?:markdown\/(?!highlight)|emoji\/EmojiButton|calls\/line\.|messages\/(?:attaching|calls|calls-for|completing|deeds|feed|log-lines|message-cache|new-line|news|places|reactions|reading|typing|wishes|Composer|ComposerNote|DayDivider|Message(?:Body|Editor|Files|Head|Item|Log)|NewDivider|PendingItem|PlainDeeds|Reactions|ReplyBar|ReplyLine|TypingLine|WordsField)\.)/;

/** Those of the faults that mostly wait, for a room to be forgotten or a client to be given up: two at a time. */
const waiting = ['livekit', 'calls-livekit', 'calls-relay', 'stopped-client'].map(
	(name) => `tests/faults/${name}.test.ts`
);

/** They stop processes and measure time, so they run one after the other, and `npm test` runs them after all the others. */
const faults = {
	extends: true as const,
	test: {
		name: 'faults',
		include: ['tests/faults/**/*.test.ts'],
		exclude: waiting,
		fileParallelism: false,
		testTimeout: 180_000,
		hookTimeout: 120_000
	}
};
const waitingFaults = {
	extends: true as const,
	test: { name: 'faults-waiting', include: waiting, testTimeout: 180_000, hookTimeout: 120_000 }
};

export default defineConfig({
	plugins: [tailwindcss(), sveltekit(), realtimeDoor()],
	build: {
		rolldownOptions: {
			output: {
				// Small parts that nearly every page shows: one request for all of them costs less than thirty for each.
				codeSplitting: {
					// What one page alone shows comes with it.
					groups: [
						{
							name: 'parts',
							test: isOnNearlyEveryPage,
							minShareCount: 2
						},
						{ name: 'talk', test: isInEveryConversation, minShareCount: 2 }
					]
				}
			}
		}
	},
	test: {
		// Most of them wait for a database, a socket or a browser: two at a time also where there are only two cores.
		maxWorkers: 2,
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'tests/*.test.ts'],
					exclude: ['**/*.db.test.ts'],
					// Some draw large pictures in another process, on a machine that may be busy.
					testTimeout: 30_000
				}
			},
			{
				extends: true,
				test: {
					name: 'database',
					include: ['src/**/*.db.test.ts'],
					globalSetup: 'tests/setup/database.ts',
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'served',
					include: ['tests/{http,socket,browser}/**/*.test.ts'],
					globalSetup: ['tests/setup/database.ts', 'tests/setup/server.ts'],
					testTimeout: 60_000,
					hookTimeout: 120_000
				}
			},
			{
				extends: true,
				test: {
					name: 'operations',
					include: ['tests/operations/**/*.test.ts'],
					fileParallelism: false,
					testTimeout: 180_000,
					hookTimeout: 120_000
				}
			},
			faults,
			waitingFaults
		]
	}
});
