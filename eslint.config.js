import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** One package, one importer: whoever else needs it asks the room that has it. Paths are those of files that may. */
const oneImporter = [
	{ packages: ['ws'], room: 'src/lib/server/realtime/**', because: 'sockets live in server/realtime' },
	{ packages: ['mysql2', 'mysql2/*'], room: 'src/lib/server/db/**', because: 'the database lives in server/db' },
	{
		packages: ['better-auth', 'better-auth/*', '@node-rs/argon2'],
		room: 'src/lib/server/auth/**',
		because: 'accounts live in server/auth'
	},
	{
		packages: ['uploadthing/server', '@fastify/busboy'],
		room: 'src/lib/server/uploads/**',
		because: 'files come in through server/uploads'
	},
	{ packages: ['sharp'], room: 'src/lib/server/files/**', because: 'pictures are read in server/files' }
];
const fence = (own) => ({
	'no-restricted-imports': [
		'error',
		{
			patterns: oneImporter
				.filter((rule) => rule !== own)
				.map(({ packages, because }) => ({ group: packages, message: `${because}.`, allowTypeImports: true }))
		}
	]
});

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', '.data/', 'node_modules/'] },
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			// TypeScript knows better which names exist.
			'no-undef': 'off',
			// We say `!` where a line above has made sure; a check nobody can fail would only hide that.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'no-console': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: ['.svelte'] } },
		rules: {
			'svelte/no-at-html-tags': 'error'
		}
	},
	{
		rules: {
			// Chatsphere is served from the root of its host; plain addresses are what people see and what forms post to.
			'svelte/no-navigation-without-resolve': 'off',
			// It cannot tell state that a screen shows from a local value; we use SvelteMap where one is shown.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		files: ['src/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: 'MemberExpression[object.name=/^(sql|CompiledQuery)$/][property.name=/^(raw|lit|literal)$/]',
					message:
						'Values are parameters and names are sql.ref: text that becomes SQL needs a comment that says whose text it is.'
				}
			]
		}
	},
	{ files: ['src/**'], rules: fence(undefined) },
	...oneImporter.map((own) => ({ files: [own.room], rules: fence(own) })),
	{ files: ['scripts/**', 'server.js', 'tests/bench/**'], rules: { 'no-console': 'off' } }
);
