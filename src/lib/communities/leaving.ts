/** Why somebody is not in a community any more. */
export const leavings = ['left', 'kicked', 'banned', 'deleted'] as const;
export type Leaving = (typeof leavings)[number];

/** The sentence for whoever it happened to. */
export function farewell({ name, why, reason }: { name: string; why: Leaving; reason: string }): string {
	const words = {
		left: `You left ${name}.`,
		kicked: `You were removed from ${name}.`,
		banned: `You were banned from ${name}.`,
		deleted: `${name} was deleted.`
	};
	return reason ? `${words[why]} Reason: ${reason}` : words[why];
}
