import { targetOf } from './links';
import type { Inline } from './nodes';

/**
 * Something within a line that is recognised by how it begins. `read` is asked where `start` matches, answers what stands
 * there and where it ends, and looks at no more than it takes (or a fixed number of characters): parsing stays linear.
 */
export type Token = { start: RegExp; read: (source: string, at: number) => { node: Inline; end: number } | null };

const text = (words: string): Inline => ({ type: 'text', text: words });

function matched(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(source);
}

/** Brackets, bars and backticks end an address: they are markup. So does punctuation of other scripts. */
const address =
	/https?:\/\/[^\p{C}\p{Z}<>"`\\|[\]\u3001-\u3003\u3008-\u3011\u3014-\u301F\uFF01\uFF08\uFF09\uFF0C\uFF1A\uFF1B\uFF1F]+/iuy;

/** Without the marks that end the sentence, or the emphasis, around it. */
function trimmed(found: string): string {
	let end = found.length;
	let open = found.split('(').length - found.split(')').length;
	for (; end > 0; end--) {
		const last = found[end - 1]!;
		if (last === ')' && open < 0) open++;
		else if (!/[.,:;!?'*_~}]/.test(last)) break;
	}
	return found.slice(0, end);
}

/** Without the joints at its end, which join nothing there. */
function bare(name: string): string {
	let end = name.length;
	while (name[end - 1] === '_' || name[end - 1] === '-') end--;
	return name.slice(0, end);
}

const bareLink: Token = {
	start: /https?:\/\//,
	read(source, at) {
		const isInWord = /[\p{L}\p{N}]/u.test(source[at - 1] ?? '');
		const found = trimmed(matched(address, source, at)?.[0] ?? '');
		if (!found) return null;
		const target = isInWord ? null : targetOf(found);
		const words = [text(found)];
		const node: Inline = target ? { type: 'link', href: target.href, place: null, children: words } : words[0]!;
		return { node, end: at + found.length };
	}
};

const enclosed = /<((?:https?:\/\/|mailto:)[^\s<>]*)>/iy;
const enclosedLink: Token = {
	start: /<(?=https?:|mailto:)/,
	read(source, at) {
		const found = matched(enclosed, source, at);
		const target = found && targetOf(found[1]!);
		if (!target) return null;
		return {
			node: { type: 'link', href: target.href, place: null, children: [text(found[1]!)] },
			end: at + found[0].length
		};
	}
};

/** Its arm is a backslash before a mark, and it would lose it. */
const shrug: Token = {
	start: /¯\\_\(ツ\)_\/¯/,
	read: (_, at) => ({ node: text('¯\\_(ツ)_/¯'), end: at + '¯\\_(ツ)_/¯'.length })
};

/** Begins like a handle, and not within a word or an address. Whether it calls somebody is not for the words to say. */
const calling = /@[a-z0-9](?:[a-z0-9._]{0,30}[a-z0-9])?/iy;
const mention: Token = {
	start: /@(?=[a-z0-9])/i,
	read(source, at) {
		const isInWord = /[\p{L}\p{N}._@/-]/u.test(source[at - 1] ?? '');
		const found = isInWord ? null : matched(calling, source, at);
		return found && { node: { type: 'mention', text: found[0] }, end: at + found[0].length };
	}
};

/** Letters, numbers, marks and pictures of a channel's name; hyphens and underscores only within it. Not within a word. */
const naming = /#[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{RI}\p{EMod}\uFE0F_-]{1,80}/uy;
const channel: Token = {
	start: /#(?=[^\s#])/,
	read(source, at) {
		const isInWord = /[\p{L}\p{N}#&/]/u.test(source[at - 1] ?? '');
		const found = isInWord ? '' : bare(matched(naming, source, at)?.[0] ?? '');
		if (found.length < 2) return null;
		return { node: { type: 'channel', text: found }, end: at + found.length };
	}
};

/** Asked in this order; what is added here has a leaf of its own in `nodes.ts`. */
export const tokens: Token[] = [enclosedLink, bareLink, shrug, mention, channel];
