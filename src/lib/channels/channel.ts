export type ChannelKind = 'text' | 'audio' | 'video' | 'direct';

/** A channel as its members see it. `lastSeq` and `rev` count its lines and its changes. */
export type Channel = {
	id: string;
	communityId: string;
	categoryId: string | null;
	kind: ChannelKind;
	name: string;
	topic: string;
	isGeneral: boolean;
	isPrivate: boolean;
	isReadOnly: boolean;
	lastSeq: number;
	rev: number;
};

export type Category = { id: string; name: string; channels: Channel[] };
