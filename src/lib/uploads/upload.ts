// The shapes of what is on its way, for those who show it.
export type { Tray } from './tray.svelte';
export type { Upload } from './upload.svelte';
