import type { Viewer } from '../accounts/account';
import type { onMessage } from '../keyboard/shortcuts';
import { outranks, type Permission, type Role } from '../permissions';
import { toast } from '../ui/toasts.svelte';
import type { Feed } from './feed.svelte';
import type { Message } from './message';
import { post } from './post';
import type { Wish } from './reactions';
import { Wishes } from './wishes.svelte';

/** Who looks at the messages of a conversation, what they may do there, and what comes of what they choose. */
type Setting = {
	feed: Feed;
	/** Where the forms of these messages are posted, and what links to them begin with. */
	channelPath: string;
	viewer: Viewer;
	/** What the viewer is in the community; nothing in a direct conversation. */
	role: Role | null;
	permissions: Permission[];
	/** Those who are more than guests. */
	staff: Map<string, Role>;
	mayWrite: boolean;
	/** Whom the viewer blocked: they get no reactions. */
	blocked: ReadonlySet<string>;
	onedit: (seq: number) => void;
	onreply?: (message: Message) => void;
	/** Reading begins here again; left out where that is not offered. */
	onunread?: (seq: number) => void;
	onproblem: (problem: string) => void;
	/** A message was deleted, and the focus with it. */
	onremoved: () => void;
};

/** What somebody may do with one message. */
export type Powers = Record<'react' | 'reply' | 'copy' | 'unread' | 'pin' | 'edit' | 'remove', boolean>;
/** What keys on a message mean. */
export type KeyDeed = keyof typeof onMessage;
export type Deed = Exclude<keyof Powers, 'react' | 'copy'> | 'copyText' | 'copyLink';

/** Something that was asked for beside a message: its menu, or an emoji to choose. `at` is a place in the window. */
export type Asked = {
	what: 'menu' | 'emoji';
	message: Message;
	opener: HTMLElement;
	at: { x: number; y: number };
	/** A finger asked, and is still down. */
	isHeld?: boolean;
	/** Where the focus begins, when not at the top. */
	begin?: Deed;
};

const none: Powers = {
	react: false,
	reply: false,
	copy: false,
	unread: false,
	pin: false,
	edit: false,
	remove: false
};

/** What can be done with the messages of one conversation, and what of it is under way. */
export class Deeds {
	asked = $state.raw<Asked | null>(null);
	readonly #wishes: Wishes;

	constructor(private readonly setting: () => Setting) {
		this.#wishes = new Wishes(
			(seq, { emoji, isGiven }) => this.#post('react', seq, { emoji, isGiven: String(isGiven) }),
			({ emoji, isGiven }, problem) =>
				toast(`Your ${emoji} could not be ${isGiven ? 'added' : 'taken back'}. ${problem}`)
		);
	}

	/** What the viewer may do with a message. Copying needs a browser that lets pages do it. */
	may({ author, deletedAt, call }: Message): Powers {
		if (deletedAt || call) return none;
		const { viewer, role, permissions, staff, mayWrite, blocked, onreply, onunread } = this.setting();
		const isOwn = author.id === viewer.id;
		const isAbove = role !== null && outranks(role, staff.get(author.id) ?? 'guest');
		return {
			react: (role !== null || mayWrite) && !blocked.has(author.id),
			reply: mayWrite && !!onreply,
			copy: typeof navigator !== 'undefined' && 'clipboard' in navigator,
			unread: !!onunread,
			pin: permissions.includes('messages.pin'),
			edit: isOwn && mayWrite,
			remove: isOwn || (isAbove && permissions.includes('messages.remove-others'))
		};
	}

	reactions(message: Message) {
		return this.#wishes.shown(message, this.setting().viewer.name);
	}

	react({ seq }: Message, wish: Wish): void {
		void this.#wishes.make(seq, wish);
	}

	/** Gives an emoji, or takes it back when it was given. */
	toggle(message: Message, emoji: string): void {
		const isMine = this.reactions(message).some((one) => one.emoji === emoji && one.isMine);
		this.react(message, { emoji, isGiven: !isMine });
	}

	/** Opens the menu of a message, or the emoji, where the pointer is or beside what was pressed. */
	ask(what: Asked['what'], message: Message, opener: HTMLElement, rest: Partial<Asked> = {}): void {
		const { left, bottom } = opener.getBoundingClientRect();
		this.asked = { what, message, opener, at: { x: left, y: bottom + 4 }, ...rest };
	}

	/** What was asked for is put away. */
	close(asked: Asked): void {
		if (this.asked !== asked) return;
		this.asked = null;
		if (asked.opener.isConnected && document.activeElement === document.body) asked.opener.focus();
	}

	/** A key with a meaning on the message that has the focus; answers whether it may be done. */
	key(meaning: KeyDeed, message: Message, line: HTMLElement): boolean {
		if (message.deletedAt) return false;
		const { left, top } = line.getBoundingClientRect();
		const at = { x: left + 60, y: Math.max(top, 60) + 24 };
		if (meaning !== 'menu' && !this.allows(message, meaning)) return false;
		if (meaning === 'menu') this.ask('menu', message, line, { at });
		// What cannot be undone takes a second key.
		else if (meaning === 'remove') this.ask('menu', message, line, { at, begin: 'remove' });
		else if (meaning === 'react') this.ask('emoji', message, line);
		else this.do(meaning, message);
		return true;
	}

	allows(message: Message, deed: Deed | 'react'): boolean {
		return this.may(message)[deed === 'copyText' || deed === 'copyLink' ? 'copy' : deed];
	}

	do(deed: Deed, message: Message): void {
		const { channelPath, onedit, onreply, onunread } = this.setting();
		const { seq } = message;
		if (deed === 'reply') onreply?.(message);
		else if (deed === 'edit') onedit(seq);
		else if (deed === 'unread') onunread?.(seq);
		else if (deed === 'copyText') void this.#copy(message.body, 'Text copied');
		else if (deed === 'copyLink')
			void this.#copy(`${location.origin}${channelPath}?around=${seq}#m-${seq}`, 'Link copied');
		else if (deed === 'pin') void this.#pin(message);
		else void this.remove(message);
	}

	async remove({ seq }: Message): Promise<void> {
		const { onproblem, onremoved } = this.setting();
		const answer = await this.#post('remove', seq);
		if ('message' in answer) onremoved();
		else onproblem(`Not deleted: ${answer.problem}`);
	}

	/** Puts other words in a message; answers whether they are there now. */
	async save(seq: number, body: string): Promise<boolean> {
		const answer = await this.#post('edit', seq, { body });
		if ('message' in answer) return true;
		this.setting().onproblem(`Not saved: ${answer.problem}`);
		return false;
	}

	async #pin({ seq, isPinned }: Message): Promise<void> {
		const answer = await this.#post(isPinned ? 'unpin' : 'pin', seq);
		if ('message' in answer) toast(isPinned ? 'Unpinned' : 'Pinned to the channel');
		else toast(`${isPinned ? 'Not unpinned' : 'Not pinned'}: ${answer.problem}`);
	}

	async #post(door: string, seq: number, fields: Record<string, string> = {}) {
		const { channelPath, feed } = this.setting();
		const answer = await post(`${channelPath}?/${door}`, { seq: String(seq), ...fields });
		if ('message' in answer) feed.take(answer.message);
		return answer;
	}

	async #copy(text: string, done: string): Promise<void> {
		await navigator.clipboard.writeText(text).then(
			() => toast(done),
			() => toast('The browser did not let it be copied.')
		);
	}
}
