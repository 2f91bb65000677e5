export const channelKinds = ['text', 'audio', 'video', 'direct'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** A channel as its members see it. `lastSeq` and `rev` count its lines and its changes. */
export type Channel = {
	id: string;
	communityId: string;
	categoryId: string | null;
	kind: ChannelKind;
	name: string;
	topic: string;
	/** Its place among the channels of its category. */
	position: number;
	isGeneral: boolean;
	isPrivate: boolean;
	isReadOnly: boolean;
	lastSeq: number;
	rev: number;
};

/** A conversation of two people, or of one with themself: it lies in no community and is called nothing. */
export type DirectChannel = Omit<Channel, 'communityId'> & { communityId: null; kind: 'direct' };
export type AnyChannel = Channel | DirectChannel;

export type Category = { id: string; name: string; channels: Channel[] };

export const CHANNEL_NAME_LIMIT = 60;
export const CHANNEL_TOPIC_LIMIT = 250;
export const CATEGORY_NAME_LIMIT = 60;

/** Who sees a private channel besides admins: all moderators, or people by name. */
export type Grants = { moderators: boolean; people: { id: string; name: string; handle: string }[] };
