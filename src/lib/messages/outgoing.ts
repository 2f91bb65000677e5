/** A message on its way. `seq` is known once the server has it. */
export type Outgoing = {
	nonce: string;
	body: string;
	at: string;
	state: 'pending' | 'failed';
	problem?: string;
	seq?: number;
};
