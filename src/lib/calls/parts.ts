// Everything of calls that a page needs once it has to do with one.
export { default as CallBar } from './CallBar.svelte';
export { default as CallLayer } from './CallLayer.svelte';
export { default as LiveStage } from './LiveStage.svelte';
export { Desk } from './desk.svelte';
