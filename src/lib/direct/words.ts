import { badgeOf } from '../unread/marks';

/** What the way to the direct conversations is called. */
export const directWords = ({ mentions }: { mentions: number }) =>
	mentions > 0 ? `Messages, ${badgeOf(mentions)} unread` : 'Messages';
