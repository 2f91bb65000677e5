import type { Channel } from '$lib/channels/channel';
import type { ChannelChange } from '$lib/channels/forms';

/** What an edit changed, in words for the audit log; empty when it changed nothing. */
export function wordsOfChange(
	before: Channel,
	after: ChannelChange,
	named: { added: number; removed: number }
): string {
	const words: string[] = [];
	if (before.name !== after.name) words.push(`${before.name} → ${after.name}`);
	if (before.topic !== after.topic) words.push('topic');
	if (before.isPrivate !== after.isPrivate) words.push(after.isPrivate ? 'private' : 'open to everyone');
	if (before.isReadOnly !== after.isReadOnly) words.push(after.isReadOnly ? 'read-only' : 'open for writing');
	if (before.categoryId !== after.categoryId) words.push('category');
	// From open to private and back they come and go by themselves.
	if (before.isPrivate && after.isPrivate && named.added + named.removed > 0)
		words.push(
			`who sees it (${[...(named.added ? [`${named.added} more`] : []), ...(named.removed ? [`${named.removed} fewer`] : [])].join(', ')})`
		);
	return words.join(', ');
}
