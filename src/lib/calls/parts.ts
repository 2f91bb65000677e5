import CallBar from './CallBar.svelte';
import CallLayer from './CallLayer.svelte';
import { Desk } from './desk.svelte';
import LiveStage from './LiveStage.svelte';

/** Everything of calls that a page needs once it has to do with one. */
export const parts = { CallBar, CallLayer, LiveStage, Desk };
