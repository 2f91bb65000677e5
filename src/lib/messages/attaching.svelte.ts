import { quietly } from '../on-device';
import type { Tray } from '../uploads/tray.svelte';
import { drafts } from './drafts.svelte';
import type UploadTray from './UploadTray.svelte';

/** Where files may be attached: a channel, perhaps one that is to be made for them, and how large they may be, in bytes. */
export type Attachable = { name: string; channelId?: string; begin?: () => Promise<string>; limit: number };

/** Conversations with a tray in this window. */
const begun = new Set<string>();

/** The files of a composer. What takes and shows them is loaded when there are some. */
export class Attaching {
	tray = $state.raw<Tray>();
	View = $state.raw<typeof UploadTray>();
	problem = $state('');

	constructor(
		private readonly draftKey: string,
		private readonly place: Attachable
	) {}

	/** There were files here before: in another channel's time, in another window, or before a reload. */
	get isBegun(): boolean {
		if (!drafts.areKnown) return false;
		if (drafts.files(this.draftKey).length > 0 || begun.has(this.#name)) return true;
		return !!quietly(() => sessionStorage.getItem(this.#name));
	}

	/** Under what this window notes what it is uploading, so that it can say after a reload what was lost. */
	get #name(): string {
		return `uploading ${drafts.nameOf(this.draftKey)}`;
	}

	async open(): Promise<Tray> {
		const [{ trayOf }, { default: View }] = await Promise.all([
			import('../uploads/tray.svelte'),
			import('./UploadTray.svelte')
		]);
		const { draftKey, place } = this;
		const { limit } = place;
		const channelId = place.channelId ?? (await place.begin!());
		begun.add(this.#name);
		this.View = View;
		return (this.tray ??= trayOf(
			this.#name,
			{ channelId, limit },
			{
				files: () => drafts.files(draftKey),
				keep: (files) => drafts.keepFiles(draftKey, files)
			}
		));
	}

	async add(files: File[]): Promise<void> {
		const tray = await this.open().catch(() => undefined);
		this.problem = tray ? '' : 'Files can’t be added without a connection.';
		tray?.add(files);
	}
}
