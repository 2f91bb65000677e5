import type { AttachedFile } from '../uploads/file';
import type { Replied } from './message';

/** A file of a message on its way; `arrived` when the server has it. */
export type OutgoingFile = Pick<AttachedFile, 'name' | 'size' | 'type' | 'kind' | 'alt'> & {
	arrived?: AttachedFile;
	/** How much of it is there; an address on this device to show it by, and its dots. */
	percent?: number;
	preview?: string;
	measure?: { width: number; height: number };
};

/** A file as a message shows it; `preview` is an address on this device while it is on its way, and then it leads nowhere. */
export type ShownFile = AttachedFile & { preview?: string };

/** The files of a message while their page is open. `arrive` says what is missing, if something stays missing. */
export type Cargo = {
	files: OutgoingFile[];
	hold(nonce: string): void;
	arrive(): Promise<string | undefined>;
	sent(): void;
	discard(): void;
};

/** A message on its way. `seq` is known once the server has it. */
export type Outgoing = {
	nonce: string;
	body: string;
	at: string;
	/** What it answers. */
	replyTo?: Replied;
	files?: OutgoingFile[];
	state: 'pending' | 'failed';
	problem?: string;
	seq?: number;
};
