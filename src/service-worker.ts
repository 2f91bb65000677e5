/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
// Shows a page of ours where the network fails, and keeps nothing else: no page of anybody, no answer, no code of the app.
import { version } from '$service-worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `offline ${version}`;
const PAGE = '/offline';
/** What the page is drawn with is asked for by a name of its own, so that everything else passes us by. */
const MARK = '?offline';

/** Keeps the page and its parts, as everybody gets them. */
async function keepPage(): Promise<void> {
	const options: RequestInit = { credentials: 'omit', cache: 'reload' };
	const answer = await fetch(PAGE, options);
	if (!answer.ok) throw new Error(`The page for being offline is not there: ${answer.status}`);
	const parts: string[] = [];
	const isPreload = (tag: string) => tag.startsWith('link ') && tag.includes('rel="preload"');
	const html = (await answer.text())
		.split('<')
		.map((tag, at) => (isPreload(tag) ? tag.slice(tag.indexOf('>') + 1) : (at > 0 ? '<' : '') + tag))
		.join('')
		// It stands for pages in every folder, so its parts are named from the root.
		.split('"')
		.map((text, at, all) => {
			const path = text.replace(/^\.\//, '/');
			const isNamed =
				/(?:href|src)=$/.test(all[at - 1] ?? '') && path.startsWith('/') && /\.(?:css|js|svg)$/.test(path);
			if (isNamed) parts.push(path + MARK);
			return isNamed ? path + MARK : text;
		})
		.join('"');
	const cache = await caches.open(CACHE);
	await cache.addAll([...new Set(parts)].map((path) => new Request(path, options)));
	const headers = new Headers(answer.headers);
	headers.delete('content-encoding');
	headers.delete('content-length');
	await cache.put(PAGE, new Response(html, { headers }));
}

async function begin(): Promise<void> {
	for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
	// The browser asks for a page while it wakes us up.
	await worker.registration.navigationPreload?.enable();
	await worker.clients.claim();
}

async function fromNetwork({ preloadResponse, request }: FetchEvent): Promise<Response> {
	return ((await preloadResponse) as Response | undefined) ?? fetch(request);
}

const kept = async (path: string) => (await (await caches.open(CACHE)).match(path)) ?? Response.error();

worker.addEventListener('install', (event) => event.waitUntil(keepPage().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(begin()));
worker.addEventListener('fetch', (event) => {
	const { mode, method, url } = event.request;
	const { origin, search, pathname } = new URL(url);
	if (method !== 'GET' || origin !== location.origin) return;
	if (mode === 'navigate') event.respondWith(fromNetwork(event).catch(() => kept(PAGE)));
	else if (search === MARK) event.respondWith(kept(pathname + MARK));
});
