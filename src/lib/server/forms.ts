import { z } from 'zod';
import { refuse } from './refuse';

/** Whether a form was posted by a page without our scripts, which wants a page back and not data. */
export function wantsPage(request: Request): boolean {
	return request.headers.get('accept')?.includes('text/html') ?? false;
}

/** The fields that were posted; refused when the body is not what it says it is. */
export function formOf(request: Request): Promise<FormData> {
	return request.formData().catch(() => refuse('bad-request'));
}

type Read<T, Fields> =
	{ valid: true; data: T } | { valid: false; data: Fields; errors: Record<string, string[] | undefined> };

function parse<T, Fields>(fields: Fields, schema: z.ZodType<T>): Read<T, Fields> {
	const parsed = schema.safeParse(fields);
	if (parsed.success) return { valid: true, data: parsed.data };
	return { valid: false, data: fields, errors: z.flattenError(parsed.error).fieldErrors };
}

const wordsIn = (form: FormData) =>
	[...form].map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : '']);

/** A form of plain words, read strictly: nothing is guessed from what only begins like a number. */
export async function readForm<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T, Record<string, string>>> {
	return parse(Object.fromEntries(wordsIn(await formOf(request))), schema);
}

/** The same for a form in which the fields called `lists` may come any number of times. `posted` is what it held. */
export async function readLists<T>(
	request: Request,
	lists: readonly string[],
	schema: z.ZodType<T>
): Promise<Read<T, PostedFields> & { posted: PostedFields }> {
	const form = await formOf(request);
	const posted: PostedFields = Object.fromEntries(wordsIn(form));
	for (const name of lists) posted[name] = wordsIn(form).flatMap(([field, value]) => (field === name ? [value] : []));
	return { ...parse(posted, schema), posted };
}
export type PostedFields = Record<string, string | string[]>;
