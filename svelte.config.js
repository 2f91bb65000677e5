import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		// Assets are compressed once, at build time; server.js compresses what is rendered per request.
		adapter: adapter({ precompress: true }),
		alias: { '$migrations/*': './migrations/*' }
	}
};
