import adapter from '@sveltejs/adapter-node';

/** Kit's own markup hides its announcer by a style attribute, which the policy refuses. */
const announcer = {
	name: 'announcer',
	/** @param {{ content: string, filename?: string }} source */
	markup: ({ content, filename = '' }) =>
		filename.endsWith('/generated/root.svelte')
			? { code: content.replace(/(id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="sr-only"') }
			: undefined
};

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: [announcer],
	kit: {
		// Assets are compressed once, at build time; server.js compresses what is rendered per request.
		adapter: adapter({ precompress: true }),
		alias: { '$migrations/*': './migrations/*' },
		// What pages may load and reach. Kit adds the nonce of its script; `lib/server/policy.ts` adds what the settings bring.
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Blurs of pictures are data, previews of files that are on their way are blobs.
				'img-src': ['self', 'data:', 'blob:'],
				'media-src': ['self', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'frame-src': ['none'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		}
	}
};
