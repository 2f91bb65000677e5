import { mayWriteIn } from '$lib/permissions';
import { stampOf } from '$lib/unread/marks';
import type { Visit } from '../auth';
import { directChannels, visibleChannels } from '../channels/queries';
import { db } from '../db';

/** What a person's sockets may hear now. */
export type Hearing = {
	/** Themself, their communities, and that channels they see advance. */
	topics: Set<string>;
	/** The channels they see, by id, and whether they may write there. */
	channels: Map<string, boolean>;
	/** Of their channels and marks, as of now. */
	stamp: number;
};

/** Decides what a person's sockets may hear. */
export async function hearingOf({ viewer, loginId }: Visit): Promise<Hearing> {
	const columns = ['channels.id', 'channels.rev', 'readMarks.version'] as const;
	const [rows, direct] = await Promise.all([
		visibleChannels(db, viewer.id)
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', viewer.id)
			)
			.select([...columns, 'channels.communityId', 'channels.isReadOnly', 'members.role'])
			.execute(),
		directChannels(db, [viewer.id])
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', viewer.id)
			)
			.select(columns)
			.execute()
	]);
	return {
		topics: new Set([
			`user:${viewer.id}`,
			`login:${loginId}`,
			// Every member sees `general`, so the channels tell the communities as well.
			...rows.map(({ communityId }) => `community:${communityId}`),
			...[...rows, ...direct].map(({ id }) => `head:${id}`)
		]),
		channels: new Map([
			...rows.map(({ id, role, isReadOnly }) => [id, mayWriteIn(isReadOnly === 1, role)] as const),
			...direct.map(({ id, isCut }) => [id, isCut === 0] as const)
		]),
		stamp: stampOf([...rows, ...direct])
	};
}
