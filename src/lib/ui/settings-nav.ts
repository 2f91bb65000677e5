import type { Component } from 'svelte';

/** Pages of settings under one title. */
export type NavGroup = {
	title: string;
	isDanger?: boolean;
	links: { href: string; words: string; icon: Component<{ size?: number | string }>; tail?: string }[];
};
