// What a channel for talking shows beside its words.
export { default as RoomHeader } from './RoomHeader.svelte';
export { default as RoomStage } from './RoomStage.svelte';
export { view } from '$lib/calls/view.svelte';
