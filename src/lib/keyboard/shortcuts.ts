/** One thing the keyboard does. `keys` are ways to press it: `Mod` is Ctrl, and Cmd on a Mac. */
export type Shortcut = { does: string; keys: readonly string[] };

/** Work anywhere. */
export const inApp = {
	jump: { does: 'Jump to a channel, a person or a server', keys: ['Mod+K'] },
	help: { does: 'Show these keys', keys: ['Mod+/'] },
	channelBefore: { does: 'Previous channel', keys: ['Alt+ArrowUp'] },
	channelAfter: { does: 'Next channel', keys: ['Alt+ArrowDown'] },
	unreadBefore: { does: 'Previous unread channel', keys: ['Alt+Shift+ArrowUp'] },
	unreadAfter: { does: 'Next unread channel', keys: ['Alt+Shift+ArrowDown'] },
	serverBefore: { does: 'Previous server', keys: ['Ctrl+Alt+ArrowUp'] },
	serverAfter: { does: 'Next server', keys: ['Ctrl+Alt+ArrowDown'] },
	regionAfter: { does: 'Next part of the page', keys: ['F6'] },
	regionBefore: { does: 'Previous part of the page', keys: ['Shift+F6'] }
} as const satisfies Record<string, Shortcut>;

/** Work on the message that has the focus. Single ones can be turned off. */
export const onMessage = {
	reply: { does: 'Reply', keys: ['R'] },
	edit: { does: 'Edit a message of yours', keys: ['E'] },
	copyText: { does: 'Copy the text', keys: ['C'] },
	react: { does: 'React', keys: ['+'] },
	unread: { does: 'Mark unread from here', keys: ['U'] },
	remove: { does: 'Delete, after Enter', keys: ['Delete'] },
	menu: { does: 'Everything else', keys: ['Shift+F10', 'ContextMenu'] }
} as const satisfies Record<string, Shortcut>;

/** What fields and lists do by themselves is written here only to be found. */
const inLog: Shortcut[] = [
	{ does: 'Message by message', keys: ['ArrowUp', 'ArrowDown'] },
	{ does: 'Oldest shown, newest', keys: ['Home', 'End'] },
	{ does: 'Go to the end and mark as read', keys: ['Escape'] },
	{ does: 'Any letter: write', keys: [] }
];
const inComposer: Shortcut[] = [
	{ does: 'Send', keys: ['Enter', 'Ctrl+Enter'] },
	{ does: 'New line', keys: ['Shift+Enter'] },
	{ does: 'Edit your last message, from an empty box', keys: ['ArrowUp'] },
	{ does: 'Stop editing or answering', keys: ['Escape'] }
];
const inCall: Shortcut[] = [
	{ does: 'Microphone on or off', keys: ['Mod+D'] },
	{ does: 'Camera on or off', keys: ['Mod+E'] }
];
const inPalette: Shortcut[] = [
	{ does: 'Only channels, people or actions', keys: ['#', '@', '>'] },
	{ does: 'Next filter', keys: ['Tab'] },
	{ does: 'Search all messages', keys: ['Shift+Enter'] }
];

/** Everything, as the page about the keyboard lists it. */
export const everyShortcut: { where: string; shortcuts: Shortcut[] }[] = [
	{ where: 'Anywhere', shortcuts: Object.values(inApp) },
	{ where: 'In the palette', shortcuts: inPalette },
	{ where: 'In the messages', shortcuts: inLog },
	{ where: 'On a message', shortcuts: Object.values(onMessage) },
	{ where: 'Where you write', shortcuts: inComposer },
	{ where: 'In a call', shortcuts: inCall }
];

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** The parts of a way to press something, the key itself last; "+" may be one. */
export const partsOf = (way: string): string[] => way.split(/\+(?=.)/);

function isPressed(way: string, { key, shiftKey, altKey, ctrlKey, metaKey }: Pressed): boolean {
	const parts = partsOf(way);
	const wanted = parts.at(-1)!;
	if (key.toLowerCase() !== wanted.toLowerCase()) return false;
	const isMod = parts.includes('Mod');
	// Where a sign needs Shift, that is part of the sign.
	const isSign = /^[^\p{L}]$/u.test(wanted);
	return (
		(isSign || shiftKey === parts.includes('Shift')) &&
		altKey === parts.includes('Alt') &&
		(isMod ? ctrlKey !== metaKey : ctrlKey === parts.includes('Ctrl') && !metaKey)
	);
}

/** What a pressed key means in a table; undefined when nothing. */
export function meaningOf<Name extends string>(table: Record<Name, Shortcut>, event: Pressed): Name | undefined {
	const names = Object.keys(table) as Name[];
	return names.find((name) => table[name].keys.some((way) => isPressed(way, event)));
}

/** Whether a shortcut is one key alone, which people who speak to their machine or whose hands shake may not want. */
export const isSingle = ({ keys }: Shortcut): boolean => keys.every((way) => /^[^\p{L}]$|^\p{L}$/u.test(way));
