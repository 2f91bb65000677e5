export { default as FirstSteps } from './FirstSteps.svelte';
