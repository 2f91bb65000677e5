import type { Visitor } from '../person';

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decode = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name]!);

function attribute(tag: string, name: string): string | undefined {
	const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
	return value === undefined ? undefined : decode(value);
}

/** What a person reads: no tags, scripts, styles or drawings, any spaces as one. */
export function textOf(html: string): string {
	return decode(html.replace(/<(script|style|svg|title)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, ' '))
		.replace(/\s+/g, ' ')
		.trim();
}

export const titleOf = (html: string) => decode(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? '');

/** What the page says is wrong. */
export function alertsIn(html: string): string[] {
	return [...html.matchAll(/<(\w+)\b[^>]*role="alert"[^>]*>([\s\S]*?)<\/\1>/g)].map(([, , inside]) => textOf(inside!));
}

/** The message on line `seq` as it is drawn; empty when it is not on the page. */
export const messageIn = (html: string, seq: number) =>
	new RegExp(`<article id="m-${seq}"[\\s\\S]*?</article>`).exec(html)?.[0] ?? '';

/** The words of a message, every character of them. */
export function wordsOf(article: string): string {
	const inside = /<div class="body[^>]*>([\s\S]*?)<\/div>/.exec(article)?.[1] ?? '';
	return decode(inside.replace(/<span class="edited[\s\S]*?<\/span>|<!--[\s\S]*?-->|<[^>]*>/g, ''));
}

type PlainForm = {
	action: string;
	isMultipart: boolean;
	fields: Map<string, string>;
	/** Boxes that are not ticked, and so are not sent. */
	boxes: Set<string>;
};

const boxesIn = (inside: string) =>
	new Set(
		[...inside.matchAll(/<input\b(?:"[^"]*"|[^>"])*>/g)].flatMap(([tag]) =>
			attribute(tag, 'type') === 'checkbox' && !/\schecked\b/.test(tag) ? [attribute(tag, 'name')!] : []
		)
	);

function fieldsIn(inside: string): Map<string, string> {
	const fields = new Map<string, string>();
	for (const [tag] of inside.matchAll(/<input\b(?:"[^"]*"|[^>"])*>/g)) {
		const name = attribute(tag, 'name');
		const isTicked = /\schecked\b/.test(tag);
		const isBox = attribute(tag, 'type') === 'checkbox';
		if (isBox && !isTicked) continue;
		const isUnchosen = attribute(tag, 'type') === 'radio' && !isTicked;
		if (name && !(isUnchosen && fields.has(name)))
			fields.set(name, isUnchosen ? '' : (attribute(tag, 'value') ?? (isBox ? 'on' : '')));
	}
	for (const [, tag = '', text = ''] of inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
		fields.set(attribute(tag, 'name')!, decode(text.replace(/^\n/, '')));
	for (const [, tag = '', options = ''] of inside.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
		const chosen = /<option\b[^>]*\sselected\b[^>]*>/.exec(options)?.[0] ?? /<option\b[^>]*>/.exec(options)?.[0] ?? '';
		fields.set(attribute(tag, 'name')!, attribute(chosen, 'value') ?? '');
	}
	return fields;
}

/** The forms of a page, with what a browser without scripts would send. */
export function formsIn(html: string): PlainForm[] {
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inside = '']) => ({
		action: attribute(tag, 'action') ?? '',
		isMultipart: attribute(tag, 'enctype') === 'multipart/form-data',
		fields: fieldsIn(inside),
		boxes: boxesIn(inside)
	}));
}

/** Opens a page, fills in its form with this address, and posts it as a browser without scripts does. */
export async function fillIn(
	visitor: Visitor,
	path: string,
	action: string,
	words: Record<string, string | File> = {}
) {
	const html = await (await visitor.request(path)).text();
	// An action may carry more of the address it belongs to: "?/edit&edit=3".
	const isMeant = (form: PlainForm) =>
		(form.action === action || form.action.startsWith(`${action}&`)) &&
		(words.seq === undefined || form.fields.get('seq') === words.seq);
	const form = formsIn(html).find(isMeant);
	if (!form) throw new Error(`${path} has no form ${action}: ${titleOf(html)}`);
	const unknown = Object.keys(words).filter((name) => !form.fields.has(name) && !form.boxes.has(name));
	if (unknown.length > 0) throw new Error(`The form ${action} of ${path} has no ${unknown.join(' and no ')}`);
	const body = form.isMultipart ? new FormData() : new URLSearchParams();
	for (const [name, value] of form.fields) {
		const given = words[name] ?? value;
		// A file field that was left alone is sent as a file without name and bytes.
		const isUntouchedFile = (name === 'icon' || name === 'picture') && given === '';
		if (body instanceof FormData) body.append(name, isUntouchedFile ? new File([], '') : given);
		else body.append(name, String(given));
	}
	for (const name of form.boxes) if (words[name] !== undefined) body.append(name, String(words[name]));
	const { pathname, search } = new URL(form.action, new URL(path, visitor.base));
	return visitor.submit(pathname + search, body);
}
