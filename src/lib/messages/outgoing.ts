import type { Replied } from './message';

/** A message on its way. `seq` is known once the server has it. */
export type Outgoing = {
	nonce: string;
	body: string;
	at: string;
	/** What it answers. */
	replyTo?: Replied;
	state: 'pending' | 'failed';
	problem?: string;
	seq?: number;
};
