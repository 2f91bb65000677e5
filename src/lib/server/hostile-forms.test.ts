import { isHttpError } from '@sveltejs/kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { hostileJson, inherited } from '../../../tests/hostile-json';
import { listsOfChannel } from '../channels/forms';
import { readForm, readLists } from './forms';

const modules = import.meta.glob<Record<string, unknown>>(['/src/lib/*/forms.ts', '!/src/lib/server/**'], {
	eager: true
});
const schemas = Object.values(modules).flatMap((module) =>
	Object.values(module).filter((schema): schema is z.ZodObject => schema instanceof z.ZodObject)
);
const names = [...new Set(schemas.flatMap(({ shape }) => Object.keys(shape)))];

const TYPES = [
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'multipart/form-data',
	'text/plain',
	''
];
const posted = (body: string | Uint8Array<ArrayBuffer>, type = TYPES[0]!) =>
	new Request('http://here.invalid/', { method: 'POST', body, headers: type ? { 'content-type': type } : {} });

/** Reads a form in both ways. Whatever is wrong with it, it is told or refused, and nothing comes out that was not asked for. */
async function read(schema: z.ZodObject, make: () => Request): Promise<void> {
	for (const result of [() => readForm(make(), schema), () => readLists(make(), listsOfChannel, schema)]) {
		const answer = await result().catch((error: unknown) => error);
		if (isHttpError(answer)) {
			expect(answer.status).toBe(400);
			continue;
		}
		expect(answer).toMatchObject({ valid: expect.any(Boolean) });
		const { valid, data } = answer as { valid: boolean; data: object };
		if (valid) expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(data)));
		expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
	}
}

const untouched = () => {
	const nothing = {} as Record<string, unknown>;
	expect([nothing.x, nothing.isAdmin, nothing.on]).toEqual([undefined, undefined, undefined]);
	expect(Object.keys(Object.prototype)).toEqual([]);
};

test.each(inherited)(
	'T31: a field called %s, or one within it, is a field nobody asked for',
	{ timeout: 60_000 },
	async (word) => {
		const fields = [
			word,
			`${word}.x`,
			`${word}[x]`,
			`${word}[]`,
			`a[${word}][x]`,
			`__proto__.${word}`,
			`constructor[prototype][${word}]`
		];
		for (const schema of schemas)
			for (const field of fields) {
				const own = Object.keys(schema.shape).map((name) => [name, word]);
				const body = new URLSearchParams([...own, [field, 'on'], [field, '{"isAdmin":true}']]).toString();
				await read(schema, () => posted(body));
			}
		untouched();
	}
);

test('T32: bodies of all sorts are read or refused', { timeout: 60_000 }, async () => {
	const name = fc.oneof(fc.constantFrom(...names, ...inherited), fc.string({ unit: 'binary', maxLength: 10 }));
	const form = fc
		.array(fc.tuple(name, hostileJson), { maxLength: 6 })
		.map((fields) => new URLSearchParams(fields).toString());
	const parts = fc
		.tuple(name, hostileJson)
		.map(([field, value]) => `--x\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n--x--\r\n`);
	const bytes = fc
		.uint8Array({ maxLength: 60 })
		.map((some) => new Uint8Array([...Buffer.from('body=%ff%00&seq='), ...some]));
	const body = fc.oneof(form, parts, hostileJson, bytes);
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...schemas), body, fc.constantFrom(...TYPES), async (schema, sent, type) => {
			await read(schema, () => posted(sent, type));
		}),
		{ numRuns: 3000, seed: 32 }
	);
	untouched();
});
