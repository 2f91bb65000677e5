// What a channel for talking shows beside its words.
export { default as RoomHeader } from './RoomHeader.svelte';
export { default as Stage } from '$lib/calls/Stage.svelte';
export { view } from '$lib/calls/view.svelte';
