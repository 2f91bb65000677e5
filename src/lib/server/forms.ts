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

type Read<T> =
	| { valid: true; data: T }
	| { valid: false; data: Record<string, string>; errors: Record<string, string[] | undefined> };

/** A form of plain words, read strictly: nothing is guessed from what only begins like a number. */
export async function readForm<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> {
	const fields = [...(await formOf(request))].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
	const typed = Object.fromEntries(fields) as Record<string, string>;
	const parsed = schema.safeParse(typed);
	if (parsed.success) return { valid: true, data: parsed.data };
	return { valid: false, data: typed, errors: z.flattenError(parsed.error).fieldErrors };
}
