import type { QueryClient } from '@tanstack/svelte-query';
import { createContext } from 'svelte';
import type { Clock } from './time';

/** What the app's frame hands to every page in it. */
export type Frame = { queries: QueryClient; clock: () => Clock };
export const [getFrame, setFrame] = createContext<Frame>();
