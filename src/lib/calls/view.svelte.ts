/** How somebody looks at the stage: everybody alike, or one of them large; and whether the chat stands beside it. */
export const view = $state<{ mode: 'grid' | 'focus' | null; showsChat: boolean | null }>({
	mode: null,
	showsChat: null
});
